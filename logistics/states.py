"""Words and tables of moves: lots, fulfilments, movements, tracking."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class WarehouseKind(models.TextChoices):
    """Kinds of place where goods stand."""

    HUB = "hub", _("Hub")
    SHOP = "shop", _("Shop")
    STAND = "stand", _("Stand")
    AIRPORT = "airport", _("Airport shop")


class StorageKind(models.TextChoices):
    """How cold a zone is kept."""

    AMBIENT = "ambient", _("Ambient")
    POSITIVE = "positive", _("Cold room")
    NEGATIVE = "negative", _("Freezer")


class PlacementReason(models.TextChoices):
    """Why goods changed their place in a warehouse."""

    PUT_AWAY = "put_away", _("Put away")
    TIDY = "tidy", _("To make room")
    COLD = "cold", _("Temperature alarm")
    FOUND = "found", _("It stood elsewhere")
    UNDO = "undo", _("Taken back")


class HubService(models.TextChoices):
    """What the hub does for a cooperative and may ask money for."""

    RECEIVE = "receive", _("Taking goods in")
    STORE = "store", _("Storage")
    PACK = "pack", _("Packing")
    PROCESS = "process", _("Processing")
    COLLECT = "collect", _("Collecting goods")


class CountLineState(models.TextChoices):
    """Where one line of a cycle count stands."""

    OPEN = "open", _("To be counted")
    DIFFERS = "differs", _("A second person decides")
    MATCHED = "matched", _("As written")
    CORRECTED = "corrected", _("Corrected")


_C = CountLineState
COUNT_FLOW = Flow[CountLineState](
    {
        _C.OPEN: frozenset({_C.MATCHED, _C.DIFFERS}),
        # Whoever decides may also send it back to be counted again.
        _C.DIFFERS: frozenset({_C.CORRECTED, _C.OPEN}),
        _C.MATCHED: frozenset(),
        _C.CORRECTED: frozenset(),
    }
)


class ClickAndCollect(models.TextChoices):
    """Whether customers may fetch their parcel at a warehouse."""

    DISABLED = "disabled", _("Not here")
    LOCAL = "local", _("Only what stands here")
    ALL = "all", _("Whatever stands where")


class RuleInclusion(models.TextChoices):
    """What a rule of postcodes does."""

    INCLUDE = "include", _("Only there")
    EXCLUDE = "exclude", _("Everywhere but there")


class LotState(models.TextChoices):
    """Whether the goods of a lot may be sold."""

    QUARANTINE = "quarantine", _("In quarantine")
    RELEASED = "released", _("Released")
    RELEASED_WITH_REMARK = "released_with_remark", _("Released with a remark")
    REWORK = "rework", _("To be reworked")
    REJECTED = "rejected", _("Rejected")
    RECALLED = "recalled", _("Recalled")
    EXPIRED = "expired", _("Too old to be sold")


_L = LotState
SELLABLE = frozenset({_L.RELEASED, _L.RELEASED_WITH_REMARK})
LOT_FLOW = Flow[LotState](
    {
        _L.QUARANTINE: frozenset(
            {_L.RELEASED, _L.RELEASED_WITH_REMARK, _L.REWORK, _L.REJECTED, _L.RECALLED, _L.EXPIRED}
        ),
        _L.REWORK: frozenset({_L.QUARANTINE, _L.REJECTED, _L.RECALLED, _L.EXPIRED}),
        _L.RELEASED: frozenset({_L.QUARANTINE, _L.REJECTED, _L.RECALLED, _L.EXPIRED}),
        _L.RELEASED_WITH_REMARK: frozenset({_L.QUARANTINE, _L.REJECTED, _L.RECALLED, _L.EXPIRED}),
        _L.REJECTED: frozenset({_L.RECALLED}),
        _L.EXPIRED: frozenset({_L.RECALLED}),
        _L.RECALLED: frozenset(),
    }
)


class MovementReason(models.TextChoices):
    """Why goods came into a place or left it."""

    RECEIPT = "receipt", _("Receipt")
    PACK = "pack", _("Packed for a customer")
    UNPACK = "unpack", _("Taken out of a parcel again")
    RETURN = "return", _("Came back from a customer")
    DESTROY = "destroy", _("Destroyed")
    COUNT = "count", _("Correction after a count")
    SAMPLE = "sample", _("Used up by a quality check")
    CONSUME = "consume", _("Used in processing")
    PRODUCE = "produce", _("Made by processing")
    DAMAGE = "damage", _("Damaged in the hub")
    LOSS = "loss", _("Lost")
    OWNER = "owner", _("Went back to its owner")


class FulfilmentState(models.TextChoices):
    """Where the goods of one order are on their way from the shelf to the door."""

    RELEASED = "released", _("To be allocated")
    ALLOCATED = "allocated", _("To be picked")
    PICKING = "picking", _("Being picked")
    PACKED = "packed", _("Packed")
    HANDED_OVER = "handed_over", _("With the carrier")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused")
    RETURNING = "returning", _("On its way back")
    RETURNED = "returned", _("Back at the hub")
    INSPECTED = "inspected", _("Inspected after its return")
    LOST = "lost", _("Lost on the way")
    CANCELLED = "cancelled", _("Cancelled")


_F = FulfilmentState
FULFILMENT_FLOW = Flow[FulfilmentState](
    {
        _F.RELEASED: frozenset({_F.ALLOCATED, _F.CANCELLED}),
        _F.ALLOCATED: frozenset({_F.PICKING, _F.PACKED, _F.RELEASED, _F.CANCELLED}),
        _F.PICKING: frozenset({_F.PACKED, _F.CANCELLED}),
        # A parcel that waits at the pickup counter is delivered without ever leaving with a carrier.
        # Before it leaves, a parcel may be opened again: its goods go back to their shelves.
        _F.PACKED: frozenset({_F.HANDED_OVER, _F.DELIVERED, _F.REFUSED, _F.RELEASED, _F.LOST}),
        # Carriers may leave out steps; a failed attempt brings the parcel back to the carrier's depot.
        _F.HANDED_OVER: frozenset({_F.OUT_FOR_DELIVERY, _F.DELIVERED, _F.REFUSED, _F.RETURNING, _F.LOST}),
        _F.OUT_FOR_DELIVERY: frozenset({_F.HANDED_OVER, _F.DELIVERED, _F.REFUSED, _F.RETURNING, _F.LOST}),
        _F.REFUSED: frozenset({_F.RETURNING, _F.RETURNED, _F.LOST}),
        _F.RETURNING: frozenset({_F.RETURNED, _F.LOST}),
        _F.RETURNED: frozenset({_F.INSPECTED}),
        _F.DELIVERED: frozenset(),
        _F.INSPECTED: frozenset(),
        # Whoever lost it pays it: what turns up later is no goods of ours any more (decision 261).
        _F.LOST: frozenset(),
        _F.CANCELLED: frozenset(),
    }
)
# From packing on, what is in the parcel and the sum to collect stand on its label, and soon in a carrier's list.
NOT_TOLD_YET = frozenset({_F.RELEASED, _F.ALLOCATED, _F.PICKING})
# States that still want something from somebody, in the order of the road.
OPEN_STATES = (
    _F.RELEASED,
    _F.ALLOCATED,
    _F.PICKING,
    _F.PACKED,
    _F.HANDED_OVER,
    _F.OUT_FOR_DELIVERY,
    _F.REFUSED,
    _F.RETURNING,
    _F.RETURNED,
)


class TrackingKind(models.TextChoices):
    """What a carrier or the counter tells of a parcel."""

    PACKED = "packed", _("Packed")
    HANDED_OVER = "handed_over", _("Handed to the carrier")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    ATTEMPT_FAILED = "attempt_failed", _("Delivery attempted in vain")
    DELIVERED = "delivered", _("Delivered")
    REFUSED = "refused", _("Refused")
    RETURNING = "returning", _("On its way back")
    RETURNED = "returned", _("Back at the hub")
    INSPECTED = "inspected", _("Inspected")
    LOST = "lost", _("Lost on the way")


# What may be told from outside, and the state that it brings about.
STATE_AFTER = {
    TrackingKind.OUT_FOR_DELIVERY: _F.OUT_FOR_DELIVERY,
    TrackingKind.ATTEMPT_FAILED: _F.HANDED_OVER,
    TrackingKind.DELIVERED: _F.DELIVERED,
    TrackingKind.REFUSED: _F.REFUSED,
    TrackingKind.RETURNING: _F.RETURNING,
    TrackingKind.RETURNED: _F.RETURNED,
    TrackingKind.LOST: _F.LOST,
}


class FailureReason(models.TextChoices):
    """Why a delivery did not succeed (workflow of delivery: reason codes)."""

    ABSENT = "absent", _("Nobody there")
    WRONG_ADDRESS = "wrong_address", _("Wrong address")
    REFUSED = "refused", _("Refused by the customer")
    NO_CASH = "no_cash", _("No cash at hand")
    DAMAGED = "damaged", _("Damaged on the way")
    OUT_OF_ZONE = "out_of_zone", _("Outside the delivery zone")


class WaveState(models.TextChoices):
    """Whether a wave is still being picked and packed."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class SharedBy(models.TextChoices):
    """By what the price of one parcel is shared between the cooperatives in it."""

    WEIGHT = "weight", _("Weight")
    VOLUME = "volume", _("Volume")
    VALUE = "value", _("Value of the goods")


