"""The page of the rules about paying at the door: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from marketplace.kernel.actor import Permission
from orders.models.cod import CodRule
from tests.factories.cod import deposit_rule
from tests.factories.orders import Market, market
from tests.frontend.views.people import browser_of, customer, queries_of, staff
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
PAGE = "/fr/operator/cod-rules/"


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def given(**values: str) -> dict[str, str]:
    """A fifth of a first order above 800 MAD."""
    usual = {
        "kind": "deposit",
        "standing": "new",
        "at_least": "1",
        "above": "800",
        "rate": "20",
        "kept_rate": "50",
        "hours": "72",
        "attempts": "4",
        "because_fr": "un colis refusé coûte deux voyages",
        "from_date": (timezone.localdate() + timedelta(days=1)).isoformat(),
    }
    return {**usual, **values}


def text(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ")


def test_strangers_do_not_open_it(shop: Market) -> None:
    rule = deposit_rule(shop)
    for browser in (customer(), staff(Permission.MANAGE_ORDERS), browser_of(shop.cashier)):
        assert browser.get(PAGE).status_code == 403
        assert browser.post(PAGE, {**given(), "save": "1"}).status_code == 403
        assert browser.post(f"{PAGE}{rule.pk}/withdraw/").status_code == 403
    assert Client().get(PAGE).status_code == 302
    assert CodRule.objects.get().withdrawn_at is None


def test_the_effect_is_shown_first_and_nothing_is_saved(shop: Market) -> None:
    page = text(staff(Permission.MANAGE_SETTINGS).post(PAGE, {**given(), "preview": "1"}))

    assert "acompte 200,00 DH" in page
    assert 'name="save"' in page
    assert CodRule.objects.count() == 0


def test_a_rule_is_set_shown_in_words_and_taken_back(shop: Market) -> None:
    browser = staff(Permission.MANAGE_SETTINGS)

    assert browser.post(PAGE, {**given(), "save": "1"}).status_code == 302
    rule = CodRule.objects.get()
    assert (str(rule.rate), str(rule.kept_rate), rule.above_minor) == ("0.2000", "0.5000", 80_000)
    assert "Une première commande de plus de 800,00 DH" in text(browser.get(PAGE))

    browser.post(f"{PAGE}{rule.pk}/withdraw/")
    assert CodRule.objects.get().withdrawn_at is not None


def test_what_is_wrong_is_told_beside_its_field(shop: Market) -> None:
    response = staff(Permission.MANAGE_SETTINGS).post(PAGE, {**given(rate=""), "save": "1"})

    assert response.status_code == 422
    assert response.context["form"].errors["rate"]
    assert CodRule.objects.count() == 0


def test_a_rule_is_ended_on_a_day(shop: Market) -> None:
    rule = deposit_rule(shop)
    day = timezone.localdate() + timedelta(days=3)

    staff(Permission.MANAGE_SETTINGS).post(f"{PAGE}{rule.pk}/end/", {"until_date": day.isoformat()})

    assert CodRule.objects.get().until_date == day


@pytest.mark.parametrize("count", [1, 15])
def test_the_number_of_queries_is_fixed(shop: Market, count: int) -> None:
    for number in range(count):
        deposit_rule(shop, above_minor=number)

    # Session, person and roles; the channel; the rules, and those that are over
    assert queries_of(staff(Permission.MANAGE_SETTINGS), PAGE) == 3 + 3
