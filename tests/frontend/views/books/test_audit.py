"""The auditor's pages: test that ..."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from frontend.urls_books import urlpatterns
from marketplace.kernel.actor import Permission
from marketplace.ledger.models import Entry, Posting
from marketplace.ledger.services.journal_seal import journal_root, journal_seal
from tests.factories.ground import NOON
from tests.factories.orders import Market
from tests.factories.payouts import sold
from tests.frontend.views import people
from tests.frontend.views.people import answers, customer, page_of, president, queries_of, staff


@pytest.fixture
def entries(db: None) -> list[Entry]:
    """A sale of the day before yesterday, and one of today, sealed."""
    sold(7, 10_000, at=NOON - timedelta(days=2))
    sold(7, 5_000, at=NOON)
    journal_seal(now=NOON - timedelta(days=1))
    journal_root(now=NOON)
    return list(Entry.objects.order_by("pk"))


def places(entries: list[Entry]) -> list[str]:
    return [
        "audit/",
        "audit/?day=2026-11-14",
        "audit/journal/",
        "audit/journal/?day=2026-11-16&account=bank:main",
        f"audit/journal/{entries[0].pk}/",
        "audit/chain/",
        "audit/journal.jsonl",
        "audit/accounting.csv?from_day=2026-11-01&to_day=2026-11-30",
    ]


def test_balances_of_a_past_day_are_shown(entries: list[Entry], auditor: Client) -> None:
    past = page_of(auditor.get("/en/audit/?day=2026-11-14"))
    now = page_of(auditor.get("/en/audit/"))

    assert ("150" in past, "150" in now) == (False, True)
    assert "organisation:7:available" in past
    assert "Balanced" in past


@pytest.mark.parametrize("day", ["", "soon", "2026-13-01"])
def test_an_unusable_day_shows_today(entries: list[Entry], auditor: Client, day: str) -> None:
    assert "16 November 2026" in page_of(auditor.get(f"/en/audit/?day={day}"))


def test_an_entry_shows_its_facts_and_its_seal(entries: list[Entry], auditor: Client) -> None:
    page = page_of(auditor.get(f"/en/audit/journal/{entries[0].pk}/"))

    assert entries[0].key in page
    assert "gross_minor" in page
    assert entries[0].seal.hash in page


def test_the_whole_chain_is_recomputed_on_demand(entries: list[Entry], auditor: Client) -> None:
    page = page_of(auditor.post("/en/audit/chain/"))

    assert "6 entries were recomputed, and each is what was sealed." in page


def test_the_files_hold_everything(entries: list[Entry], auditor: Client) -> None:
    lines: Any = auditor.get("/en/audit/journal.jsonl")
    table: Any = auditor.get("/en/audit/accounting.csv?from_day=2026-11-01&to_day=2026-11-30")

    assert b"".join(lines.streaming_content).count(b'"kind":"entry"') == 6
    assert b"".join(table.streaming_content).count(b"\r\n") == 1 + Posting.objects.count()
    refused = auditor.get("/en/audit/accounting.csv?from_day=2026-11-30&to_day=2026-11-01")
    assert refused.status_code == 422


def test_nobody_but_the_auditor_opens_them(shop: Market, entries: list[Entry], auditor: Client) -> None:
    outside = {
        "customer": customer(),
        "president": president(),
        "cashier": people.cashier(shop.hub),
        "settlements": staff(Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS),
        "cash": staff(Permission.MANAGE_CASH),
    }

    for place in places(entries):
        assert set(answers(f"/en/{place}", outside).values()) == {403}, place
        assert auditor.get(f"/en/{place}").status_code == 200, place
        assert Client().get(f"/en/{place}").status_code == 302, place


def test_the_auditor_opens_no_page_that_changes_anything(shop: Market, auditor: Client) -> None:
    closed = [
        "operator/settlements/",
        "operator/holds/",
        "operator/orders/",
        "operator/bank/",
        "cash/",
        "hub/",
    ]

    assert {auditor.get(f"/en/{place}").status_code for place in closed} == {403}


def test_every_address_of_the_auditor_is_in_these_tables(entries: list[Entry]) -> None:
    assert len({place.partition("?")[0] for place in places(entries)}) == len(
        [each for each in urlpatterns if str(each.name).startswith("audit-")]
    )


@pytest.mark.parametrize("count", [1, 15])
def test_the_number_of_queries_is_fixed(auditor: Client, count: int) -> None:
    for _number in range(count):
        sold(7, 10_000, at=NOON)
    journal_seal(now=NOON)
    entry = Entry.objects.latest("pk")

    found = [
        queries_of(auditor, f"/en/{place}")
        for place in ("audit/", "audit/journal/", f"audit/journal/{entry.pk}/", "audit/chain/")
    ]

    assert found == [4, 7, 7, 7]
