"""The smallest valid things of logistics; stock that adds up (lot, its stock, its movement and the total)."""

import io
from datetime import date, time, timedelta
from typing import Any

from factory.declarations import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory
from PIL import Image

from catalog.models.product import Variant
from logistics.carrying import CarrierKind
from logistics.models.carrier import CarrierAccount
from logistics.models.collection import CollectionRound, Vehicle
from logistics.models.delivery import DeliveryMethod, DeliveryRate, TrackingRange
from logistics.models.fulfilment import LotAllocation
from logistics.models.inbound import GoodsReceipt, Notice
from logistics.models.lot import Lot, LotStock
from logistics.models.parcel import Parcel
from logistics.models.stock import Stock
from logistics.models.warehouse import Bin, StorageZone, Warehouse
from logistics.services.fulfilment_request import FulfilmentRequestLine, fulfilment_request
from logistics.services.goods_receive import Counted, Delivery, goods_receive
from logistics.services.line_pick import line_pick
from logistics.services.lot_receive import lot_receive
from logistics.services.lot_release import lot_release
from logistics.services.notice_send import Announced, notice_send
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.round_plan import Trip, round_plan
from logistics.services.stock_reserve import stock_reserve
from logistics.services.wave_create import wave_create
from logistics.states import Arrival, DeliveryKind, StorageKind, WarehouseKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory

MACHINE = Actor.of_machine("test")
TODAY = NOON.date()


def organisation_once(slug: str, **traits: Any) -> Organisation:
    """The organisation of that slug, made when first asked for."""
    return Organisation.objects.filter(slug=slug).first() or OrganisationFactory.create(slug=slug, **traits)


class WarehouseFactory(DjangoModelFactory[Warehouse]):
    """The hub that serves the web shop; the same row when called again with the same slug."""

    class Meta:
        model = Warehouse
        django_get_or_create = ("slug",)

    organisation = LazyFunction(lambda: organisation_once("hub-oujda", hub=True))
    kind = WarehouseKind.HUB
    slug = "hub"
    names = {"fr": "Plateforme d’Oujda", "ar": "منصة وجدة"}
    province = "MA-OUJ"
    region = "MA-02"
    phone = "+212536000000"
    is_online = LazyAttribute(lambda warehouse: warehouse.slug == "hub")
    created_at = NOON - timedelta(days=300)


class BinFactory(DjangoModelFactory[Bin]):
    """A shelf position."""

    class Meta:
        model = Bin

    warehouse = SubFactory(WarehouseFactory)
    code = Sequence(lambda n: f"A-{n:02d}")


class DeliveryMethodFactory(DjangoModelFactory[DeliveryMethod]):
    """A carrier to the door; the same row when called again."""

    class Meta:
        model = DeliveryMethod
        django_get_or_create = ("code",)

    code = "home"
    names = {"fr": "À domicile", "ar": "إلى المنزل"}
    kind = DeliveryKind.HOME
    carrier = LazyFunction(lambda: organisation_once("carrier", carrier=True))
    min_days = 1
    max_days = 3


class DeliveryRateFactory(DjangoModelFactory[DeliveryRate]):
    """35 dirhams everywhere up to 30 kg, of which the carrier takes 25."""

    class Meta:
        model = DeliveryRate

    method = SubFactory(DeliveryMethodFactory)
    up_to_weight_g = 30_000
    price_minor = 3500
    cost_minor = 2500
    from_date = date(2026, 1, 1)


class TrackingRangeFactory(DjangoModelFactory[TrackingRange]):
    """Numbers LD 00000001 on."""

    class Meta:
        model = TrackingRange

    carrier = LazyFunction(lambda: DeliveryMethodFactory.create().carrier)
    service = "LD"
    next_serial = 1
    last_serial = 99_999_999


