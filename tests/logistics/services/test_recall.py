"""recall_open, recall_follow, recall_close, lot_write_off and the trace: test that ..."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.checks import stock_findings
from logistics.epcis import Transformation, document_of
from logistics.events import LotsRecalled
from logistics.handlers_messages import tell_lots_recalled
from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.parcel import Parcel
from logistics.models.recall import Recall, RecallParcel
from logistics.models.stock import Reservation
from logistics.selectors.lot_epcis import lot_epcis
from logistics.selectors.lot_public import lot_public
from logistics.selectors.lot_trace import lot_trace
from logistics.services.lot_write_off import lot_write_off
from logistics.services.parcel_inspect import Verdict, parcel_inspect
from logistics.services.parcel_track import parcel_track
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.recall_close import recall_close
from logistics.services.recall_follow import recall_buyers_told, recall_follow
from logistics.services.recall_open import recall_open
from logistics.services.stock_reserve import stock_reserve
from logistics.services.wave_create import wave_create
from logistics.states import MovementReason, RecallReach, RecallTrigger, TrackingKind
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.notifications.models import Message as Note
from marketplace.notifications.selectors import inbox_address
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    WarehouseFactory,
    handed_over_parcel,
    packed_parcel,
    picked_fulfilment,
    received_goods,
    released_lot,
    requested_fulfilment,
    stock_of,
)

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "epcis_2_0.schema.json").read_text())


def take_back(*lots: Lot, **values: Any) -> Recall:
    """Recall lots after a laboratory's answer."""
    return recall_open(
        **{
            "actor": MACHINE,
            "warehouse_id": WarehouseFactory.create().pk,
            "lot_ids": [lot.pk for lot in lots],
            "trigger": RecallTrigger.LABORATORY,
            "reason": "salmonelle",
            "key": "recall-1",
            "now": NOON,
            **values,
        }
    )


def delivered(*wanted: Any, **values: Any) -> Parcel:
    """A parcel in a customer's hands."""
    parcel = handed_over_parcel(*wanted, **values)
    parcel_track(
        actor=MACHINE,
        parcel_id=parcel.pk,
        kind=TrackingKind.DELIVERED,
        happened_at=NOON,
        key="d",
        now=NOON,
    )
    return parcel


def spread_lot() -> tuple[Lot, dict[str, Parcel]]:
    """A lot of forty: on the shelf, in a basket, in a wave, at the hub, with the carrier and with a customer."""
    variant = VariantFactory.create()
    lot = released_lot(variant, 40, code="L-BAD")
    parcels = {
        "hub": packed_parcel((variant, 2), name="hub"),
        "transit": handed_over_parcel((variant, 3), name="way"),
        "customer": delivered((variant, 4), name="home"),
    }
    picked_fulfilment((variant, 5), name="picked")
    stock_reserve(
        key_quantities={"checkout-line:1": (variant.pk, 6)}, expires_at=NOON + timedelta(hours=1), now=NOON
    )
    return lot, parcels


def test_one_action_holds_the_lot_on_shelves_in_waves_and_in_open_baskets_and_lists_who_has_it() -> None:
    lot, parcels = spread_lot()

    recall = take_back(lot)

    lot.refresh_from_db()
    assert (lot.state, lot.reason, recall.number[:2]) == ("recalled", "salmonelle", "RC")
    assert stock_of(lot.variant) == (0, 0)
    assert not LotAllocation.objects.filter(packed_at=None).exists()
    assert not Reservation.objects.exists()
    found = {row.parcel_id: (row.units, row.place) for row in RecallParcel.objects.all()}
    assert found == {
        parcels["hub"].pk: (2, "hub"),
        parcels["transit"].pk: (3, "transit"),
        parcels["customer"].pk: (4, "customer"),
    }
    assert stock_findings() == []


def test_buyers_and_carriers_are_told_in_one_fact() -> None:
    lot, parcels = spread_lot()

    take_back(lot)

    body = Message.objects.get(topic="logistics.recall-opened.v1").body
    assert sorted(buyer["reference"] for buyer in body["buyers"]) == ["order:home", "order:hub", "order:way"]
    assert {tuple(buyer["lots"]) for buyer in body["buyers"]} == {("L-BAD",)}
    assert body["carriers"] == [
        {
            "carrier_organisation_id": parcels["transit"].carrier_id,
            "parcels": [parcels["transit"].number],
        }
    ]


