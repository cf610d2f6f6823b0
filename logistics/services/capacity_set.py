"""A cooperative says how much it can make ready in a day or a week, or that nothing limits it any more."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.selectors.seller import demand_own
from logistics.capacity import CapacityMeasure, CapacityPer, period_of
from logistics.models.capacity import Capacity, CapacityBooking, CapacityPeriod
from logistics.policies import may_set_capacity
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require

# Pieces, or grams: ten tons
MOST: Final = 10_000_000


@transaction.atomic
def capacity_set(
    *,
    actor: Actor,
    organisation_id: int,
    product_id: int | None,
    per: str,
    measure: str,
    most: int,
    now: datetime,
) -> Capacity:
    """
    Say how much can be made ready, of all goods (`product_id` None) or of one product; saying it again replaces it.

    What is promised stays promised: a smaller number holds for what is still free, and a rule by another period or
    measure begins when what the former one had promised is made.

    :param most: pieces, or grams where the measure is kilograms
    :raises NotFound: if there is no such organisation or product, or it is not the actor's
    :raises NotAllowed: if the actor neither makes, sells nor answers for its goods
    :raises InvalidInput: if the number, the period or the measure cannot be used
    """
    _own(actor, organisation_id)
    if per not in CapacityPer.values or measure not in CapacityMeasure.values:
        raise InvalidInput(_("Please say in what time, and in what it is counted."), field="per")
    if not 1 <= most <= MOST:
        raise InvalidInput(_("Please choose a number from 1 to ten thousand."), field="most")
    if product_id is not None:
        demand_own(product_id, organisation_id)
    today, known = timezone.localdate(now), _known(organisation_id, product_id)
    if known is not None and (known.per, known.measure) == (per, measure):
        return _changed(known, most, today, actor, now)
    begins = today
    if known is not None:
        begins = _worked_off(known, today)
        Capacity.objects.filter(pk=known.pk).update(is_active=False)
    return Capacity.objects.create(
        organisation_id=organisation_id,
        product_id=product_id,
        per=per,
        measure=measure,
        most=most,
        from_date=begins,
        set_by=actor.name,
        set_at=now,
    )


@transaction.atomic
def capacity_end(*, actor: Actor, organisation_id: int, capacity_id: int) -> None:
    """
    Let nothing limit the goods any more; ending it again changes nothing. What is promised keeps its day.

    :raises NotFound: if there is no such organisation or rule, or it is not the actor's
    :raises NotAllowed: if the actor neither makes, sells nor answers for its goods
    """
    _own(actor, organisation_id)
    rows = Capacity.objects.filter(pk=capacity_id, organisation=organisation_id)
    if not rows.exists():
        raise NotFound(_("There is no such limit."), field="capacity")
    rows.update(is_active=False)


def _own(actor: Actor, organisation_id: int) -> None:
    organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_set_capacity(actor, organisation_id), _("Your role does not cover this."))


def _known(organisation_id: int, product_id: int | None) -> Capacity | None:
    """Lock the rule that holds, so that nobody is promised something by it meanwhile."""
    rows = Capacity.objects.filter(organisation=organisation_id, product=product_id, is_active=True)
    return rows.select_for_update(no_key=True).first()


def _changed(known: Capacity, most: int, today: date, actor: Actor, now: datetime) -> Capacity:
    known.most, known.set_by, known.set_at = most, actor.name, now
    known.save(update_fields=["most", "set_by", "set_at"])
    periods = CapacityPeriod.objects.filter(capacity=known, from_date__gte=period_of(today, known.per))
    periods.update(most=Greatest(F("taken"), most))
    return known


def _worked_off(known: Capacity, today: date) -> date:
    """Return the first day after what a rule has promised."""
    booked = CapacityBooking.objects.filter(capacity=known, from_date__gte=period_of(today, known.per))
    last = booked.order_by("-from_date").values_list("from_date", flat=True).first()
    if last is None:
        return today
    return last + timedelta(days=1 if known.per == CapacityPer.DAY else 7)
