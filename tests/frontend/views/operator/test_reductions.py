"""The pages of reductions, partners' budgets and gift cards: test that ..."""

from typing import Any

import pytest
from django.test import Client

from marketplace.kernel.actor import Permission
from marketplace.promotions.models.budget import PartnerBudget
from tests.factories.ground import OrganisationFactory
from tests.factories.orders import market
from tests.factories.promotions import BudgetFactory, gift_card, promotion, subsidy, voucher
from tests.frontend.views.people import customer, queries_of, staff
from tests.orders.test_reductions import placed

pytestmark = pytest.mark.django_db
PAGE, CARDS = "/fr/operator/reductions/", "/fr/operator/gift-cards/"


def text(response: Any) -> str:
    return str(response.content.decode())


def test_strangers_open_none_of_it() -> None:
    budget = BudgetFactory.create()
    for browser in (customer(), staff(Permission.MANAGE_SHIPPING)):
        for page in (PAGE, CARDS, f"{PAGE}budgets/new/", f"{PAGE}budgets/{budget.pk}.csv"):
            assert browser.get(page).status_code == 403
        assert browser.post(f"{PAGE}budgets/new/", {}).status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert PartnerBudget.objects.count() == 1


def test_who_pays_for_what_and_what_it_cost_is_shown_and_given_as_a_table() -> None:
    shop = market()
    voucher("AIT10", "10")
    made = subsidy()
    placed(shop, {0: 1}, "AIT10")
    desk = staff(Permission.MANAGE_DISCOUNTS)

    page = desk.get(PAGE)

    # Ten dirhams of the marketplace, and half of the delivery from the region's budget
    assert "AIT10" in text(page) and "Convention 12/2026" in text(page)
    [report] = page.context["reports"]
    assert (report.delivery.minor, report.left.minor, report.orders) == (1_750, 98_250, 1)
    [card] = page.context["cards"]
    assert (card.given.orders, card.given.amount.minor, card.is_running) == (1, 1_000, True)
    table = b"".join(desk.get(f"{PAGE}budgets/{made.budget_id}.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert table.count("\n") == 2 and "17.5" in table
    assert desk.get(f"{PAGE}budgets/999999.csv").status_code in (403, 404)

    before = queries_of(desk, PAGE)
    voucher("SALE20", "20")
    promotion({"productPredicate": {"ids": []}})
    subsidy()
    assert queries_of(desk, f"{PAGE}?past=1") == before + 1


def test_a_partners_word_is_written_down_once_and_nonsense_not_at_all() -> None:
    partner = OrganisationFactory.create(is_seller=False)
    desk = staff(Permission.MANAGE_DISCOUNTS)
    given = {
        "partner": str(partner.pk), "name_fr": "Aide", "name_ar": "دعم", "code": "aide-1", "amount": "5000",
        "starts_at": "2026-11-01", "ends_at": "2026-12-31", "source": "Convention 7/2026",
    }  # fmt: skip

    for wrong in ({"amount": "0"}, {"ends_at": "2026-10-01"}, {"source": " "}, {"partner": "0"}):
        assert desk.post(f"{PAGE}budgets/new/", {**given, **wrong}).status_code == 422
    assert not PartnerBudget.objects.exists()
    assert desk.post(f"{PAGE}budgets/new/", given).status_code == 302
    assert desk.post(f"{PAGE}budgets/new/", given).status_code == 422

    budget = PartnerBudget.objects.get()
    assert (budget.amount_minor, budget.partner, budget.names["ar"]) == (500_000, partner, "دعم")


def test_gift_cards_are_found_by_their_last_four_with_what_is_left() -> None:
    issued = gift_card(10_000)
    gift_card(2_500)
    desk = staff(Permission.MANAGE_GIFT_CARD)
    before = queries_of(desk, CARDS)

    page = desk.get(CARDS)
    assert page.context["owed_cards"].minor == 12_500 and len(page.context["rows"]) == 2
    [row] = desk.get(f"{CARDS}?last4={issued.card.last4.lower()}").context["rows"]
    assert (row.card.pk, row.left.minor) == (issued.card.pk, 10_000)
    assert not desk.get(f"{CARDS}?last4=----").context["rows"]
    gift_card(1_000)
    assert queries_of(desk, CARDS) == before
