"""Open a break for somebody, close it when the missing side comes, and settle it with words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.selectors import holders_of
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.payouts.calendar import local_date
from orders.models.bank import Break
from orders.policies import may_confirm_payment
from orders.states import BreakSource, BreakState

# How long somebody has to find out what a break is
BREAK_DAYS = 5


def keepers() -> Sequence[User]:
    """Return the staff in charge of cash: who may answer for a break. A superuser has other work."""
    held = User.objects.filter(holders_of(Permission.MANAGE_CASH), is_active=True, is_superuser=False)
    return list(held.order_by("pk"))


def next_owner_id() -> int | None:
    """Return who in charge of cash has the fewest open breaks; nobody if there is nobody."""
    owners = {user.pk: 0 for user in keepers()}
    loads = (
        Break.objects.filter(state=BreakState.OPEN, owner__in=owners)
        .values_list("owner")
        .annotate(Count("pk"))
    )
    owners |= dict(loads)
    return min(owners, key=lambda pk: (owners[pk], pk), default=None)


def break_open(row: Break, *, now: datetime) -> Break:
    """Open a break, once per key, in the hands of whoever in charge of cash has the fewest; return it."""
    values = {
        "source": row.source,
        "reason": row.reason,
        "subject": row.subject,
        "bank_entry": row.bank_entry,
        "expected_minor": row.expected_minor,
        "found_minor": row.found_minor,
        "currency": row.currency,
        "owner_id": next_owner_id(),
        "opened_at": now,
        "deadline_date": local_date(now + timedelta(days=BREAK_DAYS)),
    }
    found, is_new = Break.objects.get_or_create(key=row.key, defaults=values)
    if not is_new and found.state == BreakState.RESOLVED and found.resolved_by_id is None:
        # It had vanished by itself and is there again
        Break.objects.filter(pk=found.pk).update(
            state=BreakState.OPEN, resolved_at=None, resolution="", deadline_date=values["deadline_date"]
        )
        found.refresh_from_db()
    return found


def _locked(actor: Actor, break_id: int) -> Break:
    row = Break.objects.select_for_update().filter(pk=break_id).first()
    if row is None:
        raise NotFound(_("There is no such break."), field="break")
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    if row.state != BreakState.OPEN:
        raise IllegalMove(_("This break is resolved already."), field="status")
    return row


@transaction.atomic
def break_assign(*, actor: Actor, break_id: int, owner_id: int, note: str, now: datetime) -> Break:
    """
    Give an open break to somebody in charge of cash, with a note.

    :raises NotFound: if there is no such break
    :raises NotAllowed: if the actor is not in charge of cash
    :raises IllegalMove: if it is resolved
    :raises InvalidInput: if the new owner is not in charge of cash
    """
    row = _locked(actor, break_id)
    if owner_id not in {user.pk for user in keepers()}:
        raise InvalidInput(_("Only somebody in charge of cash can answer for a break."), field="owner")
    row.owner_id = owner_id
    row.note = note.strip()[:500]
    row.save(update_fields=["owner", "note"])
    return row


@transaction.atomic
def break_resolve(*, actor: Actor, break_id: int, resolution: str, now: datetime) -> Break:
    """
    Say how a break came about; one that holds money of the bank's statement is settled by its movement instead.

    :raises NotFound: if there is no such break
    :raises NotAllowed: if the actor is not in charge of cash
    :raises IllegalMove: if it is resolved, or its money still stands in clearing
    :raises InvalidInput: if nothing is said
    """
    row = _locked(actor, break_id)
    if row.bank_entry_id is not None or row.source == BreakSource.AGENCY:
        raise IllegalMove(
            _("Say first what the movement was for: its money waits in clearing."), field="kind"
        )
    return break_close(row, actor=actor, resolution=resolution, now=now)


def break_close(row: Break, *, actor: Actor, resolution: str, now: datetime) -> Break:
    """Close a break that the caller has locked."""
    if not resolution.strip():
        raise InvalidInput(_("Please say how it came about."), field="resolution")
    row.state = BreakState.RESOLVED
    row.resolution = resolution.strip()[:500]
    row.resolved_at = now
    row.resolved_by_id = actor.user_id
    row.save(update_fields=["state", "resolution", "resolved_at", "resolved_by"])
    return row