class DeliveryKind(models.TextChoices):
    """Where the customer receives the parcel."""

    HOME = "home", _("At the door")
    PICKUP = "pickup", _("At a pickup point")


class ParcelPaper(models.TextChoices):
    """Papers that belong to a parcel; each value is also the name of its template."""

    LABEL = "parcel_label", _("Shipping label")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    GIFT_CARD = "message_card", _("Card of a gift")


class DocumentState(models.TextChoices):
    """Whether a paper has been drawn."""

    DUE = "due", _("To be drawn")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class NoticeState(models.TextChoices):
    """Where an advance shipping notice stands."""

    ANNOUNCED = "announced", _("Announced")
    RECEIVED = "received", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


NOTICE_FLOW = Flow[NoticeState](
    {
        NoticeState.ANNOUNCED: frozenset({NoticeState.RECEIVED, NoticeState.CANCELLED}),
        NoticeState.RECEIVED: frozenset(),
        NoticeState.CANCELLED: frozenset(),
    }
)


class Arrival(models.TextChoices):
    """How announced goods reach the hub."""

    DROP_OFF = "drop_off", _("We bring it")
    COLLECTION = "collection", _("Please collect it")


class DiscrepancyKind(models.TextChoices):
    """In what way goods differ from what was announced, or arrived badly."""

    SHORT = "short", _("Less than announced")
    OVER = "over", _("More than announced")
    DAMAGED = "damaged", _("Damaged on arrival")
    WEIGHT = "weight", _("Weight does not fit the count")
    TEMPERATURE = "temperature", _("Arrived too warm")
    ROAD_SHORT = "road_short", _("Less than the driver loaded")
    ROAD_OVER = "road_over", _("More than the driver loaded")


