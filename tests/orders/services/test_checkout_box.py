"""Gift boxes from the basket to the parcel and back: test that ..."""

import uuid
from functools import partial
from typing import Any

import pytest

from logistics.checks import stock_findings
from logistics.models.fulfilment import Fulfilment, LotAllocation
from logistics.models.kit import FulfilmentBoxItem, Kit
from logistics.models.processing import Consumable, ConsumableMove
from logistics.selectors.fulfilments import fulfilment_detail
from logistics.selectors.kits import boxes_of
from logistics.selectors.lot_trace import lot_trace
from logistics.services.consumable_adjust import consumable_adjust
from logistics.services.line_pick import line_pick
from logistics.services.parcel_document_render import parcel_document_render
from logistics.services.parcel_pack import parcel_pack
from logistics.services.parcel_unpack import parcel_unpack
from logistics.services.wave_create import wave_create
from logistics.states import ParcelPaper
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound, OutOfStock
from marketplace.kernel.money import Money
from marketplace.promotions.states import Funder
from orders.basket import Basket
from orders.checks import order_findings
from orders.models.box import CheckoutBox
from orders.models.checkout import Checkout
from orders.models.discount import OrderDiscount
from orders.models.order import Order, OrderLine, SubOrder
from orders.refund_states import RefundCause
from orders.selectors.baskets import basket_of
from orders.selectors.boxes import boxes_by_line, boxes_of_order
from orders.selectors.checkouts import checkout_by_id
from orders.services.checkout_box import checkout_box_add, checkout_box_remove
from orders.services.checkout_edit import checkout_line_set
from orders.services.checkout_place import checkout_place
from orders.services.checkout_promo_code import checkout_promo_add
from orders.services.order_deliver import order_delivered
from orders.services.order_release import order_release
from tests.factories.ground import NOON
from tests.factories.kits import carton, chosen_kit, fixed_kit
from tests.factories.logistics import MACHINE
from tests.factories.orders import VISITOR, Market, market
from tests.factories.promotions import voucher
from tests.factories.refunds import refunded
from tests.logistics.racing import errors, race
from tests.logistics.test_papers import content, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Market:
    """Three sellers at 100, 150 and 25 MAD, 50 of each."""
    return market()


def seen(checkout: Checkout) -> Basket:
    found = checkout_by_id(checkout.pk)
    assert found is not None
    return basket_of(found, now=NOON)


def put(checkout: Checkout, kit: Kit, chosen: dict[int, int] | None = None, quantity: int = 1) -> CheckoutBox:
    return checkout_box_add(
        actor=VISITOR,
        checkout_id=checkout.pk,
        kit_code=kit.code,
        chosen=chosen or {},
        quantity=quantity,
        now=NOON,
    )


def place(checkout: Checkout) -> Order:
    return checkout_place(
        actor=VISITOR, checkout_id=checkout.pk, expected_total=seen(checkout).total, now=NOON
    )


def held(checkout: Checkout) -> dict[int, int]:
    return dict(checkout.lines.values_list("variant_id", "quantity"))


def packed(shop: Market, order: Order) -> Any:
    """Release, allocate, pick and pack the order."""
    order_release(order_id=order.pk, now=NOON)
    fulfilment = Fulfilment.objects.get(reference=f"order:{order.pk}")
    wave_create(actor=MACHINE, warehouse_id=fulfilment.warehouse_id, fulfilment_ids=[fulfilment.pk], now=NOON)
    for share in LotAllocation.objects.filter(line__fulfilment=fulfilment):
        line_pick(actor=MACHINE, fulfilment_id=fulfilment.pk, allocation_id=share.pk, now=NOON)
    return parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)


def test_a_fixed_box_costs_its_price_and_its_parts_are_shared_to_the_centime(shop: Market) -> None:
    first, second, third = shop.variants
    kit = fixed_kit([(first, 1), (second, 1), (third, 1)], price=25_000)
    checkout = shop.checkout({0: 1})
    put(checkout, kit, quantity=2)

    assert held(checkout) == {first.pk: 3, second.pk: 2, third.pk: 2}
    basket = seen(checkout)
    # Two boxes of 275.00 at 250.00 each, and one piece of 100.00 beside them
    (box,) = basket.boxes
    assert (box.full, box.off, box.total) == (Money(55_000), Money(5_000), Money(50_000))
    assert basket.goods == Money(60_000)
    order = place(checkout)

    # 5000 by 20000 : 30000 : 5000 is 1818.18 : 2727.27 : 454.54; the largest remainder takes the odd centime
    taken = dict(OrderDiscount.objects.filter(order=order).values_list("line__variant", "amount_minor"))
    assert taken == {first.pk: 1_818, second.pk: 2_727, third.pk: 455}
    row = OrderDiscount.objects.filter(order=order)[0]
    assert (row.kind, row.funder, row.rule) == ("box", Funder.PLATFORM, f"kit:{kit.pk}")
    assert (order.goods, order.funded_minor, order.platform_minor) == (Money(60_000), 5_000, 5_000)
    # Each cooperative sells at its own price
    gross = dict(SubOrder.objects.filter(order=order).values_list("organisation", "gross_minor"))
    assert gross == dict(zip([each.pk for each in shop.sellers], (30_000, 30_000, 5_000), strict=True))
    (kept,) = boxes_of_order(order.pk)
    assert (kept.quantity, kept.full_minor, kept.off_minor) == (2, 55_000, 5_000)
    assert [(item.line.variant_id, item.quantity) for item in kept.items.all()] == [
        (first.pk, 1),
        (second.pk, 1),
        (third.pk, 1),
    ]
    assert order_findings() == []


