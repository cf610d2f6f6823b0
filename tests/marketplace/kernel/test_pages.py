from datetime import UTC, datetime

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.pages import Page, cursor_of, keys_of, mapped, page_of, page_size

MOMENT = datetime(2026, 11, 16, 12, 0, 0, 123456, tzinfo=UTC)


def test_a_cursor_gives_back_its_keys():
    cursor = cursor_of([MOMENT, 7, "عسل"])

    assert keys_of(cursor, (datetime, int, str)) == (MOMENT, 7, "عسل")
    assert "=" not in cursor


@pytest.mark.parametrize(
    ("_case", "cursor"),
    [
        ("not base64", "%%%"),
        ("not json", "AAAA"),
        ("another length", cursor_of([1])),
        ("another kind", cursor_of(["1", "2"])),
        ("a boolean for a number", "W3RydWUsMV0"),
        ("too large a number", cursor_of([2**63, 1])),
        ("a nested list", "W1tdLDFd"),
        ("too long", "A" * 801),
        ("not ascii", "é"),
    ],
)
def test_a_forged_cursor_is_refused(_case, cursor):
    with pytest.raises(InvalidInput) as refusal:
        keys_of(cursor, (int, int))

    assert refusal.value.field == "after"


@pytest.mark.parametrize(
    ("_case", "text"), [("naive", "2026-11-16T12:00:00"), ("a nul byte", "\x00"), ("a word", "x")]
)
def test_a_forged_moment_is_refused(_case, text):
    with pytest.raises(InvalidInput):
        keys_of(cursor_of([text]), (datetime,))


def test_a_nul_byte_in_a_text_key_is_refused():
    with pytest.raises(InvalidInput):
        keys_of(cursor_of(["a\x00b"]), (str,))


def test_a_page_knows_that_more_follows():
    page = page_of([1, 2, 3], first=2, keys=lambda row: (row,))

    assert page == Page((1, 2), True, cursor_of([2]), (cursor_of([1]), cursor_of([2])))


def test_an_empty_page_has_no_cursor():
    assert page_of([], first=2, keys=lambda row: (row,)) == Page((), False, "", ())


def test_mapping_keeps_the_place():
    page = page_of([1, 2, 3], first=2, keys=lambda row: (row,))

    assert mapped(page, str) == Page(("1", "2"), True, page.cursor, page.cursors)


@pytest.mark.parametrize("first", [0, -1, 101, 10**9])
def test_a_page_of_no_or_too_many_items_is_refused(first):
    with pytest.raises(InvalidInput) as refusal:
        page_size(first)

    assert refusal.value.field == "first"
    assert page_size(1) == 1
    assert page_size(100) == 100
