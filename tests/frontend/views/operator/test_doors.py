"""Who may open the operator's pages, and what strangers cannot move."""

import pytest
from django.test import Client, override_settings

from frontend.urls_operator import urlpatterns
from marketplace.kernel.actor import Permission
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.models.payout import Payout, PayoutFile, ResultImport
from marketplace.payouts.models.settlement import SettlementRun
from orders.models.order import SubOrder
from orders.models.payment import Payment
from tests.factories.ground import member_actor
from tests.frontend.views import people
from tests.frontend.views.operator.world import OperatorWorld, first_statement, orders_placed
from tests.frontend.views.people import answers, browser_of, customer, president, staff


def settlement_pages(world: OperatorWorld) -> dict[str, str]:
    """Pages of those who prepare and approve."""
    run = world.exported()[0].statement.run
    statement = first_statement(run)
    return {
        "operator-settlements": "operator/settlements/",
        "operator-run": f"operator/settlements/{run.pk}/",
        "operator-run-file": f"operator/settlements/{run.pk}/file",
        "operator-statement": f"operator/statements/{statement.pk}/",
        "operator-statement-paper": f"operator/statements/{statement.pk}.pdf",
        "operator-statement-lines": f"operator/statements/{statement.pk}.csv",
        "operator-holds": "operator/holds/",
    }


def order_pages(world: OperatorWorld) -> dict[str, str]:
    """Pages of staff in charge of orders or cash."""
    (order,) = orders_placed(world, 1)
    return {"operator-orders": "operator/orders/", "operator-order": f"operator/orders/{order.number}/"}


