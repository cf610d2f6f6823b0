"""What the steps of cash custody share: collections under lock, and the case that a difference opens."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound
from marketplace.outbox import bus
from orders.events import CashCaseOpened
from orders.models.cash import CashCase, CashCollection
from orders.services.break_rows import next_owner_id
from orders.states import CASH_FLOW, CashState

# How long a holder has to explain a difference
CASE_DAYS = 14


def collections_locked(ids: Sequence[int], *, after: CashState) -> list[CashCollection]:
    """
    Return collections under lock that may move to a state.

    :raises NotFound: if there are none, or some do not exist
    :raises IllegalMove: if one is not where it would have to be
    """
    rows = list(
        CashCollection.objects.select_for_update(of=("self",))
        .select_related("order")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    if not rows or len(rows) != len(set(ids)):
        raise NotFound(_("Some of these collections do not exist."), field="collections")
    for row in rows:
        CASH_FLOW.check(CashState(row.state), after)
    return rows


def collections_move(rows: Sequence[CashCollection], *, to: CashState, fields: Sequence[str] = ()) -> None:
    """Move collections to their next holder."""
    for row in rows:
        row.state = to
    CashCollection.objects.bulk_update(rows, ["state", *fields])


def case_open(case: CashCase, *, now: datetime) -> None:
    """Open a case about a difference, with its deadline, and tell of it."""
    case.opened_at = now
    case.owner_id = next_owner_id()
    case.deadline_date = (now + timedelta(days=CASE_DAYS)).date()
    case.save()
    bus.publish(CashCaseOpened(case_id=case.pk, happened_at=now))