def test_a_recalled_lot_is_neither_promised_nor_allocated_nor_handed_over() -> None:
    lot, parcels = spread_lot()
    take_back(lot)
    hub = lot.warehouse_id

    with pytest.raises(IllegalMove) as stopped:
        parcels_hand_over(
            actor=MACHINE,
            warehouse_id=hub,
            carrier_id=parcels["hub"].carrier_id,
            parcel_ids=[parcels["hub"].pk],
            now=NOON,
        )
    with pytest.raises(InvalidInput):
        # All that waits: nothing that may leave is left.
        parcels_hand_over(actor=MACHINE, warehouse_id=hub, carrier_id=parcels["hub"].carrier_id, now=NOON)

    assert parcels["hub"].number in stopped.value.message
    assert wave_create(actor=MACHINE, warehouse_id=hub, now=NOON).wave is None
    parcels["hub"].refresh_from_db()
    assert parcels["hub"].manifest is None


def test_what_comes_back_goes_to_its_lot_and_not_on_sale() -> None:
    lot, parcels = spread_lot()
    take_back(lot)
    parcel = parcels["transit"]
    for kind, reason in ((TrackingKind.REFUSED, "refused"), (TrackingKind.RETURNED, "")):
        parcel_track(
            actor=MACHINE, parcel_id=parcel.pk, kind=kind, happened_at=NOON, key=kind, now=NOON, reason=reason
        )
    share = LotAllocation.objects.get(line__fulfilment=parcel.fulfilment)

    verdict = Verdict(allocation_id=share.pk, restocked=3, destroyed=0)
    parcel_inspect(actor=MACHINE, parcel_id=parcel.pk, verdicts=[verdict], now=NOON)

    assert (stock_of(lot.variant), LotStock.objects.get(lot=lot).quantity) == ((0, 0), 34)
    assert stock_findings() == []


def test_the_same_press_twice_recalls_once() -> None:
    lot, _parcels = spread_lot()

    first, again = take_back(lot), take_back(lot)

    assert (first, Recall.objects.count(), RecallParcel.objects.count()) == (again, 1, 3)
    assert Message.objects.filter(topic="logistics.recall-opened.v1").count() == 1
    with pytest.raises(Conflict):
        take_back(lot, warehouse_id=WarehouseFactory.create(slug="other").pk)


def test_several_lots_are_recalled_together() -> None:
    lots = [released_lot(quantity=5, code=f"L-{n}") for n in range(3)]

    take_back(*reversed(lots))

    assert set(Lot.objects.values_list("state", flat=True)) == {"recalled"}
    assert Recall.objects.get().lots.count() == 3


def test_many_lots_are_recalled_by_as_many_statements_as_few_and_their_maker_is_told_once() -> None:
    variant = VariantFactory.create()
    maker = member_actor(variant.product.organisation, Role.PRESIDENT.value)
    few = [released_lot(variant, 5, code=f"F-{n}") for n in range(2)]
    many = [released_lot(variant, 5, code=f"M-{n}") for n in range(6)]

    counts = []
    for minute, lots in enumerate((few, many)):
        with CaptureQueriesContext(connection) as queries:
            take_back(*lots, key=str(minute), now=NOON + timedelta(minutes=minute))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    facts = list(Message.objects.filter(topic="logistics.lots-recalled.v1").order_by("pk"))
    assert [fact.body["lots"] for fact in facts] == [[lot.code for lot in lots] for lots in (few, many)]
    assert (stock_of(variant), stock_findings()) == ((0, 0), [])
    for fact in facts:
        tell_lots_recalled(LotsRecalled.of_body(fact.body), now=NOON + timedelta(minutes=1))
    told = Note.objects.filter(to=inbox_address(maker.user_id or 0), template="quality_result").order_by("pk")
    assert [note.context["lot"][:14] for note in told] == ["F-0, F-1", "M-0, M-1, M-2 "]
    assert "3" in told[1].context["lot"][14:]