def test_a_box_is_never_dearer_than_its_contents(shop: Market) -> None:
    checkout = shop.checkout({})
    put(checkout, fixed_kit([(shop.variants[2], 2)], price=99_000))

    basket = seen(checkout)

    assert (basket.boxes[0].off, basket.goods, basket.discounts) == (Money(0), Money(5_000), ())
    assert not OrderDiscount.objects.filter(order=place(checkout)).exists()


def test_a_filled_box_goes_as_one_and_traces_every_lot(shop: Market) -> None:
    first, _second, third = shop.variants
    box_of = carton(5)
    kit = chosen_kit(shop.variants, packaging=box_of.code)
    checkout = shop.checkout({})
    put(checkout, kit, {first.pk: 1, third.pk: 2}, quantity=3)
    # 10 % of 3 x 150.00
    assert seen(checkout).boxes[0].off == Money(4_500)
    order = place(checkout)

    order_release(order_id=order.pk, now=NOON)
    fulfilment = Fulfilment.objects.get(reference=f"order:{order.pk}")
    (box,) = boxes_of(fulfilment.pk)
    assert (box.names["fr"], box.quantity, box.packaging) == ("Coffret à remplir", 3, "coffret")
    lines = {line.reference: line.pk for line in OrderLine.objects.filter(order=order)}
    by_line = {line.pk: line for line in OrderLine.objects.filter(order=order)}
    assert {(by_line[lines[key]].variant_id, n) for key, n in box.items} == {(first.pk, 1), (third.pk, 2)}
    assert fulfilment_detail(actor=MACHINE, fulfilment_id=fulfilment.pk).boxes == (box,)

    parcel = packed(shop, order)

    box_of.refresh_from_db()
    move = ConsumableMove.objects.latest("pk")
    assert (box_of.quantity, move.quantity, move.reference) == (2, -3, f"parcel:{parcel.number}")
    for share in LotAllocation.objects.filter(line__fulfilment=fulfilment).select_related("lot_stock"):
        trace = lot_trace(actor=MACHINE, lot_id=share.lot_stock.lot_id)
        assert parcel.number in str(trace)
    slip = parcel_document_render(parcel_id=parcel.pk, kind=ParcelPaper.PACKING_SLIP, now=NOON)
    assert "Coffret à remplir" in text_of(content(slip))
    assert stock_findings() == []


def test_without_packaging_nothing_is_packed(shop: Market) -> None:
    box_of = carton(1)
    checkout = shop.checkout({})
    put(checkout, fixed_kit([(shop.variants[0], 1)], packaging=box_of.code), quantity=2)
    order = place(checkout)

    with pytest.raises(IllegalMove, match="coffret"):
        packed(shop, order)

    assert Consumable.objects.get(pk=box_of.pk).quantity == 1
    consumable_adjust(
        actor=MACHINE,
        warehouse_id=box_of.warehouse_id,
        consumable_id=box_of.pk,
        pieces=1,
        note="found",
        now=NOON,
    )
    fulfilment = Fulfilment.objects.get(reference=f"order:{order.pk}")
    parcel = parcel_pack(actor=MACHINE, fulfilment_id=fulfilment.pk, now=NOON)
    assert Consumable.objects.get(pk=box_of.pk).quantity == 0

    parcel_unpack(actor=MACHINE, parcel_id=parcel.pk, now=NOON)

    assert Consumable.objects.get(pk=box_of.pk).quantity == 2
    assert stock_findings() == []


def test_one_component_is_refunded_with_its_own_money(shop: Market) -> None:
    first, _second, third = shop.variants
    checkout = shop.checkout({}, pay="cash")
    put(checkout, chosen_kit(shop.variants), {first.pk: 2, third.pk: 1})
    order = place(checkout)
    order.sub_orders.update(state="shipped")
    order_delivered(actor=MACHINE, order_id=order.pk, carrier_id=shop.carrier.pk, happened_at=NOON, now=NOON)

    refund = refunded(order, {0: 1}, cause=RefundCause.HIDDEN_DEFECT)

    # One of two pieces of 100.00, each 10.00 cheaper in its box
    assert refund.amount == Money(9_000)
    part = refund.parts.get()
    assert (part.sub_order.organisation_id, part.commission_minor) == (shop.sellers[0].pk, 1_000)
    inside = boxes_by_line(order.pk)
    assert {len(inside[line.pk]) for line in OrderLine.objects.filter(order=order)} == {1}
    assert order_findings() == []