def posts(world: OperatorWorld) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Everything that can be sent."""
    run = world.drafted()
    (order,) = orders_placed(world, 1, pay="transfer")
    steps = {
        "approve": {},
        "discard": {"reason": "x"},
        "lock": {},
        "export": {"file_format": "csv"},
        "result": {},
    }
    return {
        "operator-settlements": [("operator/settlements/", {"due_date": "2026-11-01"})],
        "operator-run-act": [
            (f"operator/settlements/{run.pk}/{step}/", data) for step, data in steps.items()
        ],
        "operator-statement-mandate": [
            (f"operator/statements/{first_statement(run).pk}/mandate/", data)
            for data in ({"officer": "1"}, {"withdraw": "1"})
        ],
        "operator-holds": [
            (
                "operator/holds/",
                {
                    "key": "stranger",
                    "organisation": world.payees[0].slug,
                    "amount": "1",
                    "reason": "x",
                    "release_date": "2026-12-01",
                },
            )
        ],
        "operator-hold-release": [(f"operator/holds/{world.hold().pk}/release/", {})],
        "operator-order-act": [
            (f"operator/orders/{order.number}/cancel/", {"reason": "x"}),
            (f"operator/orders/{order.number}/transfer/", {"received": "135", "bank_reference": "B"}),
        ],
    }


def picture() -> tuple[object, ...]:
    """Everything that a page of the operator could change."""
    return (
        sorted(SettlementRun.objects.values_list("pk", "state")),
        sorted(Hold.objects.values_list("pk", "released_at"), key=str),
        (Payout.objects.count(), PayoutFile.objects.count(), ResultImport.objects.count()),
        sorted(SubOrder.objects.values_list("pk", "state")),
        sorted(Payment.objects.values_list("pk", "state")),
    )


def test_every_address_of_the_operator_is_in_these_tables(world: OperatorWorld) -> None:
    known = {*settlement_pages(world), *order_pages(world), "operator-home", "operator-messages"}
    # Verification has a table of its own: test_cooperatives.py
    # and so have refunds (test_refunds.py), alliances (tests/frontend/views/portal/test_alliances.py),
    # calls, rules at the door, delivery prices, reductions, voices and the board of what waits
    elsewhere = (
        "alliance",
        "article",
        "budget",
        "call",
        "catalogue",
        "change",
        "claim",
        "cod",
        "cooperative",
        "dispute",
        "exposure",
        "gift",
        "invoice",
        "money",
        "paper",
        "re",
        "table",
        "tariff",
        "voice",
    )
    verification = {
        name
        for each in urlpatterns
        if (name := str(each.name)).startswith(tuple(f"operator-{part}" for part in elsewhere))
    }

    assert {each.name for each in urlpatterns} - known - verification == {
        "operator-run-act",
        "operator-hold-release",
        "operator-order-act",
        "operator-statement-mandate",
    }


def strangers(world: OperatorWorld) -> dict[str, Client]:
    """Who has no business with settlements."""
    return {
        "customer": customer(),
        "president": president(),
        "president of the payee": browser_of(member_actor(world.payees[0])),
        "hub worker": people.hub_worker(world.shop.hub),
        "cashier": people.cashier(world.shop.hub),
        "staff of the hub": staff(Permission.MANAGE_HUB),
    }


def test_settlements_open_to_those_who_prepare_and_approve_alone(world: OperatorWorld) -> None:
    outside = strangers(world) | {"staff of orders": staff(Permission.MANAGE_ORDERS)}
    inside = {"preparer": browser_of(world.preparer), "approver": browser_of(world.approver)}

    for place in settlement_pages(world).values():
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
        assert answers(f"/en/{place}", inside) == {"preparer": 200, "approver": 200}, place
        assert Client().get(f"/en/{place}").status_code == 302, place


def test_orders_open_to_staff_of_orders_and_of_cash_alone(world: OperatorWorld) -> None:
    outside = strangers(world) | {"preparer": browser_of(world.preparer)}
    inside = {"orders": staff(Permission.MANAGE_ORDERS), "cash": staff(Permission.MANAGE_CASH)}

    for place in order_pages(world).values():
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
        assert answers(f"/en/{place}", inside) == {"orders": 200, "cash": 200}, place
        assert Client().get(f"/en/{place}").status_code == 302, place


@pytest.mark.parametrize(
    "who",
    [
        "visitor",
        "customer",
        "president",
        "president of the payee",
        "hub worker",
        "cashier",
        "staff of the hub",
    ],
)
def test_strangers_move_nothing(world: OperatorWorld, who: str) -> None:
    browser = Client() if who == "visitor" else strangers(world)[who]
    sent = [each for some in posts(world).values() for each in some]
    before = picture()

    found = {browser.post(f"/en/{place}", data).status_code for place, data in sent}

    assert found == ({302} if who == "visitor" else {403})
    assert picture() == before


def test_staff_of_cash_cannot_cancel_and_staff_of_orders_cannot_confirm(world: OperatorWorld) -> None:
    (order,) = orders_placed(world, 1, pay="transfer")
    before = picture()

    cancelled = staff(Permission.MANAGE_CASH).post(
        f"/en/operator/orders/{order.number}/cancel/", {"reason": "x"}
    )
    confirmed = staff(Permission.MANAGE_ORDERS).post(
        f"/en/operator/orders/{order.number}/transfer/", {"received": "135", "bank_reference": "B"}
    )

    assert (cancelled.status_code, confirmed.status_code) == (403, 403)
    assert picture() == before


@override_settings(DEMO=False)
def test_messages_open_to_who_keeps_the_settings(world: OperatorWorld) -> None:
    browsers = {
        "customer": customer(),
        "preparer": browser_of(world.preparer),
        "settings": staff(Permission.MANAGE_SETTINGS),
    }

    assert answers("/en/operator/messages/", browsers) == {"customer": 403, "preparer": 403, "settings": 200}


@override_settings(DEMO=True)
def test_in_a_demo_messages_open_to_all_staff_but_to_nobody_else(world: OperatorWorld) -> None:
    browsers = {
        "customer": customer(),
        "hub worker": people.hub_worker(world.shop.hub),
        "preparer": browser_of(world.preparer),
    }

    assert answers("/en/operator/messages/", browsers) == {
        "customer": 403,
        "hub worker": 403,
        "preparer": 200,
    }


@pytest.mark.parametrize(
    ("permission", "place"),
    [
        (Permission.PREPARE_SETTLEMENTS, "/en/operator/money/"),
        (Permission.MANAGE_ORDERS, "/en/operator/money/"),
        (Permission.MANAGE_SETTINGS, "/en/operator/cod-rules/"),
    ],
)
def test_the_desk_begins_at_the_first_page_that_is_open(db: None, permission: Permission, place: str) -> None:
    assert staff(permission).get("/en/operator/")["Location"] == place


@pytest.mark.parametrize(
    "place",
    [
        "settlements/999999/",
        "settlements/999999/file",
        "statements/999999/",
        "statements/999999.pdf",
        "statements/999999.csv",
    ],
)
def test_what_is_not_there_is_not_found(preparer: Client, place: str) -> None:
    assert preparer.get(f"/en/operator/{place}").status_code == 404


def test_a_draft_has_no_paper(world: OperatorWorld, preparer: Client) -> None:
    statement = first_statement(world.drafted())

    assert preparer.get(f"/en/operator/statements/{statement.pk}.pdf").status_code == 404
    assert preparer.get(f"/en/operator/statements/{statement.pk}/").status_code == 200
