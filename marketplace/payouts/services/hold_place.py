"""Retain money with a reason until a date, and give it back."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.outbox import bus
from marketplace.payouts.calendar import local_date
from marketplace.payouts.events import HoldPlaced, HoldReleased
from marketplace.payouts.models.hold import Hold, HoldAppeal
from marketplace.payouts.policies import may_hold
from marketplace.payouts.states import AppealState


@transaction.atomic
def hold_place(
    *,
    actor: Actor,
    key: str,
    organisation_id: int,
    amount: Money,
    reason: str,
    release_date: date,
    now: datetime,
) -> Hold:
    """
    Move an amount from what is available to what is held; the same key again changes nothing.

    It may be more than is there: then what comes in next is held too.

    :raises NotAllowed: if the actor may not hold money
    :raises InvalidInput: if the amount is not positive, the reason is empty, or the release is not after today
    :raises Conflict: if the key names a hold of another organisation or amount
    """
    require(may_hold(actor), _("You may not hold money."))
    if amount.minor <= 0:
        raise InvalidInput(_("A hold is of a positive amount."), field="amount")
    if not reason.strip():
        raise InvalidInput(_("A hold needs a reason that the cooperative can read."), field="reason")
    if release_date <= local_date(now):
        raise InvalidInput(_("A hold is released on a later day."), field="release_date")
    hold, is_new = Hold.objects.get_or_create(
        key=key,
        defaults={
            "organisation_id": organisation_id,
            "reason": reason.strip()[:300],
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "placed_date": local_date(now),
            "release_date": release_date,
            "placed_at": now,
            "placed_by_id": actor.user_id,
        },
    )
    if (hold.organisation_id, hold.amount) != (organisation_id, amount):
        raise Conflict(_("%(key)s is another hold.") % {"key": key}, field="key")
    if is_new:
        _move(hold, "placed", hold.amount, actor, now)
        bus.publish(HoldPlaced(hold_id=hold.pk, organisation_id=organisation_id, happened_at=now))
    return hold


@transaction.atomic
def hold_release(*, actor: Actor, hold_id: int, now: datetime) -> Hold:
    """
    Make a held amount available again, on its day or before; a second call changes nothing.

    :raises NotAllowed: if the actor may not hold money
    :raises NotFound: if there is no such hold
    """
    hold = Hold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise NotFound(_("There is no such hold."), field="hold")
    require(may_hold(actor), _("You may not hold money."))
    if hold.released_at is None:
        release(hold, actor, now)
    return hold


@transaction.atomic
def holds_release_due(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """
    Release holds whose day has come; return how many. Rows that another worker works on are passed over.

    :raises NotAllowed: if the actor may not hold money
    """
    require(may_hold(actor), _("You may not hold money."))
    due = Hold.objects.select_for_update(skip_locked=True).filter(
        release_date__lte=local_date(now), released_at__isnull=True
    )
    holds = list(due.order_by("release_date", "pk")[:limit])
    for hold in holds:
        release(hold, actor, now)
    return len(holds)


def release(hold: Hold, actor: Actor, now: datetime) -> None:
    """Give back a hold that the caller has locked."""
    hold.released_at = now
    hold.released_by_id = actor.user_id
    hold.save(update_fields=["released_at", "released_by"])
    HoldAppeal.objects.filter(hold=hold, state=AppealState.OPEN).update(
        state=AppealState.MOOT, answered_at=now
    )
    _move(hold, "released", -hold.amount, actor, now)
    bus.publish(HoldReleased(hold_id=hold.pk, organisation_id=hold.organisation_id, happened_at=now))


def _move(hold: Hold, step: str, off_available: Money, actor: Actor, now: datetime) -> None:
    subject = f"hold:{hold.pk}"
    ledger_post(
        key=f"{subject}:{step}",
        reason=f"hold_{step}",
        happened_at=now,
        recorded_at=now,
        actor=actor,
        reference=subject,
        facts={
            "kind": f"hold_{step}",
            "reason": hold.reason,
            "release_date": hold.release_date.isoformat(),
            "net_minor": -off_available.minor,
            "currency": hold.currency,
        },
        lines=[
            Line(chart.payable_available(hold.organisation_id, hold.currency), off_available, subject),
            Line(chart.payable_held(hold.organisation_id, hold.currency), -off_available, subject),
        ],
    )
