"""line_weigh: test that ..."""

from datetime import timedelta
from functools import partial

import pytest

from logistics.states import TrackingKind
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from orders.management.commands.check_books import all_findings
from orders.models.cash import CashCollection
from orders.models.order import Order
from orders.models.payment import Payment
from orders.models.refund import Claim, Refund, RefundPart
from orders.models.weighing import LineWeighing, WeightTolerance
from orders.services.line_weigh import line_weigh, line_weigh_undo
from orders.services.order_lost import order_lost
from orders.shortage_states import Remedy
from tests.factories.ground import NOON, member_actor
from tests.factories.orders import VISITOR, Market, WeightToleranceFactory, market
from tests.factories.refunds import line_of, transferred
from tests.factories.shortages import answered, fulfilment_of, short
from tests.factories.weighing import by_weight, weighed
from tests.logistics.racing import errors, race
from tests.once import fresh, once
from tests.orders.journey import packed, shipped, told, tracked

pytestmark = pytest.mark.django_db

built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    shop = fresh(built)
    by_weight(shop)
    return shop


def healthy() -> bool:
    """Whether the books add up."""
    return not any(all_findings().values())


def door(order: Order) -> int:
    """What the carrier is to collect, in minor units; the payment and the hub say the same."""
    due = Payment.objects.get(order=order).at_the_door.minor
    assert fulfilment_of(order).cash_due_minor == due
    return due


def test_what_weighs_less_costs_less_at_the_door_and_in_every_book(shop: Market) -> None:
    order = shop.order({0: 3, 1: 1})
    agreed = door_before = order.total_minor

    row = weighed(order, 1_410)

    # Three of 500 g for 300: 90 g less
    assert (row.pieces, row.ordered_g, row.amount_minor, row.origin) == (3, 1_500, 1_800, "cooperative")
    assert (door(order), order.total_minor) == (agreed - 1_800, door_before)
    assert Refund.objects.count() == 0
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON, cash=Money(agreed - 1_800))

    [refund] = Refund.objects.all()
    assert (refund.cause, refund.set_off_minor, refund.amount_minor, refund.medium) == (
        "weight", 1_800, 0, "deducted",
    )  # fmt: skip
    assert CashCollection.objects.get().amount_minor == agreed - 1_800
    part = RefundPart.objects.get()
    # 10 % of 18 goes back; of the hub's 5 what 18 of 300 are; the tax of 20 % that 18 contains
    assert (part.goods_minor, part.commission_minor, part.hub_fee_minor, part.tax_minor) == (
        1_800, 180, 30, 300,
    )  # fmt: skip
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-(28_200 - 2_820 - 470))
    row.refresh_from_db()
    assert (row.refund, line_of(order).refunded_quantity, healthy()) == (refund, 0, True)


def test_more_weight_costs_nothing_and_a_second_weight_or_none_replaces_the_first(shop: Market) -> None:
    order = shop.order({0: 2})
    agreed = order.total_minor
    assert weighed(order, 1_200).amount_minor == 0 and door(order) == agreed
    assert weighed(order, 950).amount_minor == 1_000 and door(order) == agreed - 1_000

    line = line_of(order)
    actor = member_actor(shop.sellers[0])
    for _again in range(2):
        line_weigh_undo(actor=actor, line_id=line.pk, now=NOON)

    assert (door(order), LineWeighing.objects.filter(withdrawn_at=None).count()) == (agreed, 0)
    assert LineWeighing.objects.count() == 2
    packed(order, NOON)
    told()
    with pytest.raises(IllegalMove):
        line_weigh(actor=actor, line_id=line.pk, weighed_g=950, now=NOON)
    with pytest.raises(IllegalMove):
        line_weigh_undo(actor=actor, line_id=line.pk, now=NOON)


def test_what_was_paid_goes_back_when_the_parcel_leaves_and_not_before(shop: Market) -> None:
    order = transferred(shop, {0: 2, 1: 1})
    row = weighed(order, 901)
    assert (row.amount_minor, Refund.objects.count()) == (1_980, 0)

    parcel = shipped(order, NOON)
    told()

    refund = Refund.objects.get()
    assert (refund.cause, refund.amount_minor, refund.state) == ("weight", 1_980, "choice")
    tracked(parcel, TrackingKind.DELIVERED, NOON)
    assert Refund.objects.count() == 1
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-(18_020 - 1_802 - 450))
    assert healthy()


