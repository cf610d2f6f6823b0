"""Cycle counts, from opening to the decision: test that ..."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from logistics.checks import stock_findings
from logistics.events import GoodsMissed
from logistics.models.lot import Lot, Movement
from logistics.models.storage import CountLine, CycleCount
from logistics.selectors.counts import count_sheet, counts_listed
from logistics.services.cycle_count_decide import cycle_count_decide
from logistics.services.cycle_count_enter import cycle_count_enter, lot_count_blind
from logistics.services.cycle_count_open import cycle_count_open
from logistics.services.lot_write_off import lot_write_off
from logistics.services.parcel_pack import parcel_pack
from logistics.states import CountLineState, MovementReason
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    WarehouseFactory,
    lot_stock_of,
    picked_fulfilment,
    released_lot,
    storage_zone,
)
from tests.logistics.racing import errors, race

ANNA = Actor.of_machine("anna")
BRAHIM = Actor.of_machine("brahim")


def opened(**values: Any) -> CycleCount:
    """Begin a count at the hub."""
    return cycle_count_open(
        **{"actor": ANNA, "warehouse_id": WarehouseFactory.create().pk, "now": NOON, **values}
    )


def entered(line: CountLine, counted: int, actor: Actor = ANNA) -> CountLine:
    """Count a line."""
    return cycle_count_enter(actor=actor, line_id=line.pk, counted=counted, now=NOON)


def decided(
    line: CountLine, actor: Actor = BRAHIM, *, is_right: bool = True, note: str = "cassé"
) -> CountLine:
    """Decide about a difference."""
    return cycle_count_decide(actor=actor, line_id=line.pk, is_right=is_right, note=note, now=NOON)


def missed() -> list[tuple[int, int]]:
    """Losses told: owner and units."""
    rows = Message.objects.filter(topic=GoodsMissed.topic).order_by("pk")
    return [(row.body["organisation_id"], row.body["units"]) for row in rows]


@pytest.mark.django_db
def test_a_count_that_agrees_is_done_and_moves_nothing() -> None:
    lot = released_lot(quantity=9)
    line = opened().lines.get()

    entered(line, 9)

    line.refresh_from_db()
    assert (line.state, lot_stock_of(lot), missed()) == ("matched", (9, 0), [])
    with pytest.raises(IllegalMove):
        entered(line, 8)


@pytest.mark.django_db
def test_a_difference_moves_nothing_before_a_second_person_agrees_and_the_hub_answers_for_it() -> None:
    lot = released_lot(quantity=9)
    line = opened().lines.get()
    entered(line, 7)
    assert lot_stock_of(lot) == (9, 0)

    for act in (lambda: decided(line, ANNA), lambda: decided(line, member_actor(lot.organisation))):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(InvalidInput):
        decided(line, note=" ")
    decided(line)

    assert (lot_stock_of(lot), stock_findings()) == ((7, 0), [])
    moved = Movement.objects.get(reason="count")
    assert (moved.quantity, moved.reference, moved.note) == (-2, f"count-line:{line.pk}", "cassé")
    assert missed() == [(lot.organisation_id, 2)]
    with pytest.raises(IllegalMove):
        decided(line)


@pytest.mark.django_db
def test_the_difference_counts_not_the_figure_when_goods_left_meanwhile() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 9)
    fulfilment = picked_fulfilment((variant, 3))
    line = opened().lines.get()
    entered(line, 8)
    parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)

    decided(line)

    assert (lot_stock_of(lot), stock_findings()) == ((5, 0), [])


@pytest.mark.django_db
def test_more_missing_than_is_left_is_counted_again() -> None:
    lot = released_lot(quantity=3)
    line = opened().lines.get()
    entered(line, 0)
    lot_write_off(
        actor=MACHINE,
        lot_id=lot.pk,
        warehouse_id=lot.warehouse_id,
        units=2,
        reason=MovementReason.OWNER,
        note="repris",
        now=NOON,
    )

    with pytest.raises(InvalidInput):
        decided(line)
    decided(line, is_right=False)

    line.refresh_from_db()
    assert (line.state, missed()) == ("open", [])
    assert entered(line, 1).state == "matched"


@pytest.mark.django_db
def test_a_surplus_is_corrected_without_anybody_paying() -> None:
    lot = released_lot(quantity=3)
    line = opened().lines.get()
    entered(line, 5)
    decided(line)

    assert (lot_stock_of(lot), missed(), stock_findings()) == ((5, 0), [], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (MovementReason.LOSS, 1),
        (MovementReason.DAMAGE, 1),
        (MovementReason.DESTROY, 0),
        (MovementReason.OWNER, 0),
    ],
)
def test_the_hub_answers_for_what_it_lost_or_broke_and_not_for_what_the_owner_took(
    reason: MovementReason, told: int
) -> None:
    lot = released_lot(quantity=3)

    lot_write_off(
        actor=MACHINE,
        lot_id=lot.pk,
        warehouse_id=lot.warehouse_id,
        units=1,
        reason=reason,
        note="n",
        now=NOON,
    )

    assert len(missed()) == told


@pytest.mark.django_db
def test_what_was_not_counted_for_longest_comes_first_and_nothing_is_in_two_counts() -> None:
    zone = storage_zone()
    lots = [released_lot(quantity=2, bin_code="A-01") for _ in range(3)]
    released_lot(quantity=2)
    first = opened(limit=1)
    assert first.lines.get().lot_stock.lot_id == lots[0].pk
    entered(first.lines.get(), 2)

    second = opened(limit=2)
    assert [line.lot_stock.lot_id for line in second.lines.order_by("pk")] == [lots[1].pk, lots[2].pk]
    zoned = opened(zone_id=zone.pk)
    assert [line.lot_stock.lot_id for line in zoned.lines.all()] == [lots[0].pk]
    with pytest.raises(InvalidInput):
        opened(zone_id=zone.pk)
    with pytest.raises(InvalidInput):
        opened(limit=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountLine.objects.create(count=first, lot_stock=second.lines.earliest("pk").lot_stock)


@pytest.mark.django_db
def test_the_sheet_is_blind_until_a_lot_is_counted() -> None:
    storage_zone()
    for number in (1, 2, 3):
        released_lot(quantity=40 + number, bin_code=f"A-0{4 - number}")
    count = opened()
    known: Any = {"actor": ANNA, "warehouse_id": count.warehouse_id, "count_id": count.pk}
    sheet = count_sheet(**known)
    assert [line.lot_stock.bin and line.lot_stock.bin.code for line in sheet.blind] == [
        "A-01",
        "A-02",
        "A-03",
    ]
    assert {line.lot_stock.quantity for line in sheet.blind} == {0}

    entered(sheet.blind[0], 43)
    entered(sheet.blind[1], 1)

    sheet = count_sheet(**known)
    assert (len(sheet.blind), len(sheet.differing), len(sheet.done)) == (1, 1, 1)
    assert sheet.differing[0].difference == -41
    row = counts_listed(actor=ANNA, warehouse_id=count.warehouse_id).items[0]
    assert (row.lines, row.open, row.differing) == (3, 1, 1)
    with pytest.raises(NotFound):
        count_sheet(**{**known, "count_id": 0})


@pytest.mark.django_db
def test_one_lot_is_counted_by_itself_and_waits_for_a_second_person_all_the_same() -> None:
    lot = released_lot(quantity=5)

    line = lot_count_blind(actor=ANNA, warehouse_id=lot.warehouse_id, lot_id=lot.pk, counted=4, now=NOON)

    assert (line.state, lot_stock_of(lot)) == (CountLineState.DIFFERS, (5, 0))
    with pytest.raises(InvalidInput) as refusal:
        lot_count_blind(actor=ANNA, warehouse_id=lot.warehouse_id, lot_id=lot.pk, counted=4, now=NOON)
    assert refusal.value.field == "counted"


@pytest.mark.django_db
@pytest.mark.parametrize("counted", [-1, 10**7])
def test_a_count_that_cannot_be_is_refused(counted: int) -> None:
    released_lot(quantity=5)
    line = opened().lines.get()

    with pytest.raises(InvalidInput):
        entered(line, counted)
    with pytest.raises(NotFound):
        entered(CountLine(pk=0), 1)
    with pytest.raises(NotAllowed):
        entered(line, 1, member_actor(OrganisationFactory.create(hub=True), Role.HUB.value))
    with pytest.raises(NotAllowed):
        opened(actor=member_actor(OrganisationFactory.create(active=True)))


@pytest.mark.django_db
def test_the_database_refuses_a_second_person_who_is_the_first() -> None:
    released_lot(quantity=5)
    line = opened().lines.get()
    entered(line, 4)

    with pytest.raises(IntegrityError), transaction.atomic():
        CountLine.objects.filter(pk=line.pk).update(
            state="corrected", decided_by=ANNA.name, decided_at=NOON + timedelta(hours=1)
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_correct_it_once() -> None:
    lot: Lot = released_lot(quantity=9)
    line = opened().lines.get()
    entered(line, 7)

    results = race(partial(decided, line, BRAHIM), partial(decided, line, MACHINE))

    assert [type(error) for error in errors(results)] == [IllegalMove]
    assert (lot_stock_of(lot), stock_findings(), len(missed())) == ((7, 0), [], 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_count_at_once_share_the_lots_out() -> None:
    released_lot(quantity=2)
    released_lot(quantity=2)

    results = race(partial(opened, limit=1), partial(opened, limit=1))

    assert (errors(results), CountLine.objects.values("lot_stock").distinct().count()) == ([], 2)