def quarantined_lot(variant: Variant | None = None, quantity: int = 10, **values: Any) -> Lot:
    """Receive a lot into quarantine, as the hub does."""
    variant = variant or VariantFactory.create()
    warehouse = values.pop("warehouse", None) or WarehouseFactory.create()
    return lot_receive(
        actor=MACHINE,
        variant_id=variant.pk,
        warehouse_id=warehouse.pk,
        quantity=quantity,
        now=values.pop("now", NOON - timedelta(days=10)),
        **values,
    )


def picture(colour: str = "brown") -> bytes:
    """A photograph as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()


def sent_notice(variant: Variant, *, name: str = "1", **values: Any) -> Notice:
    """Two crates of twelve, announced for tomorrow."""
    return notice_send(
        **{
            "actor": MACHINE,
            "organisation_id": variant.product.organisation_id,
            "warehouse_id": WarehouseFactory.create().pk,
            "lines": [Announced(variant_id=variant.pk, crates=2, units_per_crate=12)],
            "ready_date": TODAY + timedelta(days=1),
            "arrival": Arrival.DROP_OFF,
            "key": f"notice-{name}",
            "now": NOON,
            **values,
        }
    )


def received_goods(variant: Variant, *, counted: int = 24, name: str = "1", **values: Any) -> GoodsReceipt:
    """What was announced, counted at the gate, with a photo."""
    notice = sent_notice(variant, name=f"for-{name}")
    return goods_receive(
        actor=MACHINE,
        delivery=Delivery(warehouse_id=notice.warehouse_id, notice_id=notice.pk, brought_by="Hassan"),
        lines=[Counted(variant_id=variant.pk, counted=counted, photo=picture(), **values)],
        key=f"receipt-{name}",
        now=NOON,
    )


def released_lot(variant: Variant | None = None, quantity: int = 10, **values: Any) -> Lot:
    """Receive a lot and release it: its units can be bought."""
    lot = quarantined_lot(variant, quantity, **values)
    return lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON - timedelta(days=9))


def stocked_variant(quantity: int = 10, **values: Any) -> Variant:
    """A variant with so many units for sale at the hub."""
    variant: Variant = VariantFactory.create(**values)
    released_lot(variant, quantity)
    return variant


def stock_of(variant: Variant) -> tuple[int, int]:
    """Read (quantity, reserved) at the hub."""
    stock = Stock.objects.get(variant=variant, warehouse__slug="hub")
    return stock.quantity, stock.reserved


def lot_stock_of(lot: Lot) -> tuple[int, int]:
    """Read (quantity, allocated) of a lot where it was received."""
    row = LotStock.objects.get(lot=lot, warehouse=lot.warehouse)
    return row.quantity, row.allocated


def requested_fulfilment(
    *wanted: tuple[Variant, int], name: str = "1", cash_minor: int = 0, **values: Any
) -> Any:
    """Reserve firmly and ask the hub for a parcel of (variant, quantity) lines."""
    keys = {f"order-line:{name}-{number}": pair for number, pair in enumerate(wanted, start=1)}
    now = values.pop("now", NOON)
    stock_reserve(
        key_quantities={key: (variant.pk, quantity) for key, (variant, quantity) in keys.items()},
        expires_at=None,
        now=now,
    )
    method = values.pop("method", None) or DeliveryMethodFactory.create()
    return fulfilment_request(
        reference=f"order:{name}",
        order_number=f"10{name}",
        recipient={
            "name": "Amina Client",
            "phone": "+212600000001",
            "street": "12, rue des Oliviers",
            "quarter": "Gueliz",
            "landmark": "près de la pharmacie",
            "city": "Marrakech",
            "province": "MA-MAR",
            "postcode": "",
        },
        language="fr",
        method_id=method.pk,
        cash_due=Money(cash_minor, "MAD"),
        lines=[
            FulfilmentRequestLine(
                reference=key,
                sub_order_reference=f"sub-order:{name}-{variant.product.organisation_id}",
                variant_id=variant.pk,
                organisation_id=variant.product.organisation_id,
                names=variant.product.names,
                quantity=quantity,
            )
            for key, (variant, quantity) in keys.items()
        ],
        now=now,
        **values,
    )


def picked_fulfilment(*wanted: tuple[Variant, int], **values: Any) -> Any:
    """A fulfilment that went into a wave and whose shares are all picked."""
    fulfilment = requested_fulfilment(*wanted, **values)
    result = wave_create(
        actor=MACHINE, warehouse_id=fulfilment.warehouse_id, fulfilment_ids=[fulfilment.pk], now=NOON
    )
    assert result.missing == {}
    for share in LotAllocation.objects.filter(line__fulfilment=fulfilment).order_by("id"):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    fulfilment.refresh_from_db()
    return fulfilment


def packed_parcel(*wanted: tuple[Variant, int], **values: Any) -> Parcel:
    """A packed parcel; cash_minor=… makes the carrier collect."""
    fulfilment = picked_fulfilment(*wanted, **values)
    return parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)


def handed_over_parcel(*wanted: tuple[Variant, int], **values: Any) -> Parcel:
    """A parcel that its carrier has taken."""
    parcel = packed_parcel(*wanted, **values)
    parcels_hand_over(
        actor=MACHINE,
        warehouse_id=parcel.fulfilment.warehouse_id,
        carrier_id=parcel.carrier_id,
        parcel_ids=[parcel.pk],
        now=NOON,
    )
    parcel.refresh_from_db()
    return parcel


def storage_zone(code: str = "hall", kind: StorageKind = StorageKind.AMBIENT, **values: Any) -> StorageZone:
    """A zone of the hub with the bins A-01 to A-03 (`aisle`), each carrying a ton."""
    aisle, capacity = values.pop("aisle", "A"), values.pop("capacity_g", 1_000_000)
    warehouse = values.pop("warehouse", None) or WarehouseFactory.create()
    limits = {StorageKind.AMBIENT: (5, 25), StorageKind.POSITIVE: (0, 4), StorageKind.NEGATIVE: (-30, -18)}
    zone: StorageZone = StorageZone.objects.create(
        warehouse=warehouse,
        code=code,
        kind=kind,
        names={"fr": code.title()},
        coldest_c=limits[kind][0],
        warmest_c=limits[kind][1],
        **values,
    )
    for number in (1, 2, 3):
        BinFactory.create(warehouse=warehouse, zone=zone, code=f"{aisle}-{number:02d}", capacity_g=capacity)
    return zone


def own_vehicle(*, capacity_g: int = 800_000, name: str = "12345-A-48") -> Vehicle:
    """A van of a carrier of our own; the same again under the same name."""
    carrier = organisation_once("own-van", carrier=True)
    CarrierAccount.objects.get_or_create(organisation=carrier, defaults={"kind": CarrierKind.OWN})
    return Vehicle.objects.get_or_create(carrier=carrier, name=name, defaults={"capacity_g": capacity_g})[0]


def to_collect(variant: Variant, *, name: str = "c1", **values: Any) -> Notice:
    """Two crates of twelve, to be collected from tomorrow on in the cooperative's village."""
    return sent_notice(variant, name=name, **{"arrival": Arrival.COLLECTION, **values})


def planned_round(*notices: Notice, name: str = "1", **values: Any) -> CollectionRound:
    """A round over these notices, the day after they are ready, setting out at seven."""
    trip = Trip(
        vehicle_id=values.pop("vehicle") if "vehicle" in values else own_vehicle().pk,
        day=values.pop("day", TODAY + timedelta(days=1)),
        sets_out=values.pop("sets_out", time(7)),
    )
    return round_plan(
        **{
            "actor": MACHINE,
            "warehouse_id": WarehouseFactory.create().pk,
            "trip": trip,
            "notice_ids": [notice.pk for notice in notices],
            "key": f"round-{name}",
            "now": NOON,
            **values,
        }
    )
