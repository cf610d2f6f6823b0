"""A cooperative says on which days it is closed."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import ClosureChanged
from marketplace.cooperatives.models.closure import Closure
from marketplace.cooperatives.policies import may_close
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import ClosureReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.policy import require
from marketplace.outbox import bus

LONGEST: Final = timedelta(days=180)
FARTHEST: Final = timedelta(days=365)


@transaction.atomic
def closure_announce(
    *,
    actor: Actor,
    organisation_id: int,
    from_date: date,
    until_date: date,
    reason: str,
    sells_on: bool,
    now: datetime,
) -> Closure:
    """
    Close from one day to another, both included.

    Goods stay on the shelves with the day on which the cooperative is back, and cannot be bought meanwhile, unless
    `sells_on`: then what lies at the hub is sold as ever. Orders that are placed already are not touched.

    :raises NotFound: if there is no such organisation, or it is not the actor's
    :raises NotAllowed: if the actor is neither its president nor sells for it
    :raises InvalidInput: if a day or the reason cannot be used
    :raises Conflict: if it has said already that it is closed on one of these days
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_close(actor, organisation_id), _("Only the president and whoever sells may close."))
    _demand_sensible(from_date, until_date, reason, timezone.localdate(now))
    known = Closure.objects.filter(
        organisation=organisation, withdrawn_at=None, from_date__lte=until_date, until_date__gte=from_date
    )
    if known.exists():
        raise Conflict(_("You have already said that you are closed on these days."), field="from_date")
    closure = Closure.objects.create(
        organisation=organisation,
        from_date=from_date,
        until_date=until_date,
        reason=reason,
        sells_on=sells_on,
        announced_by=actor.name,
        announced_at=now,
    )
    closure_tell(closure, now)
    return closure


def _demand_sensible(from_date: date, until_date: date, reason: str, today: date) -> None:
    if not today <= from_date <= today + FARTHEST:
        raise InvalidInput(_("Choose a first day between today and a year from now."), field="from_date")
    if not from_date <= until_date <= from_date + LONGEST:
        raise InvalidInput(
            _("Choose a last day from the first on, at most 180 days later."), field="until_date"
        )
    if reason not in ClosureReason.values:
        raise InvalidInput(_("Please say why."), field="reason")


def closure_tell(closure: Closure, now: datetime) -> None:
    """Tell what a closure has become."""
    bus.publish(
        ClosureChanged(
            organisation_id=closure.organisation_id,
            closure_id=closure.pk,
            from_date=closure.from_date.isoformat(),
            until_date=closure.until_date.isoformat(),
            is_withdrawn=closure.withdrawn_at is not None,
            happened_at=now,
        )
    )
