"""A cooperative takes orders in rounds, and at any time again."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.order_cycle import OrderCycle
from catalog.policies import may_edit
from catalog.selectors.seller import demand_own
from catalog.states import CYCLE_DAYS
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

FARTHEST: Final = timedelta(days=180)


@transaction.atomic
def order_cycle_set(
    *,
    actor: Actor,
    organisation_id: int,
    product_id: int | None,
    opens_at: datetime,
    closes_at: datetime,
    ready_date: date,
    repeats_days: int,
    now: datetime,
) -> OrderCycle:
    """
    Sell all goods (`product_id` None) or one product in rounds only; saying it again replaces what was said.

    :param ready_date: from which day on what is ordered in the round is ready
    :param repeats_days: after how many days the round comes again (7, 14 or 28); 0: never
    :raises NotFound: if there is no such organisation or product, or it is not the actor's
    :raises NotAllowed: if the actor may not write its products
    :raises InvalidInput: if a time or a day cannot be used
    """
    _own(actor, organisation_id)
    if product_id is not None:
        demand_own(product_id, organisation_id)
    _demand_times(opens_at, closes_at, ready_date, repeats_days, now)
    known = OrderCycle.objects.filter(organisation=organisation_id, product=product_id, ended_at=None)
    known.update(ended_at=now)
    return OrderCycle.objects.create(
        organisation_id=organisation_id,
        product_id=product_id,
        opens_at=opens_at,
        closes_at=closes_at,
        ready_date=ready_date,
        repeats_days=repeats_days,
        set_by=actor.name,
        set_at=now,
    )


@transaction.atomic
def order_cycle_end(*, actor: Actor, organisation_id: int, cycle_id: int, now: datetime) -> None:
    """
    Sell at any time again; ending it again changes nothing. What is ordered keeps its day.

    :raises NotFound: if there is no such organisation or rule, or it is not the actor's
    :raises NotAllowed: if the actor may not write its products
    """
    _own(actor, organisation_id)
    rows = OrderCycle.objects.filter(pk=cycle_id, organisation=organisation_id)
    if not rows.exists():
        raise NotFound(_("There is no such round."), field="cycle")
    rows.filter(ended_at=None).update(ended_at=now)


def cycles_advance(*, now: datetime, limit: int) -> int:
    """
    Move rounds that have ended and repeat to their next days, by the clocks of Morocco; return how many.

    Those that somebody is changing are left for the next time.
    """
    with transaction.atomic():
        rows = OrderCycle.objects.filter(ended_at=None, repeats_days__gt=0, closes_at__lte=now)
        due = list(rows.order_by("closes_at", "pk").select_for_update(skip_locked=True, of=("self",))[:limit])
        for row in due:
            days = _days_to_next(row, now)
            row.opens_at, row.closes_at = (_later(each, days) for each in (row.opens_at, row.closes_at))
            row.ready_date += timedelta(days=days)
        OrderCycle.objects.bulk_update(due, ["opens_at", "closes_at", "ready_date"])
    return len(due)


def _days_to_next(row: OrderCycle, now: datetime) -> int:
    days = row.repeats_days
    while _later(row.closes_at, days) <= now:
        days += row.repeats_days
    return days


def _later(moment: datetime, days: int) -> datetime:
    """Return the same hour on the wall so many days later, also across a change of the clocks."""
    wall = timezone.localtime(moment).replace(tzinfo=None) + timedelta(days=days)
    return timezone.make_aware(wall)


def _own(actor: Actor, organisation_id: int) -> None:
    organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_edit(actor, organisation_id), _("Only the president or the sales people may write products."))


def _demand_times(
    opens_at: datetime, closes_at: datetime, ready_date: date, repeats_days: int, now: datetime
) -> None:
    if repeats_days not in CYCLE_DAYS:
        raise InvalidInput(_("Please choose how often."), field="repeats_days")
    if closes_at <= now:
        raise InvalidInput(_("Please choose a day that is still to come."), field="closes_at")
    if closes_at <= opens_at:
        raise InvalidInput(_("The list closes after it has opened."), field="closes_at")
    if repeats_days and closes_at - opens_at >= timedelta(days=repeats_days):
        raise InvalidInput(_("The list must close before its next round begins."), field="closes_at")
    if ready_date < timezone.localdate(closes_at):
        raise InvalidInput(_("The goods are ready after the list has closed."), field="ready_date")
    if ready_date > timezone.localdate(now) + FARTHEST:
        raise InvalidInput(_("Please choose a day within half a year."), field="ready_date")
