"""What an order was short of is left out of its parcel, or something else goes out instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.fefo import Demand
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation
from logistics.models.kit import FulfilmentBoxItem
from logistics.models.lot import LotStock
from logistics.models.stock import Shortage
from logistics.selectors.locked import fulfilment_locked, lot_stocks_locked, stocks_to_reserve_locked
from logistics.services.allocation_drop import allocations_drop
from logistics.services.capacity_book import capacity_lessen
from logistics.services.lots_allocate import lots_allocate
from logistics.services.stock_reserve import stock_reserve
from logistics.states import NOT_TOLD_YET, FulfilmentState
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What goes out in place of the units that are left out; `reference` is the key of its promise."""

    reference: str
    variant_id: int
    names: Mapping[str, str]


@transaction.atomic
def fulfilment_amend(
    *, reference: str, units: int, cash_due: Money, now: datetime, instead: Instead | None = None
) -> None:
    """
    Take units that a line is short of out of what is to be packed; promise as many of something else, if so wished.

    The line waits for goods no more, and its cooperative need not make them: the days booked for them are free. Of a
    parcel that is on a walk already the lots of what goes out instead are bound at once.

    :param reference: of the line ("order-line:<id>")
    :param cash_due: what the carrier is to collect from now on
    :raises NotFound: if the hub was not asked for this line
    :raises IllegalMove: if the parcel is packed
    :raises InvalidInput: if the line is not short of so many units
    :raises NotEnoughLeft: if less is left of what was to go out instead
    """
    line = FulfilmentLine.objects.filter(reference=reference).first()
    if line is None:
        raise NotFound(_("The hub is not preparing this yet."), field="line")
    fulfilment = fulfilment_locked(line.fulfilment_id)
    if fulfilment.state not in NOT_TOLD_YET:
        raise IllegalMove(_("The parcel is packed already."), field="line")
    # All stocks that it touches at once, in their order: what is missing may be filled at this moment.
    variant_ids = {line.variant_id} | ({instead.variant_id} if instead else set())
    stocks_to_reserve_locked(keys=[], variant_ids=variant_ids, warehouse_id=fulfilment.warehouse_id)
    if instead is not None:
        promised = {instead.reference: (instead.variant_id, units)}
        stock_reserve(key_quantities=promised, expires_at=None, now=now, warehouse_id=fulfilment.warehouse_id)
    _leave_out(line, units)
    if instead is not None:
        _bind(fulfilment, _line_instead(line, instead, units), now=now)
    fulfilment.cash_due_minor = cash_due.minor
    fulfilment.save(update_fields=["cash_due_minor"])


def _leave_out(line: FulfilmentLine, units: int) -> None:
    short = Shortage.objects.filter(key=line.reference).first()
    if short is None or short.quantity < units:
        raise InvalidInput(_("So much is not missing any more."), field="quantity")
    if short.quantity == units:
        short.delete()
    else:
        Shortage.objects.filter(pk=short.pk).update(quantity=F("quantity") - units)
    capacity_lessen(key=line.reference, units=units, of_units=line.quantity)
    if line.quantity == units:
        _fit(line, 0)
        line.delete()
        return
    line.quantity -= units
    line.save(update_fields=["quantity"])
    _fit(line, line.quantity)


def _fit(line: FulfilmentLine, quantity: int) -> None:
    """No more lots are bound to a line, and no more of its pieces lie in gift boxes, than are to be packed."""
    shares = LotAllocation.objects.filter(line=line, packed_at=None)
    lot_stocks_locked(LotStock.objects.filter(pk__in=shares.values("lot_stock")))
    bound, dropped = sum(shares.values_list("quantity", flat=True)), []
    for share in sorted(shares, key=lambda each: (each.picked_at is not None, -each.pk)):
        if bound <= quantity:
            break
        dropped.append(share.pk)
        bound -= share.quantity
    allocations_drop(shares.filter(pk__in=dropped))
    for item in FulfilmentBoxItem.objects.filter(line=line).select_related("box").order_by("-pk"):
        fitting = quantity // item.box.quantity
        if fitting == 0:
            item.delete()
        elif item.quantity > fitting:
            item.quantity = fitting
            item.save(update_fields=["quantity"])


def _line_instead(line: FulfilmentLine, instead: Instead, units: int) -> FulfilmentLine:
    return FulfilmentLine.objects.create(
        fulfilment_id=line.fulfilment_id,
        reference=instead.reference,
        sub_order_reference=line.sub_order_reference,
        variant_id=instead.variant_id,
        organisation_id=line.organisation_id,
        names=dict(instead.names),
        quantity=units,
    )


def _bind(fulfilment: Fulfilment, line: FulfilmentLine, *, now: datetime) -> None:
    if fulfilment.state != FulfilmentState.RELEASED:
        demand = Demand(str(fulfilment.pk), line.pk, line.variant_id, line.quantity)
        lots_allocate([demand], warehouse_id=fulfilment.warehouse_id, today=timezone.localdate(now))
