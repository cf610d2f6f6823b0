"""Goods leave the sellable stock: if more was promised than is left, the newest promises fall."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from logistics.events import StockShort
from logistics.models.fulfilment import FulfilmentLine, LotAllocation
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.services.allocation_drop import allocations_drop
from logistics.services.stock_move import Change, stocks_change
from marketplace.kernel.errors import Conflict
from marketplace.outbox import bus


@dataclass(frozen=True, slots=True)
class Cut:
    """So many units less for a reservation."""

    row: Reservation
    units: int

    @property
    def is_firm(self) -> bool:
        """Whether an order was promised these units."""
        return self.row.expires_at is None


def stock_shrink(stock: Stock, *, units: int, now: datetime) -> None:
    """
    Take units out of a stock; the caller has locked it and what stands of its variant there.

    :raises Conflict: if it holds less than that
    """
    stocks_shrink({stock.pk: (stock, units)}, now=now)


def stocks_shrink(units_of: Mapping[int, tuple[Stock, int]], *, now: datetime) -> None:
    """
    Take units out of many stocks in one statement; the caller has locked them and what stands of their variants.

    :raises Conflict: if one of them holds less than that
    """
    changes, fallen = {}, []
    for key, (stock, units) in units_of.items():
        excess = stock.reserved - (stock.quantity - units)
        cuts = cuts_of(_promises(stock), excess=excess) if units and excess > 0 else []
        cut_units = sum(cut.units for cut in cuts)
        changes[key] = Change(quantity=-units, bound=-cut_units)
        if cuts:
            fallen.append((stock, cuts))
    if stocks_change(changes):
        raise Conflict("A stock holds less than its lots.")
    for key, (stock, _units) in units_of.items():
        stock.quantity += changes[key].quantity
        stock.reserved += changes[key].bound
    for stock, cuts in fallen:
        _carry_out(stock, cuts, now=now)


def cuts_of(promises: Iterable[Reservation], *, excess: int) -> list[Cut]:
    """
    Choose what falls, from the front of `promises`, until `excess` units are found.

    A basket's hold falls whole (its owner could not order a part of it unasked); an order's promise falls by as
    much as is needed.
    """
    cuts = []
    for row in promises:
        if excess <= 0:
            break
        units = row.quantity if row.expires_at is not None else min(row.quantity, excess)
        cuts.append(Cut(row, units))
        excess -= units
    return cuts


def _promises(stock: Stock) -> list[Reservation]:
    """Baskets before orders, orders that nobody has picked before those that lie in a crate; the newest first."""
    rows = Reservation.objects.filter(stock=stock).order_by("-created_at", "-id")
    picked = set(
        LotAllocation.objects.filter(
            line__variant=stock.variant_id,
            line__fulfilment__warehouse=stock.warehouse_id,
            packed_at__isnull=True,
            picked_at__isnull=False,
        ).values_list("line__reference", flat=True)
    )
    return sorted(rows, key=lambda row: (row.expires_at is None, row.key in picked))


def _carry_out(stock: Stock, cuts: list[Cut], *, now: datetime) -> None:
    whole = [cut.row.pk for cut in cuts if cut.units == cut.row.quantity]
    Reservation.objects.filter(pk__in=whole).delete()
    for cut in cuts:
        if cut.units < cut.row.quantity:
            Reservation.objects.filter(pk=cut.row.pk).update(quantity=F("quantity") - cut.units)
    firm = [cut for cut in cuts if cut.is_firm]
    _remember(stock, firm, now=now)
    lines = FulfilmentLine.objects.filter(
        reference__in=[cut.row.key for cut in firm], variant=stock.variant_id
    )
    allocations_drop(LotAllocation.objects.filter(line__in=lines, picked_at__isnull=True))
    bus.publish(
        StockShort(
            happened_at=now,
            keys=[cut.row.key for cut in firm],
            cuts=[
                {
                    "key": cut.row.key,
                    "variant_id": stock.variant_id,
                    "quantity": cut.units,
                    "is_firm": cut.is_firm,
                }
                for cut in cuts
            ],
        )
    )


def _remember(stock: Stock, firm: list[Cut], *, now: datetime) -> None:
    known = {
        row.key: row for row in Shortage.objects.filter(stock=stock, key__in=[cut.row.key for cut in firm])
    }
    for cut in firm:
        if cut.row.key in known:
            Shortage.objects.filter(pk=known[cut.row.key].pk).update(quantity=F("quantity") + cut.units)
        else:
            Shortage.objects.create(
                stock=stock,
                key=cut.row.key,
                quantity=cut.units,
                promised_at=cut.row.created_at,
                created_at=now,
            )
