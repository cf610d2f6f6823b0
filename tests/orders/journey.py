"""The hub, the carrier, the desk and the bank doing their work on an order, step by step."""

from datetime import datetime, timedelta

from django.utils import timezone

from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.parcel import Parcel
from logistics.models.warehouse import Warehouse
from logistics.services.line_pick import line_pick
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_track import parcel_track
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.wave_create import wave_create
from logistics.states import TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.outbox.delivery import deliver
from orders.models.cash import BankDeposit
from orders.models.order import Order
from orders.services.cash_deposit import cash_deposit_confirm, cash_deposit_make
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open
from tests.factories.orders import Market

HUB = Actor.of_machine("test-hub")


def told(now: datetime | None = None) -> None:
    """Let every fact reach its listeners."""
    while deliver(now=now or timezone.now() + timedelta(days=400)):
        pass


def packed(order: Order, now: datetime) -> Parcel:
    """Wave, pick and pack one order."""
    told()
    fulfilment = Fulfilment.objects.get(reference=f"order:{order.pk}")
    warehouse = Warehouse.objects.get(is_online=True)
    wave_create(actor=HUB, warehouse_id=warehouse.pk, fulfilment_ids=[fulfilment.pk], now=now)
    for allocation in LotAllocation.objects.filter(line__fulfilment=fulfilment).order_by("id"):
        line_pick(actor=HUB, fulfilment_id=fulfilment.pk, allocation_id=allocation.pk, now=now)
    parcel = parcel_pack(actor=HUB, fulfilment_id=fulfilment.pk, now=now)
    told()
    return parcel


def shipped(order: Order, now: datetime) -> Parcel:
    """Pack an order and hand it to its carrier."""
    return handed_over(packed(order, now), now)


def handed_over(parcel: Parcel, now: datetime) -> Parcel:
    """Hand a packed parcel to its carrier."""
    parcels_hand_over(
        actor=HUB,
        warehouse_id=parcel.fulfilment.warehouse_id,
        carrier_id=parcel.carrier_id,
        parcel_ids=[parcel.pk],
        now=now,
    )
    told()
    return parcel


def tracked(
    parcel: Parcel, kind: TrackingKind, now: datetime, *, reason: str = "", cash: Money | None = None
) -> None:
    """Note what the carrier says."""
    parcel_track(
        actor=HUB,
        parcel_id=parcel.pk,
        kind=kind,
        happened_at=now,
        key=f"{parcel.pk}:{kind}",
        now=now,
        reason=reason,
        cash_collected=cash,
    )
    told()


def delivered(order: Order, now: datetime) -> Parcel:
    """Bring an order to its customer, who pays what is due."""
    parcel = shipped(order, now)
    cash = order.total if order.payment_method == "cash" else None
    tracked(parcel, TrackingKind.DELIVERED, now, cash=cash)
    return parcel


def banked(shop: Market, orders: list[Order], now: datetime, *, missing: int = 0) -> BankDeposit:
    """Take the cash of delivered orders to the desk (`missing` minor units short), to the bank, to the statement."""
    remittance = cash_remittance_open(
        actor=shop.cashier,
        desk_id=shop.hub.pk,
        carrier_id=shop.carrier.pk,
        collection_ids=[order.cash.pk for order in orders],
        number=f"R-{orders[0].number}",
        now=now,
    )
    counted = remittance.declared - Money(missing)
    cash_remittance_count(actor=shop.cashier, remittance_id=remittance.pk, counted=counted, now=now)
    deposit = cash_deposit_make(
        actor=shop.cashier,
        desk_id=shop.hub.pk,
        remittance_ids=[remittance.pk],
        slip_number=f"S-{orders[0].number}",
        now=now,
    )
    return cash_deposit_confirm(
        actor=shop.accountant,
        deposit_id=deposit.pk,
        credited=counted,
        bank_reference=f"B-{orders[0].number}",
        now=now,
    )