def test_what_is_made_of_a_lot_while_it_is_recalled_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    lot, made = released_lot(quantity=5), released_lot(quantity=5)
    walks = iter(([], [made.pk]))
    monkeypatch.setattr("logistics.services.recall_open.descendant_ids", lambda _lots: next(walks))

    with pytest.raises(Conflict):
        take_back(lot)

    lot.refresh_from_db()
    assert lot.state == "released"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"key": ""}, "key"),
        ({"trigger": "boredom"}, "trigger"),
        ({"lot_ids": []}, "lots"),
        ({"lot_ids": list(range(51))}, "lots"),
    ],
)
def test_a_recall_that_cannot_be_is_refused_and_nothing_is_held(values: dict[str, Any], field: str) -> None:
    lot = released_lot(quantity=5)

    with pytest.raises(InvalidInput) as refused:
        take_back(lot, **values)

    lot.refresh_from_db()
    assert (refused.value.field, lot.state, Recall.objects.count()) == (field, "released", 0)


def test_only_whoever_may_recall_recalls() -> None:
    lot = released_lot(quantity=5)
    hub = lot.warehouse.organisation
    strangers = [
        Actor.anonymous(),
        member_actor(lot.organisation),
        member_actor(hub, Role.HUB.value),
        member_actor(OrganisationFactory.create(hub=True)),
    ]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            take_back(lot, actor=actor)
    with pytest.raises(NotFound):
        take_back(lot, lot_ids=[0])
    with pytest.raises(NotFound):
        take_back(lot, warehouse_id="00000000-0000-0000-0000-000000000000")
    assert (Recall.objects.count(), Lot.objects.get().state) == (0, "released")
    take_back(lot, actor=member_actor(hub, Role.PRESIDENT.value))
    assert Lot.objects.get().state == "recalled"


def test_a_drill_lists_everything_holds_nothing_tells_nobody_and_stops_the_clock() -> None:
    lot, _parcels = spread_lot()
    before = stock_of(lot.variant)

    recall = take_back(lot, trigger=RecallTrigger.DRILL)
    closed = recall_close(
        actor=MACHINE, recall_id=recall.pk, conclusion="ça tourne", now=NOON + timedelta(seconds=75)
    )

    lot.refresh_from_db()
    assert (lot.state, stock_of(lot.variant), RecallParcel.objects.count()) == ("released", before, 3)
    assert not Message.objects.filter(topic="logistics.recall-opened.v1").exists()
    assert (closed.report["seconds"], closed.report["balance_percent"]) == (75, 100)
    assert (closed.report["parcels"], closed.report["sold_units"], closed.report["told_percent"]) == (3, 9, 0)


def follow(row: RecallParcel, **values: Any) -> RecallParcel:
    """The customer was reached and keeps it aside."""
    return recall_follow(
        **{
            "actor": MACHINE,
            "recall_parcel_id": row.pk,
            "reach": RecallReach.REACHED,
            "returned_units": 0,
            "destroyed_units": 0,
            "note": "",
            "now": NOON,
            **values,
        }
    )


def write_off(lot: Lot, units: int, **values: Any) -> LotStock:
    """Destroy units that stand there."""
    return lot_write_off(
        **{
            "actor": MACHINE,
            "lot_id": lot.pk,
            "warehouse_id": lot.warehouse_id,
            "units": units,
            "reason": MovementReason.DESTROY,
            "note": "rappel",
            "now": NOON,
            **values,
        }
    )


def test_a_recall_is_closed_when_everybody_was_followed_up_and_nothing_stands_any_more() -> None:
    lot, parcels = spread_lot()
    recall = take_back(lot)
    recall_buyers_told(recall_id=recall.pk, references=["order:home", "order:way"], now=NOON)

    with pytest.raises(IllegalMove) as waiting:
        recall_close(actor=MACHINE, recall_id=recall.pk, conclusion="x", now=NOON)
    for row in RecallParcel.objects.all():
        if row.parcel_id == parcels["customer"].pk:
            follow(row, returned_units=1, destroyed_units=2)
        else:
            follow(row, reach=RecallReach.UNREACHABLE)
    with pytest.raises(IllegalMove) as standing:
        recall_close(actor=MACHINE, recall_id=recall.pk, conclusion="x", now=NOON)
    write_off(lot, 31)
    closed = recall_close(actor=MACHINE, recall_id=recall.pk, conclusion="four changé", now=NOON)

    assert "3" in waiting.value.message
    assert "31" in standing.value.message
    assert closed.report == {
        "lots": 1,
        "received_units": 40,
        "standing_units": 0,
        "parcels": 3,
        "sold_units": 9,
        "told_percent": 66,
        "reached_percent": 33,
        "returned_percent": 11,
        "destroyed_percent": 22,
        "balance_percent": 100,
        "seconds": 0,
    }
    for act in (
        lambda: follow(RecallParcel.objects.first() or RecallParcel()),
        lambda: recall_close(actor=MACHINE, recall_id=recall.pk, conclusion="x", now=NOON),
    ):
        with pytest.raises(IllegalMove):
            act()
    assert stock_findings() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"returned_units": 4}, "returned_units"),
        ({"returned_units": 2, "destroyed_units": 2}, "returned_units"),
        ({"returned_units": -1}, "returned_units"),
        ({"reach": "maybe"}, "reach"),
    ],
)
def test_no_more_comes_back_than_was_sold(values: dict[str, Any], field: str) -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    delivered((variant, 3))
    take_back(lot)
    row = RecallParcel.objects.get()

    with pytest.raises(InvalidInput) as refused:
        follow(row, **values)

    row.refresh_from_db()
    assert (refused.value.field, row.reach) == (field, "")