def test_missing_pieces_and_lacking_weight_of_one_line_add_up(shop: Market) -> None:
    order = shop.order({0: 3, 1: 1})
    agreed = order.total_minor
    weighed(order, 1_400)
    row = short(shop, order, 1)
    with pytest.raises(IllegalMove):
        weighed(order, 1_000)

    answered(row, Remedy.LEAVE_OUT)
    assert (door(order), LineWeighing.objects.filter(withdrawn_at=None).count()) == (agreed - 10_000, 0)
    again = weighed(order, 910)

    assert (again.pieces, again.ordered_g, again.amount_minor, door(order)) == (
        2,
        1_000,
        1_800,
        agreed - 11_800,
    )
    tracked(shipped(order, NOON), TrackingKind.DELIVERED, NOON, cash=Money(agreed - 11_800))
    refund = Refund.objects.get()
    row.refresh_from_db()
    again.refresh_from_db()
    assert (refund.cause, refund.set_off_minor, row.refund, again.refund) == (
        "missing",
        11_800,
        refund,
        refund,
    )
    assert healthy()


def test_nobody_owes_weight_that_was_not_in_a_lost_parcel(shop: Market) -> None:
    order = shop.order({0: 2})
    weighed(order, 900)

    tracked(shipped(order, NOON), TrackingKind.LOST, NOON)

    assert Claim.objects.get().amount_minor == 18_000
    assert Refund.objects.get().cause == "weight"
    assert healthy()


def test_a_paid_parcel_that_its_hub_lost_is_claimed_at_what_it_weighed(shop: Market) -> None:
    order = transferred(shop, {0: 2, 1: 1})
    weighed(order, 901)
    packed(order, NOON)

    order_lost(
        actor=Actor.of_machine("test"), order_id=order.pk, holder_id=shop.hub.pk, is_at_hub=True,
        happened_at=NOON, now=NOON,
    )  # fmt: skip

    light, rest = Refund.objects.order_by("-cause")
    assert (light.cause, light.amount_minor) == ("weight", 1_980)
    assert (rest.cause, rest.amount_minor) == ("hub_loss", order.total_minor - 1_980)
    assert balance(chart.claim_on(shop.hub.pk)) == order.items - Money(1_980)
    # Its cooperative earns what was in it, and no more
    assert balance(chart.payable_maturing(shop.sellers[0].pk)) == Money(-(18_020 - 1_802 - 450))
    assert healthy()


def test_too_light_is_a_question_for_the_customer_and_too_heavy_a_slip(shop: Market) -> None:
    order = shop.order({0: 2, 1: 1})
    for grams in (899, 0, -5, 5_001):
        with pytest.raises(InvalidInput):
            weighed(order, grams)
    with pytest.raises(IllegalMove):
        weighed(order, 500, index=1)
    WeightToleranceFactory.create(from_date=(NOON - timedelta(days=1)).date(), below_rate="0.2")
    assert weighed(order, 800).amount_minor == 4_000
    WeightTolerance.objects.all().delete()
    with pytest.raises(NotFound):
        weighed(order, 950)
    WeightToleranceFactory.create()
    answered(short(shop, order, 2), Remedy.LEAVE_OUT)
    with pytest.raises(IllegalMove):
        weighed(order, 950)


def test_only_its_cooperative_and_the_hub_that_packs_it_weigh(shop: Market) -> None:
    order = shop.order({0: 2})
    told()
    line = line_of(order)
    weigh = partial(line_weigh, line_id=line.pk, weighed_g=950, now=NOON)
    for actor, refusal in (
        (VISITOR, NotFound),
        (member_actor(shop.sellers[1]), NotFound),
        (member_actor(shop.carrier, Role.HUB.value), NotFound),
        (member_actor(shop.sellers[0], Role.TREASURER.value), NotAllowed),
    ):
        with pytest.raises(refusal):
            weigh(actor=actor)
        with pytest.raises(refusal):
            line_weigh_undo(actor=actor, line_id=line.pk, now=NOON)
    assert not LineWeighing.objects.exists()

    assert weigh(actor=member_actor(shop.hub, Role.HUB.value)).origin == "hub"


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_weights_at_one_moment_one_counts_and_the_door_knows_which() -> None:
    shop = market(prices=(10_000,))
    by_weight(shop)
    order = shop.order({0: 2})
    told()
    actor, line = member_actor(shop.sellers[0]), line_of(order)

    results = race(
        *(
            partial(line_weigh, actor=actor, line_id=line.pk, weighed_g=grams, now=NOON)
            for grams in (910, 950)
        ),
        partial(line_weigh_undo, actor=actor, line_id=line.pk, now=NOON),
    )

    assert errors(results) == []
    counting = LineWeighing.objects.filter(withdrawn_at=None).first()
    assert door(order) == order.total_minor - (counting.amount_minor if counting else 0)
