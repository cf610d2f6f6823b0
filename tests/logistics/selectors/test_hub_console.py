"""What the hub console and the portal read: test that ... (each page in a fixed number of queries)."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from logistics.models.parcel import Manifest, Parcel
from logistics.models.processing import Consumable, ConsumableMove
from logistics.selectors.board import Heap, today_board
from logistics.selectors.fulfilments import fulfilment_detail, fulfilments_listed, progress_of
from logistics.selectors.lots import (
    lots_in_warehouse,
    lots_of_organisation,
    shortages_open,
    stock_of_organisation,
)
from logistics.selectors.parcels import (
    manifest_parcels,
    manifests_listed,
    parcel_by_number,
    parcels_to_hand_over,
)
from logistics.selectors.trace import parcels_with_lot
from logistics.selectors.warehouses import warehouse_run_by, warehouses_run_by
from logistics.selectors.waves import pick_list, waves_listed
from logistics.services.lot_hold import lot_recall
from logistics.services.parcel_track import parcel_track
from logistics.services.stock_reserve import stock_reserve
from logistics.services.wave_create import wave_create
from logistics.states import FulfilmentState, LotState, TrackingKind, WaveState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor
from tests.factories.kits import carton
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    handed_over_parcel,
    packed_parcel,
    picked_fulfilment,
    planned_round,
    quarantined_lot,
    released_lot,
    requested_fulfilment,
    stocked_variant,
    to_collect,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub() -> Any:
    """The hub."""
    return WarehouseFactory.create()


@pytest.fixture
def worker(hub: Any) -> Actor:
    """A worker of the hub."""
    return member_actor(hub.organisation, "hub")


def test_the_board_counts_what_is_open_with_the_age_of_the_oldest(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    for number, minutes in ((1, 30), (2, 90)):
        requested_fulfilment(
            (stocked_variant(5), 1), name=f"w{number}", now=NOON - timedelta(minutes=minutes)
        )
    packed_parcel((stocked_variant(5), 1), name="p")
    done = handed_over_parcel((stocked_variant(5), 1), name="d")
    parcel_track(
        actor=MACHINE, parcel_id=done.pk, kind=TrackingKind.DELIVERED, happened_at=NOON, key="k", now=NOON
    )
    quarantined_lot(quantity=3, now=NOON - timedelta(days=4))

    planned_round(to_collect(VariantFactory.create(), name="driven"))
    to_collect(VariantFactory.create(), name="waits")
    box = carton(3)
    Consumable.objects.filter(pk=box.pk).update(reorder_level=3)
    carton_used = NOON - timedelta(days=2)
    ConsumableMove.objects.create(
        consumable=box, quantity=-1, reference="x", actor="x", happened_at=carton_used
    )

    with django_assert_num_queries(14):
        board = today_board(actor=worker, warehouse_id=hub.pk, today=TODAY)

    assert board.fulfilments[FulfilmentState.RELEASED] == Heap(2, NOON - timedelta(minutes=90))
    assert board.fulfilments[FulfilmentState.PACKED] == Heap(1, NOON)
    assert board.fulfilments[FulfilmentState.PICKING] == Heap(0, None)
    assert FulfilmentState.DELIVERED not in board.fulfilments
    assert (board.to_collect, board.packaging) == (Heap(1, NOON), Heap(1, carton_used))
    tomorrow = today_board(actor=worker, warehouse_id=hub.pk, today=TODAY + timedelta(days=1))
    assert (board.rounds.count, tomorrow.rounds) == (0, Heap(1, NOON))
    assert (board.quarantine, board.shortages) == (Heap(1, NOON - timedelta(days=4)), Heap(0, None))


def test_fulfilments_are_paged_from_the_longest_waiting_on(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        requested_fulfilment(
            (stocked_variant(5), 1), name=str(number), now=NOON - timedelta(minutes=number % 3)
        )
    seen: list[str] = []
    after = ""
    while True:
        with django_assert_num_queries(2):
            page = fulfilments_listed(
                actor=worker, warehouse_id=hub.pk, state=FulfilmentState.RELEASED, after=after, first=2
            )
        seen += [row.reference for row in page.items]
        after = page.cursor
        if not page.has_next:
            break

    assert [reference.removeprefix("order:") for reference in seen[:1]] == ["2"]
    assert sorted(seen) == [f"order:{number}" for number in range(5)]
    assert page.items[0].line_count == 1


def test_a_fulfilment_shows_its_lines_with_lots_places_and_what_is_missing(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    oil, honey = VariantFactory.create(), VariantFactory.create()
    lot = released_lot(oil, 5, bin_code="B-07", best_before_date=TODAY + timedelta(days=300))
    bad = released_lot(honey, 5)
    fulfilment = picked_fulfilment((oil, 2), (honey, 3))
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)

    with django_assert_num_queries(6):
        detail = fulfilment_detail(actor=worker, fulfilment_id=fulfilment.pk)

    first, second = detail.lines
    assert (first.sku, first.quantity, first.lacking, first.short, first.is_picked) == (
        oil.sku,
        2,
        0,
        0,
        True,
    )
    assert [(s.lot, s.bin, s.quantity, s.is_picked, s.best_before_date) for s in first.shares] == [
        (lot.code, "B-07", 2, True, TODAY + timedelta(days=300))
    ]
    assert (second.lacking, second.short, second.is_picked) == (3, 3, False)
    assert (detail.is_ready_to_pack, detail.parcel_ids) == (False, ())


def test_waves_are_listed_with_their_progress(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    packed_parcel((stocked_variant(5), 2), name="1")
    picked_fulfilment((stocked_variant(5), 3), name="2")
    requested_fulfilment((stocked_variant(5), 4), name="3")
    open_wave = wave_create(actor=MACHINE, warehouse_id=hub.pk, now=NOON + timedelta(hours=1)).wave
    assert open_wave is not None

    with django_assert_num_queries(3):
        page = waves_listed(actor=worker, warehouse_id=hub.pk)

    assert page.items[0].number == open_wave.number
    assert [(row.state, row.fulfilments, row.packed, row.units, row.units_picked) for row in page.items] == [
        (WaveState.OPEN, 1, 0, 4, 0),
        (WaveState.OPEN, 1, 0, 3, 3),
        (WaveState.CLOSED, 1, 1, 2, 2),
    ]
    only_open = waves_listed(actor=worker, warehouse_id=hub.pk, state=WaveState.OPEN, first=1)
    following = waves_listed(
        actor=worker, warehouse_id=hub.pk, state=WaveState.OPEN, first=1, after=only_open.cursor
    )
    assert (only_open.has_next, following.has_next, following.items[0].units) == (True, False, 3)


def test_the_walk_follows_the_bins_and_ends_with_what_stands_at_the_gate(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    for number, code in enumerate(("B-02", "", "A-10", "A-09")):
        variant = VariantFactory.create()
        released_lot(variant, 5, bin_code=code)
        requested_fulfilment((variant, number + 1), name=str(number))
    wave = wave_create(actor=MACHINE, warehouse_id=hub.pk, now=NOON).wave
    assert wave is not None

    with django_assert_num_queries(2):
        walk = pick_list(actor=worker, wave_id=wave.pk)

    assert [(row.bin, row.quantity, row.order_number) for row in walk.rows] == [
        ("A-09", 4, "103"),
        ("A-10", 3, "102"),
        ("B-02", 1, "100"),
        ("", 2, "101"),
    ]
    assert walk.total_quantity == 10


def test_parcels_wait_for_their_carrier_until_they_are_handed_over(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    waiting = [packed_parcel((stocked_variant(5), 1), name=name, cash_minor=5000) for name in "12"]
    handed_over_parcel((stocked_variant(5), 1), name="3")

    with django_assert_num_queries(2):
        page = parcels_to_hand_over(actor=worker, warehouse_id=hub.pk)

    assert [row.number for row in page.items] == [parcel.number for parcel in waiting]
    assert (page.items[0].city, page.items[0].cash_due.minor) == ("Marrakech", 5000)
    assert parcels_to_hand_over(actor=worker, warehouse_id=hub.pk, carrier_id=hub.organisation_id).items == ()
    first = parcels_to_hand_over(actor=worker, warehouse_id=hub.pk, first=1)
    second = parcels_to_hand_over(actor=worker, warehouse_id=hub.pk, first=1, after=first.cursor)
    assert (first.has_next, [row.number for row in second.items]) == (True, [waiting[1].number])


@pytest.mark.parametrize(
    "number_of", [lambda p: p.number.lower(), lambda p: f" {p.tracking_number}", lambda p: f"00{p.sscc}"]
)
def test_a_parcel_is_found_by_any_of_its_numbers(
    number_of: Callable[[Parcel], str], django_assert_num_queries: Any
) -> None:
    hub = WarehouseFactory.create(gs1_prefix="6111234")
    parcel = packed_parcel((stocked_variant(5), 1))
    worker = member_actor(hub.organisation, "hub")

    with django_assert_num_queries(5):
        detail = parcel_by_number(actor=worker, number=number_of(parcel))

    assert (detail.parcel.pk, [event.kind for event in detail.events], len(detail.lines)) == (
        parcel.pk,
        ["packed"],
        1,
    )
    assert parcel_by_number(actor=member_actor(parcel.carrier), number=parcel.number).parcel == parcel
    for stranger in (member_actor(OrganisationFactory.create(), "hub"), Actor.anonymous()):
        with pytest.raises(NotFound):
            parcel_by_number(actor=stranger, number=parcel.number)


def test_manifests_are_listed_and_opened_by_hub_and_carrier(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1))

    with django_assert_num_queries(2):
        (manifest,) = manifests_listed(actor=worker, warehouse_id=hub.pk).items
    carrier = member_actor(parcel.carrier)
    with django_assert_num_queries(2):
        found, rows = manifest_parcels(actor=carrier, manifest_id=manifest.pk)

    assert (found, [row.number for row in rows]) == (manifest, [parcel.number])
    with pytest.raises(NotAllowed):
        manifest_parcels(actor=member_actor(OrganisationFactory.create()), manifest_id=manifest.pk)
    with pytest.raises(NotFound):
        manifest_parcels(actor=worker, manifest_id=0)
    assert Manifest.objects.count() == 1


def test_a_cooperative_sees_its_lots_and_nobody_elses(django_assert_num_queries: Any) -> None:
    variant, other = VariantFactory.create(), VariantFactory.create()
    older = released_lot(variant, 5, now=NOON - timedelta(days=20))
    newer = quarantined_lot(variant, 7)
    released_lot(other, 5)
    packed_parcel((variant, 2))
    owner = member_actor(variant.product.organisation, "production")

    with django_assert_num_queries(1):
        page = lots_of_organisation(actor=owner, organisation_id=variant.product.organisation_id)

    assert [(row.code, row.state, row.quantity_received, row.quantity) for row in page.items] == [
        (newer.code, LotState.QUARANTINE, 7, 7),
        (older.code, LotState.RELEASED, 5, 3),
    ]
    first = lots_of_organisation(actor=owner, organisation_id=variant.product.organisation_id, first=1)
    rest = lots_of_organisation(
        actor=owner, organisation_id=variant.product.organisation_id, first=1, after=first.cursor
    )
    assert (first.has_next, [row.code for row in rest.items]) == (True, [older.code])
    with pytest.raises(NotAllowed):
        lots_of_organisation(actor=owner, organisation_id=other.product.organisation_id)


def test_a_cooperative_sees_what_it_owns_by_product(django_assert_num_queries: Any) -> None:
    variant = VariantFactory.create()
    second = VariantFactory.create(product=variant.product)
    released_lot(variant, 10)
    quarantined_lot(variant, 4)
    released_lot(second, 3)
    stocked_variant(9)
    picked_fulfilment((variant, 2))
    stock_reserve(key_quantities={"basket": (variant.pk, 1)}, expires_at=NOON + timedelta(hours=1), now=NOON)
    owner = member_actor(variant.product.organisation)

    with django_assert_num_queries(2):
        page = stock_of_organisation(actor=owner, organisation_id=variant.product.organisation_id)

    assert [(row.sku, row.sellable, row.held, row.allocated, row.free) for row in page.items] == [
        (variant.sku, 10, 4, 2, 7),
        (second.sku, 3, 0, 0, 3),
    ]
    first = stock_of_organisation(actor=owner, organisation_id=variant.product.organisation_id, first=1)
    rest = stock_of_organisation(
        actor=owner, organisation_id=variant.product.organisation_id, first=1, after=first.cursor
    )
    assert (first.has_next, [row.sku for row in rest.items]) == (True, [second.sku])
    with pytest.raises(NotAllowed):
        stock_of_organisation(
            actor=member_actor(OrganisationFactory.create()), organisation_id=variant.product.organisation_id
        )


def test_the_hub_lists_lots_by_state_and_shortages_by_age(
    hub: Any, worker: Actor, django_assert_num_queries: Any
) -> None:
    variant = VariantFactory.create()
    bad, waiting = released_lot(variant, 5), quarantined_lot(variant, 4)
    for minutes, key in ((5, "late"), (1, "early")):
        stock_reserve(
            key_quantities={key: (variant.pk, 2)}, expires_at=None, now=NOON + timedelta(minutes=minutes)
        )
    lot_recall(actor=MACHINE, lot_id=bad.pk, reason="lab", now=NOON)

    with django_assert_num_queries(2):
        lots = lots_in_warehouse(actor=worker, warehouse_id=hub.pk, state=LotState.QUARANTINE)
    with django_assert_num_queries(2):
        shortages = shortages_open(actor=worker, warehouse_id=hub.pk)

    assert [row.code for row in lots.items] == [waiting.code]
    assert [(row.key, row.quantity, row.sku) for row in shortages.items] == [
        ("early", 2, variant.sku),
        ("late", 2, variant.sku),
    ]


def test_a_customer_follows_the_parcel_without_reading_names(django_assert_num_queries: Any) -> None:
    parcel = handed_over_parcel((stocked_variant(5), 1), name="1")
    requested_fulfilment((stocked_variant(5), 1), name="2")

    with django_assert_num_queries(3):
        found = progress_of(["order:1", "order:2", "order:unknown"])

    assert set(found) == {"order:1", "order:2"}
    assert (found["order:1"].state, found["order:1"].tracking_number) == (
        "handed_over",
        parcel.tracking_number,
    )
    assert [step.kind for step in found["order:1"].steps] == ["packed", "handed_over"]
    assert (found["order:2"].state, found["order:2"].parcel_number, found["order:2"].steps) == (
        "released",
        "",
        (),
    )
    assert "Amina" not in repr(found)


def test_a_lot_is_traced_to_its_parcels(hub: Any, worker: Actor, django_assert_num_queries: Any) -> None:
    variant = VariantFactory.create()
    lot = released_lot(variant, 10)
    parcels = [packed_parcel((variant, units), name=str(units)) for units in (2, 3)]
    picked_fulfilment((variant, 1), name="not packed")

    with django_assert_num_queries(2):
        found = list(parcels_with_lot(actor=worker, lot_id=lot.pk))

    assert [(row.parcel_number, row.quantity, row.reference) for row in found] == [
        (parcels[0].number, 2, "order:2"),
        (parcels[1].number, 3, "order:3"),
    ]
    with pytest.raises(NotAllowed):
        parcels_with_lot(actor=member_actor(lot.organisation), lot_id=lot.pk)
    with pytest.raises(NotFound):
        parcels_with_lot(actor=worker, lot_id=0)


def test_each_sees_the_warehouses_where_they_work(hub: Any, worker: Actor) -> None:
    shop = WarehouseFactory.create(slug="shop", kind="shop", organisation=OrganisationFactory.create())

    assert warehouses_run_by(worker) == [hub]
    assert warehouses_run_by(staff_actor(Permission.MANAGE_HUB)) == [hub, shop]
    assert warehouses_run_by(member_actor(hub.organisation, "cashier")) == []
    with pytest.raises(NotFound):
        warehouse_run_by(worker, uuid.UUID(int=0))


@pytest.mark.parametrize(
    "read",
    [
        lambda actor, hub: today_board(actor=actor, warehouse_id=hub.pk, today=TODAY),
        lambda actor, hub: fulfilments_listed(
            actor=actor, warehouse_id=hub.pk, state=FulfilmentState.RELEASED
        ),
        lambda actor, hub: waves_listed(actor=actor, warehouse_id=hub.pk),
        lambda actor, hub: parcels_to_hand_over(actor=actor, warehouse_id=hub.pk),
        lambda actor, hub: manifests_listed(actor=actor, warehouse_id=hub.pk),
        lambda actor, hub: lots_in_warehouse(actor=actor, warehouse_id=hub.pk),
        lambda actor, hub: shortages_open(actor=actor, warehouse_id=hub.pk),
        lambda actor, hub: fulfilment_detail(
            actor=actor, fulfilment_id=requested_fulfilment((stocked_variant(1), 1), name=actor.name).pk
        ),
        lambda actor, hub: pick_list(
            actor=actor,
            wave_id=packed_parcel((stocked_variant(1), 1), name=actor.name).fulfilment.wave_id or 0,
        ),
    ],
)
def test_a_stranger_reads_nothing_of_the_hub(read: Callable[[Actor, Any], object], hub: Any) -> None:
    strangers = [
        Actor.anonymous(),
        member_actor(hub.organisation, "cashier"),
        member_actor(OrganisationFactory.create(), "hub", "president"),
    ]

    for stranger in strangers:
        with pytest.raises(NotAllowed):
            read(stranger, hub)


@pytest.mark.parametrize("after", ["nonsense", "W10", "eyJ9"])
def test_a_cursor_that_is_not_ours_is_refused(after: str, hub: Any, worker: Actor) -> None:
    with pytest.raises(InvalidInput):
        waves_listed(actor=worker, warehouse_id=hub.pk, after=after)
    with pytest.raises(InvalidInput):
        waves_listed(actor=worker, warehouse_id=hub.pk, first=0)