def test_strangers_follow_nothing_up_and_close_nothing() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    delivered((variant, 3))
    recall = take_back(lot)
    row = RecallParcel.objects.get()
    worker = member_actor(lot.warehouse.organisation, Role.HUB.value)

    for actor in (Actor.anonymous(), member_actor(lot.organisation)):
        with pytest.raises(NotAllowed):
            follow(row, actor=actor)
    with pytest.raises(NotAllowed):
        recall_close(actor=worker, recall_id=recall.pk, conclusion="x", now=NOON)
    with pytest.raises(NotFound):
        follow(row, recall_parcel_id=0)
    with pytest.raises(NotFound):
        recall_close(actor=MACHINE, recall_id=0, conclusion="x", now=NOON)
    with pytest.raises(InvalidInput):
        recall_close(actor=MACHINE, recall_id=recall.pk, conclusion=" ", now=NOON)
    follow(row, actor=worker)
    assert (Recall.objects.get().closed_at, RecallParcel.objects.get().reach) == (None, "reached")


@pytest.mark.parametrize("reason", ["destroy", "damage", "loss", "owner"])
def test_units_are_taken_out_with_their_reason_and_the_stock_shrinks_with_them(reason: str) -> None:
    lot = released_lot(quantity=9)

    row = write_off(lot, 4, reason=MovementReason(reason))

    move = Movement.objects.get(reason=reason)
    assert (row.quantity, move.quantity, move.note, stock_of(lot.variant)) == (5, -4, "rappel", (5, 0))
    assert stock_findings() == []


@pytest.mark.parametrize(
    ("units", "values", "field"),
    [
        (0, {}, "units"),
        (-2, {}, "units"),
        (10, {}, "units"),
        (1, {"reason": MovementReason.PACK}, "reason"),
        (1, {"reason": MovementReason.RECEIPT}, "reason"),
        (1, {"note": " "}, "note"),
    ],
)
def test_what_cannot_be_taken_out_stays(units: int, values: dict[str, Any], field: str) -> None:
    lot = released_lot(quantity=9)

    with pytest.raises(InvalidInput) as refused:
        write_off(lot, units, **values)

    assert (refused.value.field, stock_of(lot.variant), Movement.objects.count()) == (field, (9, 0), 1)


def test_units_bound_to_parcels_are_not_taken_out_and_strangers_take_nothing() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 9)
    picked_fulfilment((variant, 7))

    with pytest.raises(InvalidInput):
        write_off(lot, 3)
    for actor in (Actor.anonymous(), member_actor(lot.organisation)):
        with pytest.raises(NotAllowed):
            write_off(lot, 1, actor=actor)
    with pytest.raises(NotFound):
        write_off(lot, 1, warehouse_id=WarehouseFactory.create(slug="other").pk)
    write_off(lot, 2)
    assert (LotStock.objects.get(lot=lot).quantity, stock_findings()) == (7, [])


def test_the_trace_leads_back_to_the_gate_and_forward_to_each_parcel_and_adds_up() -> None:
    variant = VariantFactory.create()
    receipt = received_goods(variant, counted=24)
    lot = Lot.objects.get()
    Lot.objects.update(state="released")
    variant.stocks.update(quantity=24)
    parcel = packed_parcel((variant, 5))
    write_off(lot, 3, reason=MovementReason.DAMAGE)

    found = lot_trace(actor=MACHINE, lot_id=lot.pk)

    assert found.receipt_line is not None
    assert found.receipt_line.receipt == receipt
    assert [(row.parcel_number, row.quantity) for row in found.recipients] == [(parcel.number, 5)]
    balance = found.balance
    assert (balance.received, balance.standing, balance.packed, balance.written_off) == (24, 16, 5, 3)
    assert (balance.accounted, balance.percent, balance.is_whole) == (24, 100, True)
    LotAllocation.objects.update(quantity=4)
    assert lot_trace(actor=MACHINE, lot_id=lot.pk).balance.percent == 95


