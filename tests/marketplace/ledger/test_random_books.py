"""Whatever is posted, the sums are zero and equal to what was asked."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.ledger.checks import books_findings
from marketplace.ledger.selectors import balances, open_subjects_of, total_per_currency
from marketplace.ledger.services.ledger_post import MAX_LINES, ledger_post_many
from tests.marketplace.ledger.books import entry, mad

ACCOUNTS = [
    "bank:main",
    "clearing:orders",
    "organisation:1:maturing",
    "organisation:1:available",
    "refunds:due",
]
amounts = st.integers(-(10**12), 10**12)
lines = st.tuples(st.sampled_from(ACCOUNTS), amounts, st.sampled_from(["", "sub-order:1", "sub-order:2"]))
histories = st.lists(st.tuples(st.integers(0, 12), st.lists(lines, max_size=6), st.booleans()), max_size=15)


class RandomBooks(TestCase):
    """Each example starts with empty books."""

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(histories)
    def test_balances_equal_an_independent_sum_and_all_sums_are_zero(
        self, history: list[tuple[int, list[tuple[str, int, str]], bool]]
    ) -> None:
        accepted: dict[str, list[tuple[str, int, str]]] = {}
        for number, given_lines, is_made_even in history:
            even = -sum(minor for _account, minor, _subject in given_lines)
            asked = [*given_lines, ("bank:main", even, "")] if is_made_even else given_lines
            kept = sorted(line for line in asked if line[1])
            key = f"k{number}"
            is_sound = 2 <= len(kept) <= MAX_LINES and sum(line[1] for line in kept) == 0
            try:
                ledger_post_many(entries=[entry(key, *asked)])
            except InvalidInput:
                assert not is_sound
            except Conflict:
                assert is_sound
                assert accepted[key] != kept
            else:
                assert is_sound
                assert accepted.setdefault(key, kept) == kept

        expected = Counter[str]()
        subjects = Counter[tuple[str, str]]()
        for some in accepted.values():
            for account, minor, subject in some:
                expected[account] += minor
                subjects[account, subject] += minor
        assert balances() == {account: mad(minor) for account, minor in expected.items()}
        assert {(a, s): m for a, s, m in open_subjects_of("")} == {
            key: mad(minor) for key, minor in subjects.items() if minor
        }
        assert total_per_currency() == {"MAD": mad(0)}
        assert books_findings() == []


@pytest.mark.django_db
def test_empty_books_are_sound() -> None:
    assert total_per_currency() == {"MAD": mad(0)}
    assert books_findings() == []
