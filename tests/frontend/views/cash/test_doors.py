"""Who may open the cash desk, and what strangers cannot move."""

import pytest
from django.test import Client

from frontend.urls_cash import urlpatterns
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Permission
from orders.models.cash import BankDeposit, CashCase, CashCollection, CashRemittance
from tests.factories.cash import CashWorld
from tests.factories.ground import OrganisationFactory, member_actor
from tests.frontend.views import people
from tests.frontend.views.people import answers, browser_of, customer, hub_worker, president, staff

PLACES = {
    "cash-today": "cash/",
    "cash-cases": "cash/differences/",
    "cash-remittances": "cash/remittances/",
    "cash-deposits": "cash/deposits/",
}


def things(world: CashWorld) -> dict[str, str]:
    """Pages of one thing of this desk."""
    return {
        "cash-remittance": f"cash/remittances/{world.opened[0].pk}/",
        "cash-deposit": f"cash/deposits/{world.deposits[0].pk}/",
        "cash-deposit-paper": f"cash/deposits/{world.deposits[0].pk}.pdf",
    }


def picture() -> tuple[object, ...]:
    """Everything that a page of the desk could change."""
    return (
        sorted(CashCollection.objects.values_list("pk", "state", "remittance", "deposit"), key=str),
        sorted(CashRemittance.objects.values_list("pk", "counted_minor"), key=str),
        sorted(BankDeposit.objects.values_list("pk", "confirmed_minor"), key=str),
        CashCase.objects.count(),
    )


def test_every_address_of_the_desk_is_in_these_tables(world: CashWorld) -> None:
    assert {each.name for each in urlpatterns} == {*PLACES, *things(world), "cash-open"}


def test_the_desk_opens_to_cashiers_and_staff_in_charge_of_cash_alone(world: CashWorld) -> None:
    browsers = {
        "visitor": Client(),
        "customer": customer(),
        "president": president(),
        "hub worker": hub_worker(world.shop.hub),
        "staff of orders": staff(Permission.MANAGE_ORDERS),
        "treasurer of a cooperative": browser_of(member_actor(world.shop.sellers[0], Role.TREASURER.value)),
        "cashier": browser_of(world.shop.cashier),
        "accountant": browser_of(world.shop.accountant),
    }

    for place in [*PLACES.values(), f"cash/carriers/{world.shop.carrier.pk}/"]:
        assert answers(f"/en/{place}", browsers) == {
            "visitor": 302,
            "customer": 403,
            "president": 403,
            "hub worker": 403,
            "staff of orders": 403,
            "treasurer of a cooperative": 403,
            "cashier": 200,
            "accountant": 200,
        }, place


def test_the_things_of_a_desk_open_to_its_own_cashier_alone(world: CashWorld) -> None:
    browsers = {
        "another desk": people.cashier(),
        "cashier": browser_of(world.shop.cashier),
        "accountant": browser_of(world.shop.accountant),
    }

    for place in things(world).values():
        assert answers(f"/en/{place}", browsers) == {"another desk": 403, "cashier": 200, "accountant": 200}


@pytest.mark.parametrize("who", ["visitor", "customer", "president", "hub worker", "another desk"])
def test_strangers_move_nothing(world: CashWorld, who: str) -> None:
    browser = {
        "visitor": Client,
        "customer": customer,
        "president": president,
        "hub worker": lambda: hub_worker(world.shop.hub),
        "another desk": people.cashier,
    }[who]()
    sent = {
        f"cash/remittances/{world.opened[0].pk}/": {"counted": "135"},
        "cash/deposits/": {"slip_number": "X", "remittances": [str(world.counted[0].pk)]},
        f"cash/deposits/{world.deposits[0].pk}/": {"credited": "135", "bank_reference": "B"},
    }
    if who != "another desk":
        # A carrier may bring its cash to any desk, so another cashier is no stranger here.
        marked = [str(world.collected[0].pk)]
        sent[f"cash/carriers/{world.shop.carrier.pk}/"] = {"number": "X", "collections": marked}
    before = picture()

    found = {browser.post(f"/en/{place}", data).status_code for place, data in sent.items()}

    assert found <= ({302} if who == "visitor" else {403, 404})
    assert picture() == before


def test_a_cashier_cannot_say_what_the_bank_statement_shows(world: CashWorld, cashier: Client) -> None:
    before = picture()

    page = cashier.get(f"/en/cash/deposits/{world.deposits[0].pk}/")
    response = cashier.post(
        f"/en/cash/deposits/{world.deposits[0].pk}/", {"credited": "135", "bank_reference": "B-1"}
    )

    assert 'name="credited"' not in people.page_of(page)
    assert response.status_code == 403
    assert picture() == before


@pytest.mark.parametrize(
    "place",
    ["cash/remittances/999999/", "cash/deposits/999999/", "cash/carriers/999999/", "cash/?desk=nowhere"],
)
def test_what_is_not_there_is_not_found(world: CashWorld, accountant: Client, place: str) -> None:
    assert accountant.get(f"/en/{place}").status_code == 404


def test_staff_choose_among_the_desks_and_the_choice_is_remembered(
    world: CashWorld, accountant: Client
) -> None:
    second = OrganisationFactory.create(hub=True, slug="a-second-desk", names={"fr": "Caisse deux"})

    chosen = people.page_of(accountant.get(f"/en/cash/?desk={second.slug}"))
    later = people.page_of(accountant.get("/en/cash/deposits/"))

    assert "Caisse deux" in chosen
    assert "SLIP-0" not in later
