"""Close the box: the goods leave the stock, and the parcel has its numbers."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.events import ParcelPacked
from logistics.gateways.carriers import carrier_of
from logistics.label_rules import mentions_missing
from logistics.models.carrier import CarrierAccount
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, LotAllocation, Wave
from logistics.models.lot import LotStock
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.models.processing import Consumable
from logistics.models.stock import Reservation, Stock
from logistics.policies import may_run_hub
from logistics.selectors.delivery import carrier_cost
from logistics.selectors.label_facts import label_facts_of
from logistics.selectors.locked import fulfilment_locked, lot_stocks_locked, stocks_locked
from logistics.services.carrier_book import shipment_of
from logistics.services.label_print import demand_complete_label
from logistics.services.numbers import next_serial, number_of
from logistics.services.packaging_use import carton_of, packaging_use
from logistics.services.stock_move import Change, Move, lots_move, stocks_change, summed
from logistics.states import FULFILMENT_FLOW, FulfilmentState, MovementReason, TrackingKind, WaveState
from marketplace.kernel.actor import Actor
from marketplace.kernel.checkdigits import sscc_make
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput
from marketplace.kernel.geography import provinces
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.outbox import bus

HEAVIEST_G: Final = 200_000


@dataclass(frozen=True, slots=True)
class _Contents:
    """What goes into the box: lines with their shares of lots, and the promises that are kept by it."""

    lines: Sequence[FulfilmentLine]
    shares: Mapping[int, Sequence[LotAllocation]]
    promises: Mapping[str, Reservation]
    lot_stocks: Mapping[int, LotStock]
    stocks: Mapping[int, Stock]

    @property
    def weight_g(self) -> int:
        """What all of it weighs."""
        return sum(line.variant.weight_g * line.quantity for line in self.lines)

    @property
    def volume_cm3(self) -> int:
        """The room that all of it takes, as far as it was measured."""
        return sum(line.variant.volume_cm3 * line.quantity for line in self.lines)


@transaction.atomic
def parcel_pack(
    *,
    actor: Actor,
    fulfilment_id: uuid.UUID,
    now: datetime,
    weight_g: int | None = None,
    carton: str = "",
) -> Parcel:
    """
    Pack everything that was picked for a fulfilment into one parcel.

    Lots and promises are consumed, each unit with its movement; `ParcelPacked` tells the rest (label, card capture).
    A weight off the expected one is no refusal: see `Parcel.is_weight_unusual`.

    :param weight_g: as the scales say; None where there are none
    :param carton: code of the hub's carton that it is packed in: a piece of it leaves the store, and its cost is the
        parcel's; empty: the goods travel in what they came in
    :raises NotFound: if there is no such fulfilment, or this hub keeps no such carton
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if it cannot be packed now or is stopped, something is not picked, a lot may not leave, or a
        gift box or the carton is not there to be filled
    :raises LabelIncomplete: if the label of a lot lacks a mandatory mention; it says which
    :raises InvalidInput: if the weight is not between 1 g and 200 kg
    """
    fulfilment = fulfilment_locked(fulfilment_id)
    require(
        may_run_hub(actor, fulfilment.warehouse.organisation_id), _("Only the people of this hub may pack.")
    )
    _demand_packable(fulfilment, weight_g)
    contents = _contents_locked(fulfilment)
    _demand_complete(contents, today=timezone.localdate(now))
    _demand_labelled(contents, today=timezone.localdate(now))
    box = carton_of(carton, warehouse_id=fulfilment.warehouse_id)

    parcel = _create_parcel(fulfilment, contents, weight_g, box, actor=actor, now=now)
    _consume(parcel, contents, actor=actor, now=now)
    packaging_use(actor=actor, parcel=parcel, now=now)
    fulfilment.state, fulfilment.state_at = FulfilmentState.PACKED, now
    fulfilment.save(update_fields=["state", "state_at"])
    TrackingEvent.objects.create(
        parcel=parcel,
        key="packed",
        kind=TrackingKind.PACKED,
        actor=actor.name,
        happened_at=now,
        recorded_at=now,
    )
    _close_wave(fulfilment.wave_id, now=now)
    bus.publish(_told(parcel, fulfilment, contents, now=now))
    return parcel


def _demand_packable(fulfilment: Fulfilment, weight_g: int | None) -> None:
    FULFILMENT_FLOW.check(FulfilmentState(fulfilment.state), FulfilmentState.PACKED)
    if fulfilment.held_at is not None:
        raise IllegalMove(_("This order is stopped: its payment is not in order."), field="fulfilment")
    if weight_g is not None and not 1 <= weight_g <= HEAVIEST_G:
        raise InvalidInput(_("A parcel weighs between 1 g and 200 kg."), field="weight")


def _contents_locked(fulfilment: Fulfilment) -> _Contents:
    lines = list(fulfilment.lines.select_related("variant").order_by("id"))
    variant_ids = {line.variant_id for line in lines}
    ids = Stock.objects.filter(warehouse=fulfilment.warehouse_id, variant__in=variant_ids).values_list(
        "pk", flat=True
    )
    stocks = stocks_locked(ids)
    open_shares = LotAllocation.objects.filter(line__in=lines, packed_at=None)
    lot_stocks = lot_stocks_locked(LotStock.objects.filter(pk__in=open_shares.values("lot_stock")))
    shares: dict[int, list[LotAllocation]] = {line.pk: [] for line in lines}
    # Read under the locks: a recall that came first has taken its allocations back.
    for share in open_shares.order_by("id"):
        shares[share.line_id].append(share)
    keys = [line.reference for line in lines]
    promises = {row.key: row for row in Reservation.objects.filter(key__in=keys, stock__in=stocks)}
    return _Contents(
        lines, shares, promises, lot_stocks, {stock.variant_id: stock for stock in stocks.values()}
    )


def _demand_complete(contents: _Contents, *, today: date) -> None:
    for line in contents.lines:
        shares = contents.shares[line.pk]
        promise = contents.promises.get(line.reference)
        if promise is None or promise.quantity < line.quantity or promise.expires_at is not None:
            raise IllegalMove(
                _("Goods are missing for %(sku)s.") % {"sku": line.variant.sku}, field=line.reference
            )
        if sum(share.quantity for share in shares) < line.quantity or any(
            share.picked_at is None for share in shares
        ):
            raise IllegalMove(
                _("%(sku)s is not picked yet.") % {"sku": line.variant.sku}, field=line.reference
            )
        for share in shares:
            lot = contents.lot_stocks[share.lot_stock_id].lot
            if not lot.may_leave(today):
                raise IllegalMove(
                    _("Lot %(lot)s may not leave the hub.") % {"lot": lot.code}, field=line.reference
                )


def _demand_labelled(contents: _Contents, *, today: date) -> None:
    """Nothing leaves whose label would not be legal (decree 2-12-389)."""
    lots = {row.lot_id: line for line in contents.lines for row in _lot_stocks_of(line, contents)}
    for lot_id, facts in label_facts_of(lots, on=today).items():
        demand_complete_label(facts, mentions_missing(facts, on=today), sku=lots[lot_id].variant.sku)


def _lot_stocks_of(line: FulfilmentLine, contents: _Contents) -> list[LotStock]:
    return [contents.lot_stocks[share.lot_stock_id] for share in contents.shares[line.pk]]


def _create_parcel(
    fulfilment: Fulfilment,
    contents: _Contents,
    weight_g: int | None,
    carton: Consumable | None,
    *,
    actor: Actor,
    now: datetime,
) -> Parcel:
    serial = next_serial("parcel")
    number = number_of("parcel", serial)
    expected = contents.weight_g + (carton.weight_g if carton else 0)
    carrier_id = fulfilment.method.carrier_id
    cost = _carriers_price(fulfilment, contents, carton, weight_g or expected, on=timezone.localdate(now))
    parcel = Parcel(
        fulfilment=fulfilment,
        number=number,
        tracking_number=number,
        sscc=_sscc(fulfilment.warehouse.gs1_prefix, serial),
        carrier_id=carrier_id,
        carton=carton,
        weight_g=weight_g or expected,
        expected_weight_g=expected,
        carrier_cost_minor=cost.minor,
        currency=cost.currency,
        packed_by=actor.name,
        packed_at=now,
    )
    account = CarrierAccount.objects.filter(organisation=carrier_id).first()
    carrier = carrier_of(account, carrier_id)
    if carrier.is_immediate:
        parcel.tracking_number = carrier.book(shipment_of(parcel)).tracking_number
    parcel.save(force_insert=True)
    return parcel


def _carriers_price(
    fulfilment: Fulfilment, contents: _Contents, carton: Consumable | None, weight_g: int, *, on: date
) -> Money:
    """Return what the carrier charges on that day; by volume it is the carton's that counts."""
    place = provinces().get(str(fulfilment.recipient.get("province", "")))
    return carrier_cost(
        method_id=fulfilment.method_id,
        region=place.region if place else "",
        province=place.code if place else "",
        weight_g=weight_g,
        volume_cm3=max(contents.volume_cm3, (carton.holds_cm3 or 0) if carton else 0),
        on=on,
        currency=fulfilment.currency,
    )


