"""The pages of objections against holds: test that ..."""

from datetime import date

import pytest
from django.test import Client

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.payouts.models.hold import Hold, HoldAppeal
from marketplace.payouts.services.hold_place import hold_place
from tests.factories.cash import collected
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.orders import Market
from tests.factories.payouts import SettlementTermFactory
from tests.frontend.views import people
from tests.frontend.views.people import browser_of, customer, page_of, staff


@pytest.fixture
def coop(shop: Market) -> Organisation:
    SettlementTermFactory.create()
    return shop.sellers[0]


@pytest.fixture
def preparer(db: None) -> Actor:
    return staff_actor(Permission.PREPARE_SETTLEMENTS)


@pytest.fixture
def hold(coop: Organisation, preparer: Actor) -> Hold:
    return hold_place(
        actor=preparer, key="h", organisation_id=coop.pk, amount=Money(5_000), reason="pot cassé",
        release_date=date(2026, 12, 2), now=NOON,
    )  # fmt: skip


def test_a_cooperative_objects_and_is_answered(coop: Organisation, preparer: Actor, hold: Hold) -> None:
    president = browser_of(member_actor(coop))
    approver = staff(Permission.APPROVE_SETTLEMENTS)
    assert f"/en/portal/holds/{hold.pk}/" in page_of(president.get("/en/portal/earnings/"))

    president.post(f"/en/portal/holds/{hold.pk}/", {"words": "Le pot était entier."})
    listed = page_of(approver.get("/en/operator/holds/"))
    own = page_of(browser_of(preparer).get(f"/en/operator/holds/{hold.pk}/appeal/"))
    asked = page_of(approver.get(f"/en/operator/holds/{hold.pk}/appeal/"))
    approver.post(
        f"/en/operator/holds/{hold.pk}/appeal/", {"verdict": "granted", "answer": "Vous avez raison."}
    )

    assert "Le pot était entier." in listed
    assert ("Send the answer" in own, "Send the answer" in asked) == (False, True)
    hold.refresh_from_db()
    assert hold.released_at == NOON
    assert "Vous avez raison." in page_of(president.get(f"/en/portal/holds/{hold.pk}/"))


@pytest.mark.parametrize("data", [{}, {"words": "  "}, {"words": "x" * 1001}])
def test_an_objection_without_words_is_told(coop: Organisation, hold: Hold, data: dict[str, str]) -> None:
    response = browser_of(member_actor(coop)).post(f"/en/portal/holds/{hold.pk}/", data)

    assert response.status_code == 422
    assert HoldAppeal.objects.count() == 0


@pytest.mark.parametrize(
    "data", [{}, {"verdict": "granted"}, {"answer": "x"}, {"verdict": "maybe", "answer": "x"}]
)
def test_an_answer_that_is_not_whole_is_told(coop: Organisation, hold: Hold, data: dict[str, str]) -> None:
    browser_of(member_actor(coop)).post(f"/en/portal/holds/{hold.pk}/", {"words": "non"})

    response = staff(Permission.APPROVE_SETTLEMENTS).post(f"/en/operator/holds/{hold.pk}/appeal/", data)

    assert response.status_code == 422
    assert HoldAppeal.objects.get().state == "open"


def test_strangers_see_and_say_nothing(coop: Organisation, shop: Market, hold: Hold) -> None:
    outside = {
        "other president": (browser_of(member_actor(OrganisationFactory.create(active=True))), {404}),
        "cashier": (people.cashier(shop.hub), {403}),
        "customer": (customer(), {403}),
        "visitor": (Client(), {302}),
    }

    for who, (browser, wanted) in outside.items():
        place = f"/en/portal/holds/{hold.pk}/"
        found = {browser.get(place).status_code, browser.post(place, {"words": "x"}).status_code}
        assert found == wanted, who
        appeal = browser.post(f"/en/operator/holds/{hold.pk}/appeal/", {"verdict": "granted", "answer": "x"})
        assert appeal.status_code in (302, 403), who
    seller = browser_of(member_actor(coop, Role.SALES.value))
    assert seller.post(f"/en/portal/holds/{hold.pk}/", {"words": "x"}).status_code == 403
    assert HoldAppeal.objects.count() == 0


def test_a_hold_without_objection_has_no_such_page(hold: Hold) -> None:
    assert (
        staff(Permission.APPROVE_SETTLEMENTS).get(f"/en/operator/holds/{hold.pk}/appeal/").status_code == 404
    )


def test_the_page_says_what_is_not_in_the_next_payout(coop: Organisation, shop: Market) -> None:
    collected(shop)

    page = page_of(browser_of(member_actor(coop)).get("/en/portal/earnings/"))

    assert "What you are paid on 1 December 2026, and what is not in it yet" in page
    assert "the cash is with couriers" in page