def test_strangers_trace_nothing() -> None:
    lot = released_lot(quantity=1)

    for actor in (Actor.anonymous(), member_actor(lot.organisation)):
        with pytest.raises(NotAllowed):
            lot_trace(actor=actor, lot_id=lot.pk)
    with pytest.raises(NotFound):
        lot_trace(actor=MACHINE, lot_id=0)
    with pytest.raises(NotFound):
        lot_epcis(actor=member_actor(OrganisationFactory.create()), lot_id=lot.pk, now=NOON)


def test_the_history_of_a_lot_is_a_valid_epcis_document_that_names_nobody() -> None:
    lot, parcels = spread_lot()
    take_back(lot)
    write_off(lot, 31)

    document = lot_epcis(actor=MACHINE, lot_id=lot.pk, now=NOON)

    jsonschema.validate(document, SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    events = document["epcisBody"]["eventList"]
    steps = sorted(event["bizStep"] for event in events)
    assert steps == ["commissioning", "destroying", "holding", "packing", "packing", "packing"]
    packing = [event for event in events if event["type"] == "AggregationEvent"]
    assert sum(event["childQuantityList"][0]["quantity"] for event in packing) == 9
    text = json.dumps(document, ensure_ascii=False)
    assert "http://testserver/lot/L-BAD" in text
    assert f"http://testserver/parcel/{parcels['hub'].number}" in text
    for personal in ("Amina", "+2126", "rue des Oliviers", "Marrakech"):
        assert personal not in text


def test_a_transformation_is_valid_epcis_too_and_the_schema_refuses_what_is_not() -> None:
    made = Transformation(
        happened_at=NOON,
        place="https://exemple.ma/place/hub",
        address="https://exemple.ma/processing/1",
        inputs=(("https://exemple.ma/lot/A", 10),),
        outputs=(("https://exemple.ma/lot/B", 9),),
    )
    document = document_of(
        lot_address="https://exemple.ma/lot/B", happenings=(), transformations=(made,), created_at=NOON
    )

    jsonschema.validate(document, SCHEMA)
    document["epcisBody"]["eventList"][0]["bizStep"] = "cooking"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_anybody_may_know_a_lots_story_and_nobody_a_persons() -> None:
    variant = VariantFactory.create(gtin="6111234567895")
    lot = released_lot(variant, 5, code="Pub-1")

    found = lot_public(code="pub-1", gtin="06111234567895")

    assert (found.code, found.cooperative_names, found.is_recalled) == (
        "Pub-1",
        lot.organisation.names,
        False,
    )
    assert found.recall_reason == ""
    for wrong in ({"code": "none"}, {"code": "Pub-1", "gtin": "6111234567888"}):
        with pytest.raises(NotFound):
            lot_public(**wrong)
    take_back(lot)
    assert (lot_public(code="Pub-1").is_recalled, lot_public(code="Pub-1").recall_reason) == (
        True,
        "salmonelle",
    )


def test_a_pickup_parcel_with_a_recalled_lot_is_not_given_out_at_our_counter() -> None:
    from tests.factories.logistics import DeliveryMethodFactory

    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    counter = DeliveryMethodFactory.create(code="counter", kind="pickup", warehouse=lot.warehouse)
    parcel = packed_parcel((variant, 1), method=counter)
    take_back(lot)

    with pytest.raises(IllegalMove):
        parcel_track(
            actor=MACHINE,
            parcel_id=parcel.pk,
            kind=TrackingKind.DELIVERED,
            happened_at=NOON,
            key="x",
            now=NOON,
        )
    parcel.fulfilment.refresh_from_db()
    assert parcel.fulfilment.state == "packed"


def test_lessons_22_a_recalled_or_quarantined_lot_is_refused_at_allocation() -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 5)
    requested_fulfilment((variant, 2))
    take_back(lot)

    result = wave_create(actor=MACHINE, warehouse_id=lot.warehouse_id, now=NOON)

    assert (result.wave, sum(result.missing.values())) == (None, 2)
