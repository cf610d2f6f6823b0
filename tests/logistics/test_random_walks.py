"""Random days at the hub: test that the stock adds up after every step."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db.models import Count

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.parcel import Parcel
from logistics.models.storage import CountLine, Placement
from logistics.selectors.lot_trace import balance_of
from logistics.services.cycle_count_decide import cycle_count_decide
from logistics.services.cycle_count_enter import cycle_count_enter
from logistics.services.cycle_count_open import cycle_count_open
from logistics.services.fulfilment_cancel import fulfilment_cancel
from logistics.services.line_pick import line_pick
from logistics.services.lot_count import lot_count
from logistics.services.lot_examine import Examination, lot_examine
from logistics.services.lot_hold import lot_hold, lot_recall
from logistics.services.lot_place import Wanted, lot_place
from logistics.services.lot_release import lot_release
from logistics.services.lot_write_off import WRITE_OFFS, lot_write_off
from logistics.services.parcel_inspect import Verdict, parcel_inspect
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_track import parcel_track
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.processing_run import Run, processing_run
from logistics.services.recall_open import recall_open
from logistics.services.reservations_expire import reservations_expire
from logistics.services.stock_reserve import stock_reserve
from logistics.services.wave_create import wave_create
from logistics.services.wave_refill import wave_refill
from logistics.states import CheckDecision, LotState, PlacementReason, RecallTrigger, TrackingKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError
from marketplace.kernel.money import Money
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    DeliveryMethodFactory,
    WarehouseFactory,
    quarantined_lot,
    received_goods,
    requested_fulfilment,
    storage_zone,
)
from tests.logistics.services.test_processing_run import recipe_of

SECOND = Actor.of_machine("second")


class Day:
    """A hub on which things happen; `pick` chooses among what is there, so every step is meaningful."""

    def __init__(self, choose: Callable[[int], int]) -> None:
        self.choose = choose
        self.serial = 0
        self.hub = WarehouseFactory.create()
        self.method = DeliveryMethodFactory.create()
        self.variants: list[Variant] = [VariantFactory.create() for _ in range(2)]
        self.recipe = recipe_of(self.variants[0])
        storage_zone(aisle="B", capacity_g=6_000)

    def variant(self) -> Variant:
        """One of the two products."""
        return self.variants[self.choose(2)]

    def one(self, rows: list[int]) -> int:
        """One of these, or 0, which nothing has."""
        return rows[self.choose(len(rows))] if rows else 0

    def lots(self) -> list[int]:
        """All lots, in the order in which they came."""
        return list(Lot.objects.order_by("pk").values_list("pk", flat=True))

    def receive(self) -> None:
        """A lot comes in, fresh or old."""
        lot = quarantined_lot(
            self.variant(),
            1 + self.choose(8),
            best_before_date=TODAY + timedelta(days=20 + 10 * self.choose(9)),
            bin_code=f"A-{self.choose(5)}",
        )
        if self.choose(4):
            lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON)

    def order(self) -> None:
        """Somebody orders."""
        self.serial += 1
        wanted = [(variant, 1 + self.choose(3)) for variant in self.variants[: 1 + self.choose(2)]]
        requested_fulfilment(*wanted, name=f"o{self.serial}", method=self.method)

    def browse(self) -> None:
        """Somebody fills a basket."""
        self.serial += 1
        key, until = f"basket-{self.choose(3)}", NOON + timedelta(minutes=self.choose(30))
        stock_reserve(
            key_quantities={key: (self.variant().pk, 1 + self.choose(4))}, expires_at=until, now=NOON
        )

    def expire(self) -> None:
        """Time passes for baskets."""
        reservations_expire(now=NOON + timedelta(minutes=self.choose(30)), limit=2)

    def wave(self) -> None:
        """What waits goes to the shelves; what lost its lots is served again."""
        result = wave_create(actor=MACHINE, warehouse_id=self.hub.pk, now=NOON, limit=3)
        if result.wave is not None:
            wave_refill(actor=MACHINE, wave_id=result.wave.pk, now=NOON)

    def pick(self) -> None:
        """A worker picks what one parcel needs."""
        share = LotAllocation.objects.filter(picked_at=None).first()
        if share is not None:
            line_pick(actor=MACHINE, fulfilment_id=share.line.fulfilment_id, allocation_id=share.pk, now=NOON)

    def pack(self) -> None:
        """A worker packs the first crate."""
        row = Fulfilment.objects.filter(state="picking").order_by("state_at", "id").first()
        if row is not None:
            parcel_pack(actor=MACHINE, fulfilment_id=row.pk, now=NOON)

    def cancel(self) -> None:
        """A customer changes their mind."""
        rows = sorted(Fulfilment.objects.exclude(state="cancelled").values_list("reference", flat=True))
        if rows:
            fulfilment_cancel(reference=rows[self.choose(len(rows))], now=NOON)

    def hold(self) -> None:
        """A lot is doubted."""
        lot_id = self.one(self.lots())
        lot_hold(actor=MACHINE, lot_id=lot_id, state=LotState.QUARANTINE, reason="doubt", now=NOON)

    def recall(self) -> None:
        """A lot is recalled."""
        lot_recall(
            actor=MACHINE,
            lot_id=self.one(self.lots()),
            reason="r",
            now=NOON,
        )

    def recall_together(self) -> None:
        """Two lots are recalled in one action, with what is in parcels."""
        self.serial += 1
        ids = {self.one(self.lots()), self.one(self.lots())}
        recall_open(
            actor=MACHINE,
            warehouse_id=self.hub.pk,
            lot_ids=ids,
            trigger=RecallTrigger.COMPLAINT,
            reason="r",
            key=f"recall-{self.serial}",
            now=NOON,
        )

    def take_out(self) -> None:
        """Something breaks, is lost, or goes back to its owner."""
        lot_write_off(
            actor=MACHINE,
            lot_id=self.one(self.lots()),
            warehouse_id=self.hub.pk,
            units=1 + self.choose(4),
            reason=WRITE_OFFS[self.choose(len(WRITE_OFFS))],
            note="n",
            now=NOON,
        )

    def examine(self) -> None:
        """The quality officer opens a few and decides, or waits."""
        lot = Lot.objects.filter(state="quarantine").order_by("pk").first()
        if lot is not None:
            decision = (CheckDecision.RELEASED, CheckDecision.REWORK, None)[self.choose(3)]
            lot_examine(
                actor=MACHINE,
                lot_id=lot.pk,
                seen=Examination(used_units=self.choose(2), decision=decision, reason="q"),
                now=NOON,
            )

    def gate(self) -> None:
        """An announced load is counted in, short or over."""
        self.serial += 1
        variant = self.variant()
        received_goods(variant, counted=20 + self.choose(8), name=f"g{self.serial}")

    def release(self) -> None:
        """A lot is cleared."""
        lot_release(actor=MACHINE, lot_id=self.one(self.lots()), now=NOON)

    def count(self) -> None:
        """Somebody counts."""
        lot_count(
            actor=MACHINE,
            lot_id=self.one(self.lots()),
            warehouse_id=self.hub.pk,
            counted=self.choose(9),
            reason="c",
            now=NOON,
        )

    def place(self) -> None:
        """A lot is put away, or moved, or taken off its shelf."""
        reason = list(PlacementReason)[self.choose(5)]
        code = ("B-01", "B-02", "B-03", "")[self.choose(4)]
        lot_place(
            actor=MACHINE,
            warehouse_id=self.hub.pk,
            lot_id=self.one(self.lots()),
            wanted=Wanted(bin_code=code, reason=reason, note="n" * self.choose(2)),
            now=NOON,
        )

    def count_blind(self) -> None:
        """Somebody counts, right or wrong."""
        line = CountLine.objects.filter(state="open").order_by("pk").first()
        if line is None:
            count = cycle_count_open(actor=MACHINE, warehouse_id=self.hub.pk, limit=2, now=NOON)
            line = count.lines.order_by("pk")[0]
        wrong = (0, 0, -1, 1)[self.choose(4)]
        counted = max(0, line.lot_stock.quantity + wrong)
        cycle_count_enter(actor=MACHINE, line_id=line.pk, counted=counted, now=NOON)

    def decide(self) -> None:
        """A second person decides about a difference."""
        line = CountLine.objects.filter(state="differs").order_by("pk").first()
        if line is not None:
            cycle_count_decide(
                actor=SECOND, line_id=line.pk, is_right=self.choose(3) > 0, note="vu", now=NOON
            )

    def process(self) -> None:
        """Some of the first product becomes another."""
        self.serial += 1
        lot_id = self.one(list(Lot.objects.filter(variant=self.variants[0]).values_list("pk", flat=True)))
        units = 1 + self.choose(3)
        processing_run(
            actor=MACHINE,
            recipe_id=self.recipe.pk,
            warehouse_id=self.hub.pk,
            run=Run(uses={lot_id: units}, output_units=2 * units, labour=Money(100)),
            key=f"run-{self.serial}",
            now=NOON,
        )

    def come_back(self) -> None:
        """A parcel is handed over, refused, comes back and is inspected."""
        parcel = Parcel.objects.filter(fulfilment__state="packed").first()
        if parcel is None:
            return
        parcels_hand_over(
            actor=MACHINE,
            warehouse_id=self.hub.pk,
            carrier_id=parcel.carrier_id,
            parcel_ids=[parcel.pk],
            now=NOON,
        )
        for kind in (TrackingKind.REFUSED, TrackingKind.RETURNED):
            parcel_track(
                actor=MACHINE,
                parcel_id=parcel.pk,
                kind=kind,
                happened_at=NOON,
                key=kind,
                now=NOON,
                reason="refused" if kind == TrackingKind.REFUSED else "",
            )
        shares = LotAllocation.objects.filter(line__fulfilment=parcel.fulfilment_id)
        verdicts = []
        for share in shares:
            destroyed = self.choose(share.quantity + 1)
            verdicts.append(
                Verdict(allocation_id=share.pk, restocked=share.quantity - destroyed, destroyed=destroyed)
            )
        parcel_inspect(actor=MACHINE, parcel_id=parcel.pk, verdicts=verdicts, now=NOON)


STEPS = (
    Day.receive,
    Day.receive,
    Day.order,
    Day.order,
    Day.browse,
    Day.expire,
    Day.wave,
    Day.wave,
    Day.pick,
    Day.pick,
    Day.pick,
    Day.pack,
    Day.cancel,
    Day.hold,
    Day.recall,
    Day.release,
    Day.count,
    Day.come_back,
    Day.place,
    Day.place,
    Day.count_blind,
    Day.count_blind,
    Day.decide,
    Day.process,
    Day.gate,
    Day.examine,
    Day.take_out,
    Day.recall_together,
)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20))
def test_after_any_step_every_counter_is_the_sum_of_its_rows(seed: int) -> None:
    chance = random.Random(seed)
    day = Day(chance.randrange)
    done: Counter[str] = Counter()
    for step in chance.choices(STEPS, k=80):
        # A refusal is fine; it must have changed nothing.
        with suppress(DomainError):
            step(day)
            done[step.__name__] += 1
        assert (step.__name__, stock_findings()) == (step.__name__, [])
    assert done.total() > 20
    # The books of units close: what came in either stands somewhere or left by a movement.
    assert not LotStock.objects.values("lot", "warehouse").annotate(rows=Count("pk")).filter(rows__gt=1)
    for lot in Lot.objects.all():
        newest = Placement.objects.filter(lot_stock__lot=lot).order_by("-pk").first()
        assert LotStock.objects.get(lot=lot).bin_id == (newest.to_bin_id if newest else None)
        standing = sum(LotStock.objects.filter(lot=lot).values_list("quantity", flat=True))
        left = -sum(
            Movement.objects.filter(lot=lot)
            .exclude(reason__in=["receipt", "produce"])
            .values_list("quantity", flat=True)
        )
        assert lot.quantity_received == standing + left
        assert balance_of(lot).is_whole, balance_of(lot)