def _sscc(prefix: str, serial: int) -> str:
    if not prefix:
        return ""
    # An SSCC may be used again after a year; the serial number runs round long after that.
    return sscc_make(extension=0, company_prefix=prefix, serial=serial % 10 ** (16 - len(prefix)))


def _consume(parcel: Parcel, contents: _Contents, *, actor: Actor, now: datetime) -> None:
    shares = [share for line in contents.lines for share in contents.shares[line.pk]]
    moves = [
        Move(
            contents.lot_stocks[share.lot_stock_id],
            -share.quantity,
            MovementReason.PACK,
            f"parcel:{parcel.number}",
            bound=-share.quantity,
        )
        for share in shares
    ]
    changes = summed(
        (
            contents.stocks[line.variant_id].pk,
            Change(quantity=-line.quantity, bound=-contents.promises[line.reference].quantity),
        )
        for line in contents.lines
    )
    if stocks_change(changes):
        raise Conflict("A stock holds less than its lots.")
    lots_move(moves, actor=actor, happened_at=now)
    Reservation.objects.filter(pk__in=[row.pk for row in contents.promises.values()]).delete()
    LotAllocation.objects.filter(pk__in=[share.pk for share in shares]).update(packed_at=now)


def _close_wave(wave_id: int | None, *, now: datetime) -> None:
    """A wave is over when nothing of it lies on a shelf any more."""
    unpacked = (FulfilmentState.ALLOCATED, FulfilmentState.PICKING)
    if wave_id is not None and not Fulfilment.objects.filter(wave=wave_id, state__in=unpacked).exists():
        Wave.objects.filter(pk=wave_id, state=WaveState.OPEN).update(state=WaveState.CLOSED, closed_at=now)


def _told(parcel: Parcel, fulfilment: Fulfilment, contents: _Contents, *, now: datetime) -> ParcelPacked:
    return ParcelPacked(
        happened_at=now,
        reference=fulfilment.reference,
        order_number=fulfilment.order_number,
        parcel_id=parcel.pk,
        parcel_number=parcel.number,
        carrier_organisation_id=parcel.carrier_id,
        lines=[_line_told(line, contents) for line in contents.lines],
    )


def _line_told(line: FulfilmentLine, contents: _Contents) -> dict[str, Any]:
    return {
        "reference": line.reference,
        "sub_order_reference": line.sub_order_reference,
        "variant_id": line.variant_id,
        "organisation_id": line.organisation_id,
        "quantity": line.quantity,
        "lots": [
            {
                "lot_id": contents.lot_stocks[share.lot_stock_id].lot_id,
                "lot": contents.lot_stocks[share.lot_stock_id].lot.code,
                "quantity": share.quantity,
            }
            for share in contents.shares[line.pk]
        ],
    }
