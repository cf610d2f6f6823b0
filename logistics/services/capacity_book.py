"""Promise what is ordered within what cooperatives can make ready, and give such promises back."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from logistics.capacity import Limit, ready_date, shares
from logistics.models.capacity import Capacity, CapacityBooking, CapacityPeriod
from logistics.selectors.capacity import Load, limits_on, load_of
from marketplace.kernel.errors import OutOfStock

Booked = dict[tuple[int, date], int]


class NoCapacity(OutOfStock):
    """A cooperative can make no more within the time for which anything is promised; `field` is the key."""


@transaction.atomic
def capacity_book(*, wanted: Mapping[str, tuple[int, int]], on: date) -> dict[str, date]:
    """
    Promise goods for keys, each key -> (variant id, quantity), all or none; return from which day on each is ready.

    Keys whose goods nothing limits are left out. The rules are locked in the order of their ids, after any stock:
    whoever comes second sees what the first took. The database refuses to promise more than can be made.

    :raises NoCapacity: naming the first key that does not fit
    """
    variant_ids = {variant_id for variant_id, _quantity in wanted.values()}
    # Unlocked first: where nothing limits anything, nobody waits for anybody.
    if not wanted or not limits_on(variant_ids):
        return {}
    capacities = limits_on(variant_ids, rows=Capacity.objects.select_for_update(no_key=True))
    if not capacities:
        return {}
    load = load_of(capacities, variant_ids, on=on)
    taken = {key: dict(periods) for key, periods in load.taken.items()}
    added: Booked = {}
    bookings: list[CapacityBooking] = []
    ready: dict[str, date] = {}
    for key, (variant_id, quantity) in wanted.items():
        for limit in load.limits_of(variant_id):
            parts = _fitted(limit, load, taken[limit.capacity_id], variant_id, quantity, key=key, on=on)
            ready[key] = max(ready.get(key, on), ready_date(parts, on=on))
            for begins, part in parts:
                taken[limit.capacity_id][begins] = taken[limit.capacity_id].get(begins, 0) + part
                added[limit.capacity_id, begins] = added.get((limit.capacity_id, begins), 0) + part
                bookings.append(
                    CapacityBooking(capacity_id=limit.capacity_id, from_date=begins, key=key, amount=part)
                )
    _write(added, {limit.capacity_id: limit.most for limit in load.limits})
    CapacityBooking.objects.bulk_create(bookings)
    return ready


def _fitted(
    limit: Limit, load: Load, taken: Mapping[date, int], variant_id: int, quantity: int, *, key: str, on: date
) -> list[tuple[date, int]]:
    closed = load.closed.get(limit.organisation_id, ())
    parts = shares(limit, load.amount(limit, variant_id, quantity), taken, on=on, closed=closed)
    if not parts:
        raise NoCapacity(
            _("The cooperative cannot make that much in the next three months. Please choose less."),
            field=key,
        )
    return parts


def _write(added: Booked, most: Mapping[int, int]) -> None:
    known = set(
        CapacityPeriod.objects.filter(capacity__in=list(most)).values_list("capacity_id", "from_date")
        if added
        else ()
    )
    CapacityPeriod.objects.bulk_create(
        CapacityPeriod(capacity_id=key, from_date=begins, most=most[key], taken=part)
        for (key, begins), part in added.items()
        if (key, begins) not in known
    )
    for (key, begins), part in added.items():
        if (key, begins) in known:
            CapacityPeriod.objects.filter(capacity=key, from_date=begins).update(taken=F("taken") + part)


@transaction.atomic
def capacity_release(*, keys: Collection[str]) -> None:
    """Give back what keys were promised, so that others are served earlier; unknown keys are passed over."""
    booked = CapacityBooking.objects.filter(key__in=keys)
    owners = sorted(set(booked.values_list("capacity_id", flat=True)))
    if not owners:
        return
    list(Capacity.objects.filter(pk__in=owners).order_by("id").select_for_update(no_key=True))
    sums = booked.values_list("capacity_id", "from_date").annotate(amount=Sum("amount"))
    for key, begins, amount in list(sums):
        CapacityPeriod.objects.filter(capacity=key, from_date=begins).update(taken=F("taken") - amount)
    booked.delete()


@transaction.atomic
def capacity_lessen(*, key: str, units: int, of_units: int) -> None:
    """
    Give back what `units` of the `of_units` promised under a key took, the latest days first.

    What is left out of a parcel need not be made: its days are promised to others. Unknown keys are passed over.
    """
    booked = CapacityBooking.objects.filter(key=key)
    owners = sorted(set(booked.values_list("capacity_id", flat=True)))
    if not owners:
        return
    list(Capacity.objects.filter(pk__in=owners).order_by("id").select_for_update(no_key=True))
    rows = list(booked.order_by("-from_date", "-id"))
    for owner in owners:
        mine = [row for row in rows if row.capacity_id == owner]
        left = sum(row.amount for row in mine) * units // of_units
        for row in mine:
            part = min(left, row.amount)
            left -= part
            if not part:
                break
            period = CapacityPeriod.objects.filter(capacity=owner, from_date=row.from_date)
            period.update(taken=F("taken") - part)
            if part == row.amount:
                row.delete()
            else:
                row.amount -= part
                row.save(update_fields=["amount"])
