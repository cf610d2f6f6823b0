"""recall_list: test that ..."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from logistics.checks import stock_findings
from logistics.events import RecallOpened
from logistics.handlers_messages import tell_recall_carriers
from logistics.models.fulfilment import Fulfilment
from logistics.models.lot import Lot
from logistics.models.parcel import Parcel
from logistics.models.recall import Recall, RecallParcel
from logistics.selectors.recalls import recall_detail
from logistics.services import recall_list
from logistics.services.recall_close import recall_close
from logistics.services.recall_list import recalls_list_due
from logistics.states import FulfilmentState, RecallTrigger
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import IllegalMove
from marketplace.notifications.models import Message as Note
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import MACHINE, handed_over_parcel, released_lot, stock_of
from tests.logistics.services.test_recall import take_back

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two lots, and of two parcels."""
    monkeypatch.setattr(recall_list, "LOTS_A_PART", 2)
    monkeypatch.setattr(recall_list, "PARCELS_A_PART", 2)


def sold_everywhere() -> tuple[list[Lot], list[Parcel]]:
    """Five lots of as many articles; the first is in three parcels, the last in one of them, the middle one in one."""
    variants = [VariantFactory.create() for _ in range(5)]
    lots = [released_lot(variant, 10, code=f"L{number}") for number, variant in enumerate(variants)]
    return lots, [
        handed_over_parcel((variants[0], 1), (variants[4], 2), name="a"),
        handed_over_parcel((variants[0], 1), name="b"),
        handed_over_parcel((variants[0], 1), name="c"),
        handed_over_parcel((variants[2], 1), name="d"),
    ]


def told() -> list[RecallOpened]:
    """What was told of recalls."""
    return [
        RecallOpened.of_body(fact.body)
        for fact in Message.objects.filter(topic=RecallOpened.topic).order_by("pk")
    ]


def test_all_is_held_at_once_and_the_list_grows_by_parts_until_every_buyer_is_told_once() -> None:
    lots, parcels = sold_everywhere()

    recall = take_back(*lots)

    # Held, all of it, while two of five parcels are listed
    assert set(Lot.objects.values_list("state", flat=True)) == {"recalled"}
    assert {stock_of(lot.variant) for lot in lots} == {(0, 0)}
    assert (recall.lot_count, recall.lots_listed, recall.listed_at, len(told())) == (5, 0, None, 1)
    assert set(RecallParcel.objects.values_list("parcel", flat=True)) == {parcels[0].pk, parcels[1].pk}
    with pytest.raises(IllegalMove, match="list"):
        recall_close(actor=MACHINE, recall_id=recall.pk, conclusion="x", now=NOON)

    steps = []
    while recalls_list_due(now=LATER, limit=1):
        recall.refresh_from_db()
        steps.append((recall.lots_listed, RecallParcel.objects.count()))

    # Two parcels hide the third of the same lots; the fifth lot's parcel was listed with the first's
    assert steps == [(2, 4), (4, 5), (5, 5)]
    assert (recall.listed_at, take_back(*lots)) == (LATER, recall)
    buyers = [buyer for fact in told() for buyer in fact.buyers]
    assert {buyer["reference"]: buyer["lots"] for buyer in buyers} == {
        "order:a": ["L0", "L4"],
        "order:b": ["L0"],
        "order:c": ["L0"],
        "order:d": ["L2"],
    }
    assert (len(buyers), [fact.part for fact in told()], stock_findings()) == (4, [1, 2, 3], [])


def test_a_part_that_dies_leaves_nothing_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lots, _parcels = sold_everywhere()
    recall = take_back(*lots)

    def broken(*_args: object, **_values: object) -> None:
        raise OSError("gone")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="gone"):
        patch.setattr("logistics.services.recall_list.bus.publish", broken)
        recalls_list_due(now=LATER)
    assert (RecallParcel.objects.values("parcel").distinct().count(), len(told())) == (2, 1)

    assert recalls_list_due(now=LATER) == 3
    recall.refresh_from_db()
    assert (recall.lots_listed, RecallParcel.objects.count(), recalls_list_due(now=LATER)) == (5, 5, 0)


def test_the_people_of_a_carrier_are_told_of_each_part() -> None:
    lots, parcels = sold_everywhere()
    member_actor(parcels[0].carrier, Role.PRESIDENT.value)
    take_back(*lots)
    recalls_list_due(now=LATER)

    for fact in (*told(), *told()):
        tell_recall_carriers(fact, now=LATER)

    texts = [note.context["parcels"] for note in Note.objects.filter(template="recall_stop").order_by("pk")]
    assert set(texts) == {
        f"{parcels[0].number}, {parcels[1].number}",
        parcels[2].number,
        parcels[3].number,
    }
    assert len(texts) == len(set(texts)) * (len(texts) // 3)


def test_a_drill_is_listed_by_parts_too_and_tells_nobody() -> None:
    lots, _parcels = sold_everywhere()

    recall = take_back(*lots, trigger=RecallTrigger.DRILL)
    with pytest.raises(IllegalMove, match="list"):
        recall_close(actor=MACHINE, recall_id=recall.pk, conclusion="x", now=NOON)
    recalls_list_due(now=LATER)
    # The page of who has units is one of pages
    seen: list[RecallParcel] = []
    page = recall_detail(actor=MACHINE, recall_id=recall.pk, most=2).parcels
    seen.extend(page.items)
    while page.has_next:
        page = recall_detail(actor=MACHINE, recall_id=recall.pk, after=page.cursor, most=2).parcels
        seen.extend(page.items)
    assert seen == list(RecallParcel.objects.order_by("pk"))

    recall_close(actor=MACHINE, recall_id=recall.pk, conclusion="ça tourne", now=LATER)
    assert (Recall.objects.get().report["parcels"], told()) == (4, [])
    assert set(Lot.objects.values_list("state", flat=True)) == {"released"}


def test_goods_that_are_inspected_while_they_are_listed_are_on_the_shelf_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lots, parcels = sold_everywhere()
    looked_up = recall_list._parcels_of

    def inspected_meanwhile(recall: Recall, lot_ids: Collection[int]) -> list[int]:
        found = looked_up(recall, lot_ids)
        Fulfilment.objects.filter(parcels=parcels[0]).update(state=FulfilmentState.INSPECTED)
        return found

    monkeypatch.setattr(recall_list, "_parcels_of", inspected_meanwhile)
    recall = take_back(*lots)
    recalls_list_due(now=LATER)

    assert Recall.objects.get(pk=recall.pk).listed_at == LATER
    assert set(RecallParcel.objects.values_list("parcel", flat=True)) == {each.pk for each in parcels[1:]}
