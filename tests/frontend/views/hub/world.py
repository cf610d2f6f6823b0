"""A hub with work in every state."""

from dataclasses import dataclass
from datetime import timedelta

from catalog.models.product import Variant
from logistics.carrying import CarrierKind
from logistics.models.carrier import CarrierAccount, CarrierBooking, CarrierReport
from logistics.models.collection import CollectionRound
from logistics.models.delivery import DeliveryMethod
from logistics.models.evidence import Evidence
from logistics.models.fulfilment import Fulfilment, LotAllocation, Wave
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice
from logistics.models.lot import Lot
from logistics.models.parcel import Parcel
from logistics.models.processing import Recipe
from logistics.models.recall import Recall
from logistics.models.storage import CountLine
from logistics.models.warehouse import StorageZone, Warehouse
from logistics.services.cycle_count_enter import lot_count_blind
from logistics.services.parcel_track import parcel_track
from logistics.services.recall_open import recall_open
from logistics.services.supply_ask import supply_ask
from logistics.services.wave_create import wave_create
from logistics.states import CountLineState, RecallTrigger, TrackingKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.network.models import Question
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    DeliveryMethodFactory,
    WarehouseFactory,
    handed_over_parcel,
    organisation_once,
    packed_parcel,
    picked_fulfilment,
    planned_round,
    quarantined_lot,
    received_goods,
    released_lot,
    requested_fulfilment,
    sent_notice,
    stocked_variant,
    storage_zone,
    to_collect,
)
from tests.logistics.services.test_processing_run import recipe_of


@dataclass
class HubWorld:
    """What there is to do; of each kind as many as were asked for."""

    warehouse: Warehouse
    variant: Variant
    waiting: list[Fulfilment]
    wave: Wave
    picked: list[Fulfilment]
    packed: list[Parcel]
    handed_over: list[Parcel]
    returned: list[Parcel]
    lots: list[Lot]
    notices: list[Notice]
    receipts: list[GoodsReceipt]

    @property
    def notice(self) -> Notice:
        """What is announced and has not come."""
        return self.notices[0]

    @property
    def round(self) -> CollectionRound:
        """A round that calls as often as there are other notices, and as many goods that wait for one."""
        known = CollectionRound.objects.first()
        if known is None:
            count = len(self.notices)
            for number in range(count):
                to_collect(self.variant, name=f"waits-{number}")
            known = planned_round(
                *(to_collect(self.variant, name=f"round-{number}") for number in range(count))
            )
        return known

    @property
    def question(self) -> Question:
        """What the maker of the article is asked."""
        return Question.objects.first() or supply_ask(
            actor=MACHINE,
            warehouse_id=self.warehouse.pk,
            variant_id=self.variant.pk,
            quantity=40,
            day=(NOON + timedelta(days=3)).date(),
            key="world",
            now=NOON,
        )

    @property
    def recall(self) -> Recall:
        """A drill that lists every parcel of what is sold here; it holds nothing."""
        known = Recall.objects.first()
        lots = Lot.objects.filter(stocks__allocations__packed_at__isnull=False).distinct()
        return known or recall_open(
            actor=MACHINE,
            warehouse_id=self.warehouse.pk,
            lot_ids=[lot.pk for lot in lots],
            trigger=RecallTrigger.DRILL,
            reason="exercice",
            key="drill",
            now=NOON,
        )

    @property
    def account(self) -> CarrierAccount:
        """The carrier of these parcels has a system."""
        carrier = self.packed[0].carrier
        return CarrierAccount.objects.get_or_create(
            organisation=carrier, defaults={"kind": CarrierKind.REST}
        )[0]

    @property
    def booking(self) -> CarrierBooking:
        """A booking that failed."""
        return CarrierBooking.objects.get_or_create(
            parcel=self.packed[0],
            defaults={
                "account": self.account,
                "state": "dead",
                "error": "HTTP 422",
                "due_at": NOON,
                "created_at": NOON,
            },
        )[0]

    @property
    def report(self) -> CarrierReport:
        """A report that nobody understood."""
        return CarrierReport.objects.get_or_create(
            account=self.account,
            event_id="odd",
            defaults={"payload": {"id": "odd"}, "state": "dead", "due_at": NOON, "received_at": NOON},
        )[0]

    @property
    def other_way(self) -> DeliveryMethod:
        """Another carrier to the door."""
        return DeliveryMethodFactory.create(
            code="other", carrier=organisation_once("other-carrier", carrier=True)
        )

    @property
    def receipt(self) -> GoodsReceipt:
        """What came in short, with a photo."""
        return self.receipts[0]

    @property
    def case(self) -> Discrepancy:
        """What is missing of it."""
        return Discrepancy.objects.get(line__receipt=self.receipt)

    @property
    def photo(self) -> Evidence:
        """What it looked like."""
        return Evidence.objects.get(subject=f"receipt-line:{self.receipt.lines.get().pk}")

    @property
    def zone(self) -> StorageZone:
        """The hall with the bins A-01 to A-03."""
        known = StorageZone.objects.filter(warehouse=self.warehouse).first()
        return known or storage_zone(warehouse=self.warehouse)

    @property
    def difference(self) -> CountLine:
        """What was counted of a lot, one too few."""
        known = CountLine.objects.filter(state=CountLineState.DIFFERS).first()
        return known or lot_count_blind(
            actor=MACHINE, warehouse_id=self.warehouse.pk, lot_id=self.lots[0].pk, counted=4, now=NOON
        )

    @property
    def recipe(self) -> Recipe:
        """Jars of 250 g from what is sold here."""
        return Recipe.objects.first() or recipe_of(self.variant)

    @property
    def raw(self) -> Lot:
        """A released lot that the recipe could use."""
        return Lot.objects.filter(code="RAW").first() or released_lot(self.variant, 10, code="RAW")

    @property
    def hub(self) -> Organisation:
        """Who runs it."""
        return self.warehouse.organisation

    @property
    def to_pick(self) -> list[LotAllocation]:
        """The stops of the wave that nobody has been at."""
        return list(
            LotAllocation.objects.filter(line__fulfilment__wave=self.wave, picked_at=None).order_by("id")
        )