def test_what_is_taken_out_beside_a_box_ends_the_box_and_its_reduction(shop: Market) -> None:
    first, _second, third = shop.variants
    kit = fixed_kit([(first, 1), (third, 2)], price=12_000)
    checkout = shop.checkout({0: 2})
    put(checkout, kit)
    assert seen(checkout).goods == Money(12_000 + 20_000)

    known: dict[str, Any] = {"actor": VISITOR, "checkout_id": checkout.pk, "now": NOON}
    checkout_line_set(**known, variant_id=first.pk, quantity=1)
    assert len(seen(checkout).boxes) == 1
    checkout_line_set(**known, variant_id=third.pk, quantity=1)

    basket = seen(checkout)
    assert (basket.boxes, basket.goods) == ((), Money(12_500))
    order = place(checkout)
    assert boxes_of_order(order.pk) == []


def test_taking_a_box_out_leaves_what_lies_beside_it(shop: Market) -> None:
    first, _second, third = shop.variants
    checkout = shop.checkout({0: 2})
    box = put(checkout, fixed_kit([(first, 1), (third, 2)]), quantity=2)
    assert held(checkout) == {first.pk: 4, third.pk: 4}

    known: dict[str, Any] = {"actor": VISITOR, "checkout_id": checkout.pk, "now": NOON}
    checkout_box_remove(**known, box_id=box.pk)

    assert held(checkout) == {first.pk: 2}
    with pytest.raises(NotFound):
        checkout_box_remove(**known, box_id=box.pk)
    with pytest.raises(NotFound):
        checkout_box_remove(**known, box_id=uuid.uuid4())


def test_a_box_that_is_withdrawn_costs_what_its_contents_cost(shop: Market) -> None:
    checkout = shop.checkout({})
    kit = fixed_kit([(shop.variants[0], 1)], price=5_000)
    put(checkout, kit)
    Kit.objects.update(is_active=False)

    assert (seen(checkout).boxes, seen(checkout).goods) == ((), Money(10_000))
    with pytest.raises(NotFound):
        put(checkout, kit)


def test_a_voucher_counts_what_the_box_has_left_to_pay(shop: Market) -> None:
    checkout = shop.checkout({})
    put(checkout, fixed_kit([(shop.variants[0], 2), (shop.variants[2], 1)], price=20_001))
    voucher("ALL", "100")
    assert seen(checkout).goods == Money(20_001)

    checkout_promo_add(actor=VISITOR, checkout_id=checkout.pk, code="ALL", now=NOON)

    order = place(checkout)
    # Of two pieces one centime cannot be halved: it stays with the customer and is never given twice
    assert 0 <= order.goods.minor <= 1
    assert order_findings() == []


def test_a_box_holds_what_is_for_it_and_what_fits(shop: Market) -> None:
    first, second, third = shop.variants
    kit = chosen_kit([first, third], most_g=1_200)
    checkout = shop.checkout({0: 1})
    weight = first.weight_g
    refused: list[dict[int, int]] = [
        {},
        {first.pk: 1},
        {first.pk: 3, third.pk: 2},
        {second.pk: 2},
        {first.pk: -2},
        {first.pk: 1_200 // weight + 1} if weight else {second.pk: 2},
    ]
    for chosen in refused:
        with pytest.raises(InvalidInput) as refusal:
            put(checkout, kit, chosen)
        assert refusal.value.field == "contents"
    for quantity in (0, 51):
        with pytest.raises(InvalidInput) as refusal:
            put(checkout, kit, {first.pk: 1, third.pk: 1}, quantity)
        assert refusal.value.field == "quantity"
    with pytest.raises(OutOfStock):
        put(checkout, kit, {first.pk: 1, third.pk: 1}, 50)
    assert (held(checkout), CheckoutBox.objects.count()) == ({first.pk: 1}, 0)


def test_an_ordered_basket_takes_no_box(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    kit = fixed_kit([(shop.variants[0], 1)])
    place(checkout)

    with pytest.raises(Conflict):
        put(checkout, kit)


def test_what_is_not_to_be_sent_is_in_no_box_of_the_hub(shop: Market) -> None:
    first, _second, third = shop.variants
    checkout = shop.checkout({})
    put(checkout, fixed_kit([(first, 1), (third, 1)]))
    order = place(checkout)
    SubOrder.objects.filter(order=order, organisation=shop.sellers[0]).update(state="cancelled")

    order_release(order_id=order.pk, now=NOON)

    assert FulfilmentBoxItem.objects.get().line.variant_id == third.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_baskets_that_want_the_last_box_one_gets_it() -> None:
    shop = market(prices=(10_000, 2_500), stock=3)
    first, second = shop.variants
    kit = fixed_kit([(first, 2), (second, 1)])
    checkouts = [shop.checkout({}), shop.checkout({})]
    for checkout in checkouts:
        put(checkout, kit)

    results = race(*[partial(_placed, each.pk) for each in checkouts])

    (refused,) = errors(results)
    assert isinstance(refused, OutOfStock)
    assert Order.objects.count() == 1


def _placed(key: uuid.UUID) -> Order:
    return checkout_place(actor=VISITOR, checkout_id=key, expected_total=None, now=NOON)
