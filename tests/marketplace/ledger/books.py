"""Short ways for the tests of the ledger to post."""

from datetime import UTC, datetime

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger.services.ledger_post import Line, NewEntry

DAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MACHINE = Actor.of_machine("test")


def mad(minor: int) -> Money:
    """An amount in centimes."""
    return Money(minor, "MAD")


def entry(
    key: str, *lines: tuple[str, int] | tuple[str, int, str], at: datetime = DAY, **more: object
) -> NewEntry:
    """An entry of lines (account, centimes[, subject])."""
    return NewEntry(
        key=key,
        reason=str(more.pop("reason", "test")),
        happened_at=at,
        recorded_at=at,
        lines=[Line(account, mad(minor), *subject) for account, minor, *subject in lines],
        actor=MACHINE,
        **more,  # type: ignore[arg-type]
    )
