"""The one way into the books."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.money import Money
from marketplace.ledger.models import Account, Entry, Posting
from marketplace.ledger.selectors import balance, entry_by_key
from marketplace.ledger.services.ledger_post import Line, NewEntry, PostedEntry, ledger_post, ledger_post_many
from tests.marketplace.ledger.books import DAY, MACHINE, entry, mad

BANK, CLEARING, SALES = "bank:main", "clearing:orders", "revenue:commission"


@pytest.mark.django_db
def test_one_entry_stands_with_its_lines_facts_and_actor() -> None:
    posted = ledger_post(
        key="k", reason="sale", happened_at=DAY, recorded_at=DAY, actor=MACHINE, reference="order:1",
        facts={"order_number": "M-1"}, lines=[Line(BANK, mad(500)), Line(CLEARING, mad(-500), "sub-order:1")],
    )  # fmt: skip

    stands = entry_by_key("k")
    assert posted.is_new
    assert stands is not None
    assert (stands.entry_id, stands.reason, stands.reference) == (posted.entry_id, "sale", "order:1")
    assert (stands.actor, stands.facts, stands.happened_at) == ("machine:test", {"order_number": "M-1"}, DAY)
    assert [(line.account, line.amount.minor, line.subject) for line in stands.lines] == [
        (BANK, 500, ""),
        (CLEARING, -500, "sub-order:1"),
    ]
    assert set(Account.objects.values_list("code", "kind")) == {(BANK, "asset"), (CLEARING, "liability")}


@pytest.mark.django_db
def test_lines_of_zero_are_left_out() -> None:
    ledger_post_many(entries=[entry("k", (BANK, 500), (SALES, 0), (CLEARING, -500))])

    assert Posting.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("_case", "bad"),
    [
        ("not balanced", entry("k", (BANK, 500), (CLEARING, -499))),
        ("empty", entry("k")),
        ("only zeros", entry("k", (BANK, 0), (CLEARING, 0))),
        ("one line", entry("k", (BANK, 500))),
        ("too many lines", entry("k", *[(BANK, 1)] * 200, (CLEARING, -200))),
        ("unknown account", entry("k", ("petty:cash", 500), (CLEARING, -500))),
        ("account with a tail", entry("k", ("bank:main:2", 500), (CLEARING, -500))),
        ("no key", entry("", (BANK, 500), (CLEARING, -500))),
        ("no reason", entry("k", (BANK, 500), (CLEARING, -500), reason="")),
    ],
)  # fmt: skip
def test_an_unsound_entry_is_refused_and_nothing_moves(_case: str, bad: NewEntry) -> None:
    good = entry("good", (BANK, 500), (CLEARING, -500))

    with pytest.raises(InvalidInput):
        ledger_post_many(entries=[good, bad])

    assert Entry.objects.count() == 0
    assert Posting.objects.count() == 0


@pytest.mark.django_db
def test_a_currency_is_kept_on_accounts_of_its_own() -> None:
    euros = NewEntry(
        key="e", reason="sale", happened_at=DAY, recorded_at=DAY, actor=MACHINE,
        lines=[Line("bank:main@EUR", Money(100, "EUR")), Line("clearing:orders@EUR", Money(-100, "EUR"))],
    )  # fmt: skip
    ledger_post_many(entries=[euros])

    assert balance("bank:main@EUR") == Money(100, "EUR")
    assert balance(BANK) == mad(0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("_case", "lines"),
    [
        ("dirhams on a euro account", [Line("bank:main@EUR", mad(100)), Line(CLEARING, mad(-100))]),
        ("euros on a dirham account", [Line(BANK, Money(100, "EUR")), Line("clearing:orders@EUR", Money(-100, "EUR"))]),
        ("sum over two currencies", [Line(BANK, mad(100)), Line("clearing:orders@EUR", Money(-100, "EUR"))]),
        ("unknown currency", [Line("bank:main@XXX", Money(1, "XXX")), Line("clearing:orders@XXX", Money(-1, "XXX"))]),
    ],
)  # fmt: skip
def test_currencies_are_not_mixed(_case: str, lines: list[Line]) -> None:
    with pytest.raises(InvalidInput):
        ledger_post(key="k", reason="sale", happened_at=DAY, recorded_at=DAY, actor=MACHINE, lines=lines)

    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_the_same_key_with_the_same_lines_changes_nothing() -> None:
    first = ledger_post_many(entries=[entry("k", (BANK, 500), (CLEARING, -500))])
    again = ledger_post_many(entries=[entry("k", (CLEARING, -500), (BANK, 500), (SALES, 0))])

    assert again == [PostedEntry(first[0].entry_id, is_new=False)]
    assert balance(BANK) == mad(500)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("_case", "other"),
    [
        ("other amount", entry("k", (BANK, 501), (CLEARING, -501))),
        ("other account", entry("k", (BANK, 500), (SALES, -500))),
        ("other subject", entry("k", (BANK, 500), (CLEARING, -500, "sub-order:2"))),
        ("one line more", entry("k", (BANK, 500), (CLEARING, -400), (CLEARING, -100))),
    ],
)
def test_the_same_key_with_other_lines_is_a_conflict_and_nothing_moves(_case: str, other: NewEntry) -> None:
    ledger_post_many(entries=[entry("k", (BANK, 500), (CLEARING, -500))])

    with pytest.raises(Conflict):
        ledger_post_many(entries=[entry("new", (BANK, 1), (CLEARING, -1)), other])

    assert list(Entry.objects.values_list("key", flat=True)) == ["k"]
    assert balance(BANK) == mad(500)


@pytest.mark.django_db
def test_one_key_twice_in_a_batch_is_refused() -> None:
    with pytest.raises(InvalidInput):
        ledger_post_many(
            entries=[entry("k", (BANK, 5), (CLEARING, -5)), entry("k", (BANK, 5), (CLEARING, -5))]
        )

    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_an_account_rolled_back_is_opened_again() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ledger_post_many(entries=[entry("k", (BANK, 500), (CLEARING, -500))])
        raise ZeroDivisionError

    ledger_post_many(entries=[entry("k", (BANK, 500), (CLEARING, -500))])

    assert balance(BANK) == mad(500)


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "statements"), [(1, 3), (1000, 3), (1001, 6)])
def test_a_thousand_entries_cost_three_statements(count: int, statements: int) -> None:
    ledger_post_many(entries=[entry("open", (BANK, 1), (CLEARING, -1))])
    many = [entry(f"k{number}", (BANK, number + 1), (CLEARING, -number - 1)) for number in range(count)]

    with CaptureQueriesContext(connection) as queries:
        posted = ledger_post_many(entries=iter(many))

    own = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) == statements
    assert [one.is_new for one in posted] == [True] * count
    assert balance(BANK) == mad(1 + sum(range(1, count + 1)))


@pytest.mark.django_db
def test_answers_come_in_the_order_asked() -> None:
    [old] = ledger_post_many(entries=[entry("b", (BANK, 2), (CLEARING, -2))])
    c, b, a = ledger_post_many(
        entries=[
            entry(key, (BANK, minor), (CLEARING, -minor)) for key, minor in (("c", 3), ("b", 2), ("a", 1))
        ]
    )

    keys = dict(Entry.objects.values_list("pk", "key"))
    assert [keys[posted.entry_id] for posted in (c, b, a)] == ["c", "b", "a"]
    assert (b.entry_id, b.is_new) == (old.entry_id, False)


def _together(count: int, act: Callable[[int], object]) -> list[object]:
    """Run `act` in threads that start at once; return results and errors."""
    barrier, outcomes = threading.Barrier(count), list[object]()

    def run(number: int) -> None:
        try:
            barrier.wait()
            outcomes.append(act(number))
        except (Conflict, InvalidInput) as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_six_at_once_with_one_key_make_one_entry() -> None:
    outcomes = _together(
        6, lambda _n: ledger_post_many(entries=[entry("k", (BANK, 500), (CLEARING, -500))])[0]
    )

    posted = [outcome for outcome in outcomes if isinstance(outcome, PostedEntry)]
    assert len(posted) == 6
    assert len({one.entry_id for one in posted}) == 1
    assert sum(one.is_new for one in posted) == 1
    assert balance(BANK) == mad(500)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_with_one_key_and_other_lines_one_is_told() -> None:
    outcomes = _together(
        2, lambda n: ledger_post_many(entries=[entry("k", (BANK, 500 + n), (CLEARING, -500 - n))])[0]
    )

    assert sum(isinstance(outcome, PostedEntry) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert Posting.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_batches_that_share_keys_in_contrary_order_do_not_lock_each_other_out() -> None:
    keys = [f"k{number:03}" for number in range(200)]

    def post(number: int) -> int:
        mine = keys if number % 2 else keys[::-1]
        posted = ledger_post_many(entries=[entry(key, (BANK, 1), (CLEARING, -1)) for key in mine])
        return sum(one.is_new for one in posted)

    assert sum(outcome for outcome in _together(4, post) if isinstance(outcome, int)) == 200
    assert balance(BANK) == mad(200)