class DiscrepancyOutcome(models.TextChoices):
    """How a discrepancy was settled."""

    AGREED = "agreed", _("The cooperative agrees")
    RECOUNTED = "recounted", _("Counted again: there was none")
    RETURNED = "returned", _("Goods went back to the cooperative")
    CARRIER = "carrier", _("The carrier answers for it")
    WRITTEN_OFF = "written_off", _("Written off")


class EvidenceKind(models.TextChoices):
    """What a file shows."""

    PHOTO = "photo", _("Photo")
    AUDIO = "audio", _("Spoken note")


class CheckOutcome(models.TextChoices):
    """How a reading stands to its limit."""

    WITHIN = "within", _("Within the limit")
    OUTSIDE = "outside", _("Outside the limit")
    NOTED = "noted", _("Noted")


class CheckDecision(models.TextChoices):
    """What a quality check ends with; each value is the state of the lot that follows."""

    RELEASED = "released", _("Release")
    RELEASED_WITH_REMARK = "released_with_remark", _("Release with a remark")
    REWORK = "rework", _("To be reworked")
    REJECTED = "rejected", _("Reject")


class LabelFormat(models.TextChoices):
    """What a label printer is sent."""

    PDF = "pdf", "PDF"
    ZPL = "zpl", "ZPL"


class RecallTrigger(models.TextChoices):
    """Why lots are taken back."""

    LABORATORY = "laboratory", _("Laboratory result")
    COMPLAINT = "complaint", _("Complaint")
    AUTHORITY = "authority", _("Authority")
    MAKER = "maker", _("The cooperative itself")
    DRILL = "drill", _("Drill")


class RecallReach(models.TextChoices):
    """Whether a buyer of recalled goods was reached."""

    REACHED = "reached", _("Reached")
    UNREACHABLE = "unreachable", _("Cannot be reached")


class GoodsPlace(models.TextChoices):
    """Where packed goods of a lot were when it was recalled."""

    HUB = "hub", _("Still at the hub")
    TRANSIT = "transit", _("With the carrier")
    CUSTOMER = "customer", _("With the customer")


class WishKind(models.TextChoices):
    """How a customer wishes to receive a parcel that did not reach them."""

    AGAIN = "again", _("Bring it to me another day")
    NEIGHBOUR = "neighbour", _("Give it to a neighbour")
    PLACE = "place", _("Meet me at another place nearby")


class KitKind(models.TextChoices):
    """Who says what a gift box holds."""

    FIXED = "fixed", _("With fixed contents")
    CHOSEN = "chosen", _("Filled by the customer")


class SheetKind(models.TextChoices):
    """What a sheet lists."""

    PICK_LIST = "pick_list", _("Pick list")
    LABELS = "labels", _("Labels of lots")
    MANIFEST = "manifest", _("Manifest")


class SheetState(models.TextChoices):
    """Whether a sheet is drawn."""

    DUE = "due", _("Being drawn")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be drawn")
