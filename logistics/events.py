"""What logistics tells the rest of the house: parcels that move, lots that fall out, stock that runs short."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelEvent(Event):
    """Something that happened to a parcel of the fulfilment `reference` ("order:<uuid>")."""

    reference: str
    order_number: str
    parcel_id: int
    parcel_number: str
    # Who holds the parcel and the cash collected for it: the carrier, or the hub for a pickup
    carrier_organisation_id: int

    @property
    def fulfilment_reference(self) -> str:
        """The fulfilment's reference under its long name."""
        return self.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelPacked(ParcelEvent):
    """
    A parcel was packed; its goods have left the stock.

    `lines`: reference, sub_order_reference, variant_id, organisation_id, quantity and
    lots [{lot_id, lot, quantity}].
    """

    topic: ClassVar[str] = "logistics.parcel-packed.v1"
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelUnpacked(ParcelEvent):
    """A parcel was opened before it left; its goods are back on their shelves and still promised to the order."""

    topic: ClassVar[str] = "logistics.parcel-unpacked.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelHandedOver(ParcelEvent):
    """A parcel went to its carrier on a manifest."""

    topic: ClassVar[str] = "logistics.parcel-handed-over.v1"
    manifest_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelOutForDelivery(ParcelEvent):
    """The courier set out with the parcel."""

    topic: ClassVar[str] = "logistics.parcel-out-for-delivery.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelAttemptFailed(ParcelEvent):
    """A delivery was attempted in vain; `reason` is a FailureReason."""

    topic: ClassVar[str] = "logistics.parcel-attempt-failed.v1"
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelDelivered(ParcelEvent):
    """A parcel was delivered; the cash collected is in the carrier's hands. Amounts in minor units."""

    topic: ClassVar[str] = "logistics.parcel-delivered.v1"
    cash_collected_minor: int
    cash_due_minor: int
    # What the carrier charges for the parcel
    carrier_cost_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelWished(ParcelEvent):
    """The customer said how and when they wish to receive the parcel; `kind` is a WishKind, `day` an ISO date."""

    topic: ClassVar[str] = "logistics.parcel-wished.v1"
    wish_id: int
    kind: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelRefused(ParcelEvent):
    """The customer did not take the parcel; `reason` is a FailureReason."""

    topic: ClassVar[str] = "logistics.parcel-refused.v1"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelReturned(ParcelEvent):
    """A parcel came back to the hub; its goods are not in stock before they are inspected."""

    topic: ClassVar[str] = "logistics.parcel-returned.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLost(ParcelEvent):
    """A parcel is lost for good; whoever had it answers for it: its carrier, or the hub before the hand-over."""

    topic: ClassVar[str] = "logistics.parcel-lost.v1"
    holder_organisation_id: int
    is_at_hub: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelInspected(ParcelEvent):
    """Returned goods were looked at; `lines`: reference, lot_id, restocked, destroyed."""

    topic: ClassVar[str] = "logistics.parcel-inspected.v1"
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEvent(Event):
    """Something was decided about a lot."""

    lot_id: int
    lot: str
    variant_id: int
    organisation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotReleased(LotEvent):
    """A lot may be sold; `remark` is empty unless it was released with one."""

    topic: ClassVar[str] = "logistics.lot-released.v1"
    quantity: int
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotHeld(LotEvent):
    """A lot may not be sold (any more): quarantine, rework, rejected or expired."""

    topic: ClassVar[str] = "logistics.lot-held.v1"
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotsRecalled(Event):
    """
    Lots of one owner and variant were recalled; a fact names up to a thousand of the `lot_count` of one recall.

    Who received them is answered by `selectors.trace.parcels_with_lot`.
    """

    topic: ClassVar[str] = "logistics.lots-recalled.v1"
    organisation_id: int
    variant_id: int
    lot_ids: list[int]
    lots: list[str]
    lot_count: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockShort(Event):
    """
    Reservations can no longer be honoured because goods left the sellable stock.

    `cuts`: key, variant_id, quantity (taken away), is_firm. `keys` are those of firm reservations: orders
    that somebody was promised.
    """

    topic: ClassVar[str] = "logistics.stock-short.v1"
    keys: list[str]
    cuts: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortageFilled(Event):
    """Goods came in and went to those who had been left short; `fills`: key, variant_id, quantity."""

    topic: ClassVar[str] = "logistics.shortage-filled.v1"
    fills: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceived(Event):
    """Goods were counted at the gate; `discrepancies` says how many cases that opened."""

    topic: ClassVar[str] = "logistics.goods-received.v1"
    receipt_id: int
    number: str
    organisation_id: int
    # Of the notice; empty when nobody announced the goods
    notice: str
    units: int
    discrepancies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPlanned(Event):
    """A round that collects goods was planned, or its stops were changed."""

    topic: ClassVar[str] = "logistics.collection-planned.v1"
    round_id: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionMissed(Event):
    """A driver found nobody, or nothing, at a stop; `number` is the notice's."""

    topic: ClassVar[str] = "logistics.collection-missed.v1"
    stop_id: int
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallOpened(Event):
    """
    Lots are recalled: `buyers` lists the fulfilments whose customers must be told; `carriers` still carry some.

    Of a large recall each `part` of the list is a fact of its own; every buyer is in one of them.
    """

    topic: ClassVar[str] = "logistics.recall-opened.v1"
    recall_id: int
    number: str
    reason: str
    # reference ("order:<uuid>"), order_number, lots, variant_ids
    buyers: list[dict[str, Any]]
    # carrier_organisation_id, parcels (their numbers)
    carriers: list[dict[str, Any]]
    part: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureOutside(Event):
    """A zone of a hub left its limits; degrees Celsius as decimal strings."""

    topic: ClassVar[str] = "logistics.temperature-outside.v1"
    alarm_id: int
    hub_organisation_id: int
    warehouse: str
    zone_id: int
    zone: str
    celsius: str
    coldest_c: str
    warmest_c: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsMissed(Event):
    """
    Units of a cooperative's lot were lost or damaged in the hub's hands; the hub answers for them.

    `reference` is what found it ("count-line:…", "lot:…"); `reason` is a MovementReason.
    """

    topic: ClassVar[str] = "logistics.goods-missed.v1"
    reference: str
    movement_id: int
    lot_id: int
    lot: str
    variant_id: int
    organisation_id: int
    hub_organisation_id: int
    units: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyCalled(Event):
    """An alliance asks its members for goods."""

    topic: ClassVar[str] = "logistics.supply-called.v1"

    call_id: int
    alliance_id: int
