"""Every address of the portal, read and sent to, by all who might: test that each is answered exactly so."""

import re
import uuid
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frontend import urls_books, urls_portal
from tests.frontend.views.portal.matrix import PEOPLE, World, world
from tests.frontend.views.portal.matrix_rows import ROWS

pytestmark = pytest.mark.django_db
# What has no row of its own here is asked for by a number that nobody has; tests of its own room build it.
NONE: dict[str, object] = {
    "document_id": uuid.UUID(int=0), "statement_id": 0, "check_id": 0, "hold_id": 0, "review_id": 0, "evidence_id": 0,
    "sheet_id": 0, "import_id": 0, "change_id": 0, "request_id": 0, "act": "submit", "step": "delivery",
}  # fmt: skip
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
# Who one is, and that a facilitator tried: noted whatever is answered
NOTED = re.compile(r'"django_session"|"cooperatives_assistedact"|"outbox_')


def addresses() -> Iterator[tuple[str, dict[str, str]]]:
    """Name each address of the portal with what it wants to know, read from the addresses themselves."""
    for pattern in (*urls_portal.urlpatterns, *urls_books.urlpatterns):
        route = str(pattern.pattern)
        if route.lstrip("^").startswith("portal/"):
            names = re.findall(r"<(?:\w+:)?(\w+)>", route)
            yield str(pattern.name), dict.fromkeys(names, "")


def url_of(name: str, names: dict[str, str], keys: dict[str, Any]) -> str:
    """Fill an address with the cooperative's own keys."""
    wanted = {}
    for each in names:
        value = keys.get(f"{name}:{each}", keys.get(each, NONE.get(each)))
        wanted[each] = "confirm" if name == "portal-account-decide" and each == "act" else value
    return reverse(f"frontend:{name}", kwargs=wanted)


def answered(client: Client, method: str, url: str) -> tuple[int, list[str]]:
    """Ask, and take everything back; say with which status it was answered, and what was written."""
    cookies = deepcopy(client.cookies)
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as seen, transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    # Who is sent out of the door comes in again for the next page.
    client.cookies = cookies
    written = [
        query["sql"] for query in seen if WRITES.match(query["sql"]) and not NOTED.search(query["sql"])
    ]
    return response.status_code, written


def found(here: World) -> dict[str, tuple[str, str]]:
    """Return for each address what everybody is answered: to reading, and to an empty form."""
    rows = {}
    for name, names in addresses():
        url = url_of(name, names, here.keys)
        words = []
        for method in ("get", "post"):
            codes = []
            for who in PEOPLE:
                status, written = answered(here.browsers[who], method, url)
                if status in (403, 404, 405) or who == "visitor":
                    assert written == [], (name, method, who, status)
                codes.append(str(status))
            words.append(" ".join(codes))
        rows[name] = (words[0], words[1])
    return rows


def test_each_address_answers_each_person_exactly_as_written_and_a_refusal_writes_nothing() -> None:
    names = [name for name, _names in addresses()]
    assert sorted(set(names)) == sorted(ROWS), "an address without a row, or a row without an address"

    rows = found(world())

    assert {name: row for name, row in rows.items() if ROWS[name] != row} == {}
