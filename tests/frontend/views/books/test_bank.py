"""The pages of the bank's statements and of what does not agree: test that ..."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.models.bank import BankEntry, BankStatement, Break
from orders.services.bank_entries_match import bank_entries_match
from tests.factories.bank import csv_statement, statement_read
from tests.factories.ground import NOON, staff_actor
from tests.factories.orders import Market
from tests.factories.payouts import SettlementTermFactory
from tests.frontend.views import people
from tests.frontend.views.people import answers, customer, page_of, president, queries_of, staff

BANK, BREAKS = "/en/operator/bank/", "/en/operator/breaks/"


def uploaded(content: bytes) -> dict[str, object]:
    return {"file": SimpleUploadedFile("releve.csv", content), "form": "csv"}


def breaks_made(shop: Market, count: int = 1) -> list[Break]:
    """A statement on which nothing fits."""
    content = csv_statement([("50.00", f"SANS REFERENCE {n}") for n in range(count)], opening="0.00")
    statement_read(shop.accountant, content)
    bank_entries_match(actor=Actor.of_machine("test"), now=NOON)
    return list(Break.objects.order_by("pk"))


def test_a_statement_is_read_and_shown(shop: Market, accountant: Client) -> None:
    SettlementTermFactory.create()

    page = page_of(accountant.post(BANK, uploaded(csv_statement([("50.00", "VIR 1")])), follow=True))

    assert BankStatement.objects.get().entry_count == 1
    assert "VIR 1" in page
    assert "2026-320" in page_of(accountant.get(BANK))


def test_a_malformed_statement_is_told_with_its_line_and_nothing_is_kept(
    shop: Market, accountant: Client
) -> None:
    SettlementTermFactory.create()

    response = accountant.post(BANK, uploaded(csv_statement([("50.00", "VIR 1")], closing="1.00")))

    assert response.status_code == 422
    assert "line 4: opening balance and movements make 1050.00" in page_of(response)
    assert not BankStatement.objects.exists()


def test_a_break_is_settled_from_its_page(shop: Market, accountant: Client) -> None:
    order = shop.order({0: 1}, pay="transfer")
    content = csv_statement([("135.00", "SANS REFERENCE")], opening="0.00")
    statement_read(shop.accountant, content)
    bank_entries_match(actor=Actor.of_machine("test"), now=NOON)
    row = Break.objects.get()
    place = f"{BREAKS}{row.pk}/"
    assert "SANS REFERENCE" in page_of(accountant.get(place))

    refused = accountant.post(f"{place}settle/", {"kind": "order", "number": "1", "resolution": "vu"})
    accountant.post(
        f"{place}settle/", {"kind": "order", "number": order.number, "resolution": "vu au téléphone"}
    )

    assert refused.status_code in (404, 422)
    row.refresh_from_db()
    assert row.state == "resolved"
    assert balance(chart.transfer_clearing()) == Money(0)
    assert "vu au téléphone" in page_of(accountant.get(place))


def test_a_break_is_handed_over_with_a_note(shop: Market, accountant: Client) -> None:
    (row,) = breaks_made(shop)
    other = staff_actor(Permission.MANAGE_CASH)

    accountant.post(f"{BREAKS}{row.pk}/assign/", {"owner": other.user_id, "note": "appelle la banque"})

    row.refresh_from_db()
    assert (row.owner_id, row.note) == (other.user_id, "appelle la banque")


@pytest.mark.parametrize("data", [{}, {"owner": "999999"}, {"owner": "x"}])
def test_an_unusable_owner_is_told(shop: Market, accountant: Client, data: dict[str, str]) -> None:
    (row,) = breaks_made(shop)

    assert accountant.post(f"{BREAKS}{row.pk}/assign/", data).status_code == 422

    row.refresh_from_db()
    assert row.owner_id == shop.accountant.user_id


def test_breaks_are_found_by_state_source_and_owner(shop: Market, accountant: Client) -> None:
    breaks_made(shop)

    found = {
        query: "Nothing that is expected fits" in page_of(accountant.get(f"{BREAKS}{query}"))
        for query in ("", "?show=mine", "?show=resolved", "?source=bank", "?source=till")
    }

    assert found == {
        "": True,
        "?show=mine": True,
        "?show=resolved": False,
        "?source=bank": True,
        "?source=till": False,
    }


def test_the_pages_open_to_their_own_people_alone(shop: Market, auditor: Client) -> None:
    (row,) = breaks_made(shop)
    statement = BankStatement.objects.get()
    outside = {
        "customer": customer(),
        "president": president(),
        "hub worker": people.hub_worker(shop.hub),
        "cashier": people.cashier(shop.hub),
        "settlements": staff(Permission.PREPARE_SETTLEMENTS),
        "orders": staff(Permission.MANAGE_ORDERS),
    }
    cash = staff(Permission.MANAGE_CASH)

    for place in (BANK, f"{BANK}{statement.pk}/"):
        assert set(answers(place, outside).values()) == {403}
        assert answers(place, {"cash": cash, "auditor": auditor}) == {"cash": 200, "auditor": 403}
        assert Client().get(place).status_code == 302
    for place in (BREAKS, f"{BREAKS}{row.pk}/"):
        assert set(answers(place, outside).values()) == {403}
        assert answers(place, {"cash": cash, "auditor": auditor}) == {"cash": 200, "auditor": 200}
        assert Client().get(place).status_code == 302


def test_strangers_and_auditors_move_nothing(shop: Market, auditor: Client) -> None:
    (row,) = breaks_made(shop)
    sent: list[tuple[str, dict[str, object]]] = [
        (BANK, uploaded(csv_statement([]))),
        (f"{BREAKS}{row.pk}/settle/", {"kind": "interest", "resolution": "x"}),
        (f"{BREAKS}{row.pk}/resolve/", {"resolution": "x"}),
        (f"{BREAKS}{row.pk}/assign/", {"owner": shop.accountant.user_id, "note": "x"}),
    ]

    for browser in (auditor, customer(), people.cashier(shop.hub)):
        assert {browser.post(place, data).status_code for place, data in sent} == {403}

    row.refresh_from_db()
    assert (row.state, row.note, BankStatement.objects.count()) == ("open", "", 1)
    assert set(BankEntry.objects.values_list("state", flat=True)) == {"open"}


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(shop: Market, count: int) -> None:
    rows = breaks_made(shop, count)
    browser = staff(Permission.MANAGE_CASH)
    statement = BankStatement.objects.get()
    places = [BANK, f"{BANK}{statement.pk}/", BREAKS, f"{BREAKS}{rows[0].pk}/"]

    assert [queries_of(browser, place) for place in places] == [4, 5, 5, 5]
