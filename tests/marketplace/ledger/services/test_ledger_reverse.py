"""The contrary entry."""

import pytest

from marketplace.kernel.errors import Conflict, NotFound
from marketplace.ledger.models import Entry
from marketplace.ledger.selectors import balances, entries_of, open_subjects
from marketplace.ledger.services.ledger_post import ledger_post_many
from marketplace.ledger.services.ledger_reverse import ledger_reverse
from tests.marketplace.ledger.books import DAY, MACHINE, entry, mad

pytestmark = pytest.mark.django_db


def test_a_reversal_empties_what_the_entry_filled_and_names_it() -> None:
    ledger_post_many(
        entries=[
            entry("k", ("bank:main", 500), ("clearing:orders", -500, "sub-order:1"), reference="order:1")
        ]
    )

    posted = ledger_reverse(key="k:reversed", of_key="k", happened_at=DAY, recorded_at=DAY, actor=MACHINE)
    again = ledger_reverse(key="k:reversed", of_key="k", happened_at=DAY, recorded_at=DAY, actor=MACHINE)

    assert (posted.is_new, again.is_new) == (True, False)
    assert balances() == {"bank:main": mad(0), "clearing:orders": mad(0)}
    assert open_subjects("clearing:orders") == []
    assert [(row.reason, row.facts) for row in entries_of("order:1")] == [
        ("test", {}),
        ("reversal", {"reversal_of": "k"}),
    ]


def test_what_was_never_posted_cannot_be_reversed() -> None:
    with pytest.raises(NotFound):
        ledger_reverse(key="k:reversed", of_key="k", happened_at=DAY, recorded_at=DAY, actor=MACHINE)

    assert Entry.objects.count() == 0


def test_a_key_in_use_is_a_conflict() -> None:
    ledger_post_many(entries=[entry("k", ("bank:main", 5), ("clearing:orders", -5))])

    with pytest.raises(Conflict):
        ledger_reverse(key="k", of_key="k", happened_at=DAY, recorded_at=DAY, actor=MACHINE)

    assert Entry.objects.count() == 1
