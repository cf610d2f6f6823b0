"""stop_tell and what the gate's count means for a round: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from catalog.models.product import Variant
from logistics.collecting import StopState
from logistics.models.collection import CollectionRound, CollectionStop, StopLoad
from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice
from logistics.models.tariff import HubCharge, HubCost, HubTariff
from logistics.selectors.cost_to_serve import cost_to_serve
from logistics.selectors.tariffs import quote_for
from logistics.services.goods_receive import Counted, Delivery, goods_receive
from logistics.services.notice_cancel import notice_cancel
from logistics.services.stop_tell import round_set_out, stop_tell
from logistics.states import HubService
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.outbox.models import Message
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, CommissionTermFactory, OrganisationFactory, member_actor
from tests.factories.logistics import MACHINE, TODAY, WarehouseFactory, planned_round, to_collect

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
THEN = NOON + timedelta(days=1)


@pytest.fixture
def variant() -> Variant:
    made: Variant = VariantFactory.create(weight_g=500)
    return made


@pytest.fixture
def notice(variant: Variant) -> Notice:
    """Two crates of twelve: 24 pieces, 12 kg."""
    return to_collect(variant)


@pytest.fixture
def found(notice: Notice) -> CollectionRound:
    return planned_round(notice)


def tell(found: CollectionRound, outcome: StopState = StopState.PICKED_UP, **values: Any) -> CollectionStop:
    """What the driver taps at the only stop."""
    return stop_tell(
        **{
            "actor": MACHINE,
            "stop_id": found.stops.latest("id").pk,
            "outcome": outcome,
            "crates": {},
            "key": "tap",
            "told_at": THEN,
            "now": THEN,
            **values,
        }
    )


def count(notice: Notice, counted: int, damaged: int = 0) -> GoodsReceipt:
    return goods_receive(
        actor=MACHINE,
        delivery=Delivery(warehouse_id=notice.warehouse_id, notice_id=notice.pk),
        lines=[Counted(variant_id=notice.lines.get().variant_id, counted=counted, damaged=damaged)],
        key=f"gate-{notice.pk}",
        now=THEN + 60 * MINUTE,
    )


def cases() -> list[tuple[str, int]]:
    return list(Discrepancy.objects.order_by("kind").values_list("kind", "amount"))


def state(found: CollectionRound) -> str:
    found.refresh_from_db()
    return found.state


def test_everything_loaded_and_counted_closes_the_round_without_a_case(
    found: CollectionRound, notice: Notice
) -> None:
    stop = tell(found)

    assert (stop.state, stop.told_at, state(found)) == ("picked_up", THEN, "on_the_road")
    assert StopLoad.objects.get().crates == 2
    count(notice, 24)
    assert (cases(), state(found), found.closed_at) == ([], "closed", THEN + 60 * MINUTE)


@pytest.mark.parametrize(
    ("crates", "counted", "damaged", "expected"),
    [
        # The cooperative announced 24 and gave one crate of twelve; ten stood at the gate: two were lost on the road.
        (1, 10, 0, [("road_short", 2), ("short", 14)]),
        (1, 12, 0, [("short", 12)]),
        (1, 11, 1, [("damaged", 1), ("short", 12)]),
        (1, 24, 0, [("road_over", 12)]),
        (3, 36, 0, [("over", 12)]),
    ],
)
def test_the_gate_compares_with_the_notice_and_with_what_the_driver_loaded(
    found: CollectionRound,
    notice: Notice,
    crates: int,
    counted: int,
    damaged: int,
    expected: list[tuple[str, int]],
) -> None:
    line = notice.lines.get()
    assert tell(found, StopState.PART, crates={line.pk: crates}).state == "part"

    count(notice, counted, damaged)

    assert cases() == expected
    body = Message.objects.get(topic="logistics.goods-received.v1").body
    assert body["discrepancies"] == len(expected)


def test_a_part_that_is_everything_is_everything(found: CollectionRound, notice: Notice) -> None:
    assert tell(found, StopState.PART, crates={notice.lines.get().pk: 2}).state == "picked_up"


def test_nobody_there_tells_the_cooperative_and_lets_the_notice_wait_for_another_round(
    found: CollectionRound, notice: Notice
) -> None:
    tell(found, StopState.NOT_THERE)

    assert Message.objects.get(topic="logistics.collection-missed.v1").body["number"] == notice.number
    assert (state(found), StopLoad.objects.count()) == ("closed", 0)
    # The driver taps again: somebody came running after all.
    assert tell(found, key="again", told_at=THEN + MINUTE).state == "picked_up"
    assert (state(found), found.closed_at) == ("on_the_road", None)
    tell(found, StopState.NOT_THERE, key="no", told_at=THEN + 2 * MINUTE)
    planned_round(notice, name="2")
    with pytest.raises(Conflict):
        tell(found, stop_id=found.stops.get().pk, key="late", told_at=THEN + 3 * MINUTE)
    assert notice.stops.filter(state="picked_up").count() == 0


def test_a_tap_counts_once_and_an_older_one_that_comes_later_changes_nothing(
    found: CollectionRound, notice: Notice
) -> None:
    tell(found, StopState.NOT_THERE, key="b", told_at=THEN + 5 * MINUTE)

    tell(found, key="a", told_at=THEN)
    tell(found, key="b", told_at=THEN + 9 * MINUTE)

    assert found.stops.get().state == "not_there"
    assert Message.objects.filter(topic="logistics.collection-missed.v1").count() == 1


def test_a_phone_that_tells_after_the_count_is_compared_then(found: CollectionRound, notice: Notice) -> None:
    HubTariff.objects.create(
        warehouse=found.warehouse, service="collect", price_minor=50, from_date=TODAY - timedelta(days=9)
    )
    count(notice, 20)
    assert (state(found), cases(), HubCharge.objects.count()) == ("closed", [("short", 4)], 0)

    tell(found, now=THEN + 90 * MINUTE)

    assert cases() == [("road_short", 4), ("short", 4)]
    assert (state(found), HubCharge.objects.get().amount_minor) == ("closed", 500)
    with pytest.raises(IllegalMove):
        tell(found, StopState.NOT_THERE, key="x", told_at=THEN + 99 * MINUTE)


def test_collecting_is_asked_for_by_the_kilogram_quoted_before_and_posted_once(
    found: CollectionRound, notice: Notice, variant: Variant
) -> None:
    CommissionTermFactory.create()
    HubTariff.objects.create(
        warehouse=found.warehouse, service="collect", price_minor=50, from_date=TODAY - timedelta(days=9)
    )
    HubCost.objects.create(
        warehouse=found.warehouse,
        month=THEN.date().replace(day=1),
        service="collect",
        amount_minor=90_000,
        recorded_by="x",
        recorded_at=NOON,
    )
    owner = notice.organisation_id
    quote = quote_for(warehouse_id=found.warehouse_id, organisation_id=owner, grams=12_000, on=TODAY)

    tell(found)
    receipt = count(notice, 24)
    # What nobody of ours collected is not charged for.
    count(to_collect(variant, name="brought"), 24)

    charge = HubCharge.objects.get()
    assert (charge.service, charge.reference) == ("collect", f"collected:{receipt.pk}")
    assert (charge.grams, charge.amount, quote.collect) == (12_000, Money(600), Money(600))
    assert balance(chart.payable_available(owner)) == Money(600)
    served = cost_to_serve(actor=MACHINE, warehouse_id=found.warehouse_id, month=THEN.date())
    lot = receipt.lines.get().lot
    assert lot is not None
    borne = {code: cost for code, cost in served.by_lot.items() if cost}
    assert (borne, served.unassigned) == ({lot.code: Money(90_000)}, Money(0))
    assert served.recorded == {HubService.COLLECT: Money(90_000)}


def test_what_is_on_the_van_is_not_taken_back(found: CollectionRound, notice: Notice) -> None:
    tell(found)

    with pytest.raises(IllegalMove):
        notice_cancel(actor=MACHINE, notice_id=notice.pk, now=THEN)
    notice.refresh_from_db()
    assert notice.state == "announced"


def test_wrong_taps_are_refused_and_move_nothing(found: CollectionRound, notice: Notice) -> None:
    line = notice.lines.get().pk
    driver = member_actor(found.vehicle.carrier, Role.DRIVER.value)
    for error, values in (
        (InvalidInput, {"outcome": StopState.PLANNED}),
        (InvalidInput, {"outcome": StopState.PART, "crates": {}}),
        (InvalidInput, {"outcome": StopState.PART, "crates": {line: 0}}),
        (InvalidInput, {"outcome": StopState.PART, "crates": {line: -1}}),
        (InvalidInput, {"outcome": StopState.PART, "crates": {line: 1_001}}),
        (InvalidInput, {"outcome": StopState.PART, "crates": {0: 1}}),
        (NotFound, {"stop_id": 0}),
        (NotAllowed, {"actor": member_actor(notice.organisation)}),
        (NotAllowed, {"actor": member_actor(OrganisationFactory.create(carrier=True), Role.DRIVER.value)}),
    ):
        with pytest.raises(error):
            tell(found, **values)
    assert (found.stops.get().state, state(found), StopLoad.objects.count()) == ("planned", "planned", 0)
    assert tell(found, actor=driver).told_by == driver.name
    with pytest.raises(NotAllowed):
        round_set_out(actor=member_actor(notice.organisation), round_id=found.pk)
    assert WarehouseFactory.create().pk == found.warehouse_id


def test_a_stop_of_a_notice_that_was_taken_back_has_nothing_to_collect(
    found: CollectionRound, notice: Notice
) -> None:
    notice_cancel(actor=MACHINE, notice_id=notice.pk, now=NOON)

    with pytest.raises(IllegalMove):
        tell(found)
    with pytest.raises(IllegalMove):
        round_set_out(actor=MACHINE, round_id=planned_and_cancelled(notice).pk)


def planned_and_cancelled(notice: Notice) -> CollectionRound:
    other = planned_round(to_collect(VariantFactory.create(), name="other"), name="other")
    CollectionRound.objects.filter(pk=other.pk).update(state="cancelled", closed_at=NOON)
    return other
