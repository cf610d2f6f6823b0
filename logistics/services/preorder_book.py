"""Promise what is still to be harvested within what its cooperative has said, and give such promises back."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.preorder import Preorder
from logistics.events import StockShort
from logistics.models.fulfilment import Fulfilment
from logistics.models.stock import PreorderBooking, Shortage, Stock
from logistics.models.warehouse import Warehouse
from logistics.selectors.locked import stocks_locked
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_reserve import NotEnoughLeft
from logistics.states import FulfilmentState
from marketplace.kernel.errors import Conflict
from marketplace.outbox import bus


def preorder_stocks_lock(variant_ids: Collection[int]) -> None:
    """
    Make and lock the stocks in which pre-orders of these variants will wait, before any other stock of the order.

    Locking all at once, in the order of their ids, keeps two orders from waiting for each other.
    """
    warehouse = Warehouse.objects.filter(is_online=True).first()
    if warehouse is None:
        raise Conflict(_("There is no warehouse for this shop."), field="lines")
    rows = [Stock(variant_id=key, warehouse=warehouse) for key in sorted(variant_ids)]
    Stock.objects.bulk_create(rows, ignore_conflicts=True)
    found = Stock.objects.filter(variant__in=variant_ids, warehouse__is_online=True)
    stocks_locked(list(found.values_list("pk", flat=True)))


@transaction.atomic
def preorder_book(*, wanted: Mapping[str, tuple[int, int]], on: date, now: datetime) -> dict[str, date]:
    """
    Promise units of pre-orders for keys, each key -> (variant id, quantity), all or none; return when each arrives.

    The caller has locked the stocks (`preorder_stocks_lock`). Each promise waits there as a shortage that is expected
    to end on its day: what comes in goes to the oldest first (`shortages_fill`), and the hub leaves the order alone
    until then. The pre-orders are locked in the order of their ids; the database refuses more than was said.

    :raises NotEnoughLeft: naming the first key for which less is left
    :raises Conflict: if a pre-order has ended meanwhile
    """
    variant_ids = {variant_id for variant_id, _quantity in wanted.values()}
    rows = Preorder.objects.filter(variant__in=variant_ids, ended_at=None, until_date__gte=on)
    found = {row.variant_id: row for row in rows.order_by("id").select_for_update(no_key=True)}
    bookings = []
    for key, (variant_id, quantity) in wanted.items():
        row = found.get(variant_id)
        if row is None:
            raise Conflict(_("The time for this pre-order is over. Please look at it again."), field=key)
        if quantity > row.most - row.taken:
            left = row.most - row.taken
            raise NotEnoughLeft(
                _("Only %(left)d left of this pre-order.") % {"left": left}, field=key, left=left
            )
        row.taken += quantity
        bookings.append(PreorderBooking(preorder=row, key=key, quantity=quantity))
    Preorder.objects.bulk_update(found.values(), ["taken"])
    PreorderBooking.objects.bulk_create(bookings)
    _wait(bookings, now)
    return {booking.key: booking.preorder.arrives_date for booking in bookings}


def _wait(bookings: Collection[PreorderBooking], now: datetime) -> None:
    """Let promises wait for goods; what lies there already serves them at once."""
    variant_ids = [booking.preorder.variant_id for booking in bookings]
    stocks = {
        stock.variant_id: stock.pk
        for stock in Stock.objects.filter(variant__in=variant_ids, warehouse__is_online=True)
    }
    Shortage.objects.bulk_create(
        Shortage(
            stock_id=stocks[booking.preorder.variant_id],
            key=booking.key,
            quantity=booking.quantity,
            promised_at=now,
            created_at=now,
            expected_date=booking.preorder.arrives_date,
        )
        for booking in bookings
    )
    shortages_fill(list(stocks.values()), now=now)


@transaction.atomic
def preorder_release(*, keys: Collection[str]) -> None:
    """Give back what keys were promised, so that others may order it; unknown keys are passed over."""
    booked = PreorderBooking.objects.filter(key__in=keys)
    owners = sorted(set(booked.values_list("preorder_id", flat=True)))
    if not owners:
        return
    list(Preorder.objects.filter(pk__in=owners).order_by("id").select_for_update(no_key=True))
    for owner, units in list(booked.values_list("preorder").annotate(units=Sum("quantity"))):
        Preorder.objects.filter(pk=owner).update(taken=F("taken") - units)
    booked.delete()


@transaction.atomic
def harvests_miss(*, now: datetime, limit: int) -> int:
    """
    Let pre-orders whose harvest did not come on its day fall short, so that their customers are asked; return how many.

    What somebody else holds is left for the next time.
    """
    today = timezone.localdate(now)
    rows = Shortage.objects.filter(expected_date__lt=today).select_for_update(skip_locked=True, of=("self",))
    due = list(rows.order_by("expected_date", "id").select_related("stock")[:limit])
    Shortage.objects.filter(pk__in=[row.pk for row in due]).update(expected_date=None)
    if due:
        cuts = [
            {"key": row.key, "variant_id": row.stock.variant_id, "quantity": row.quantity, "is_firm": True}
            for row in due
        ]
        bus.publish(StockShort(happened_at=now, keys=[row.key for row in due], cuts=cuts))
    return len(due)


@transaction.atomic
def harvest_move(*, preorder_id: int, arrives_date: date, was_date: date) -> list[str]:
    """
    Let what is ordered of a harvest wait for its new day; return the keys of the order lines that still wait for it.

    A parcel that waited for just this harvest waits for its new day; one that waits longer for something else does so.
    """
    booked = PreorderBooking.objects.filter(preorder=preorder_id).values_list("key", flat=True)
    waiting = Shortage.objects.filter(key__in=list(booked), expected_date__isnull=False)
    keys = sorted(waiting.values_list("key", flat=True))
    waiting.update(expected_date=arrives_date)
    held = Fulfilment.objects.filter(state=FulfilmentState.RELEASED, lines__reference__in=keys)
    sooner = Q(ready_date=was_date) | Q(ready_date__lt=arrives_date)
    Fulfilment.objects.filter(sooner, pk__in=held.values("pk")).update(ready_date=arrives_date)
    return keys