def returned_parcel(variant: Variant, *, name: str) -> Parcel:
    """A parcel that was refused and is back."""
    parcel = handed_over_parcel((variant, 1), name=name)
    for kind, reason in ((TrackingKind.REFUSED, "absent"), (TrackingKind.RETURNED, "")):
        parcel_track(
            actor=MACHINE,
            parcel_id=parcel.pk,
            kind=kind,
            reason=reason,
            happened_at=NOON,
            key=kind.value,
            now=NOON,
        )
    return parcel


def hub_world(count: int = 1) -> HubWorld:
    """Bring work into the hub: `count` of each kind."""
    warehouse = WarehouseFactory.create()
    variant = stocked_variant(quantity=10 * count, product__names={"fr": "Miel", "ar": "عسل"})
    walked = [requested_fulfilment((variant, 1), name=f"walk-{i}") for i in range(count)]
    result = wave_create(
        actor=MACHINE,
        warehouse_id=warehouse.pk,
        fulfilment_ids=[fulfilment.pk for fulfilment in walked],
        now=NOON,
    )
    assert result.wave is not None
    return HubWorld(
        warehouse=warehouse,
        variant=variant,
        waiting=[
            requested_fulfilment(
                (variant, 1), name=f"wait-{i}", cash_minor=15_000, now=NOON - timedelta(hours=2)
            )
            for i in range(count)
        ],
        wave=result.wave,
        picked=[picked_fulfilment((variant, 1), name=f"picked-{i}") for i in range(count)],
        packed=[packed_parcel((variant, 1), name=f"packed-{i}", cash_minor=15_000) for i in range(count)],
        handed_over=[
            handed_over_parcel((variant, 1), name=f"gone-{i}", cash_minor=15_000) for i in range(count)
        ],
        returned=[returned_parcel(variant, name=f"back-{i}") for i in range(count)],
        lots=[quarantined_lot(variant, 5, code=f"LOT-{i}") for i in range(count)],
        notices=[sent_notice(variant, name=f"open-{i}") for i in range(count)],
        receipts=[received_goods(variant, name=f"short-{i}", counted=20) for i in range(count)],
    )
