"""Placing a basket."""

import pytest

from logistics.models.stock import Reservation
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.outbox.models import Message
from orders.models.order import Order, OrderLine
from orders.models.payment import PaymentSplit
from orders.services.checkout_place import BasketChanged, checkout_place
from orders.states import PaymentState, SubOrderState
from tests.factories.ground import NOON
from tests.factories.logistics import stock_of
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    """Three sellers at 100, 150 and 25 MAD."""
    return fresh(built)


def place(checkout_id: object, expected: Money | None = None) -> Order:
    return checkout_place(actor=VISITOR, checkout_id=checkout_id, expected_total=expected, now=NOON)  # type: ignore[arg-type]


def test_it_splits_by_cooperative_with_the_terms_of_the_day(shop: Market) -> None:
    checkout = shop.checkout({0: 3, 1: 1, 2: 2})

    order = place(checkout.pk, Money(50_000 + 3_500))

    subs = list(order.sub_orders.order_by("number"))
    assert [sub.number for sub in subs] == [f"{order.number}-{n}" for n in (1, 2, 3)]
    assert [sub.gross_minor for sub in subs] == [30_000, 15_000, 5_000]
    assert [sub.commission_minor for sub in subs] == [3_000, 1_500, 500]
    assert [sub.hub_fee_minor for sub in subs] == [500, 500, 500]
    assert [sub.state for sub in subs] == [SubOrderState.RELEASED] * 3
    assert (order.items_minor, order.delivery_minor, order.total_minor) == (50_000, 3_500, 53_500)
    assert order.payment.state == PaymentState.PLEDGED


def test_the_payment_is_split_to_the_centime(shop: Market) -> None:
    order = place(shop.checkout({0: 1, 1: 1, 2: 1}).pk)

    splits = list(PaymentSplit.objects.filter(payment=order.payment).order_by("pk"))

    assert [split.items_minor for split in splits] == [10_000, 15_000, 2_500]
    assert [split.delivery_minor for split in splits] == [1_167, 1_167, 1_166]
    assert sum(split.items_minor + split.delivery_minor for split in splits) == order.total_minor


def test_its_goods_are_firmly_promised_to_its_lines(shop: Market) -> None:
    order = place(shop.checkout({0: 3}).pk)

    line = OrderLine.objects.get(order=order)
    held = Reservation.objects.get()
    assert (held.key, held.quantity, held.expires_at) == (f"order-line:{line.pk}", 3, None)
    assert stock_of(shop.variants[0]) == (50, 3)


def test_placing_it_again_returns_the_same_order(shop: Market) -> None:
    checkout = shop.checkout({0: 1})

    first = place(checkout.pk)
    again = place(checkout.pk)

    assert first.pk == again.pk
    assert Order.objects.count() == 1
    assert stock_of(shop.variants[0]) == (50, 1)


def test_a_total_other_than_the_one_seen_is_refused_and_nothing_moves(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    before = Message.objects.count()

    with pytest.raises(BasketChanged):
        place(checkout.pk, Money(1))

    assert Order.objects.count() == 0
    assert Message.objects.count() == before
    assert stock_of(shop.variants[0]) == (50, 0)


def test_a_price_that_changed_meanwhile_is_told(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    shop.variants[0].prices.update(amount_minor=11_000)

    with pytest.raises(BasketChanged) as refusal:
        place(checkout.pk)

    (problem,) = refusal.value.problems
    assert (problem.kind, problem.before, problem.after) == ("price_changed", Money(10_000), Money(11_000))
    assert Order.objects.count() == 0


def test_a_product_withdrawn_meanwhile_is_told(shop: Market) -> None:
    checkout = shop.checkout({0: 1, 1: 1})
    shop.variants[1].product.listings.update(is_published=False, is_visible=False)

    with pytest.raises(BasketChanged) as refusal:
        place(checkout.pk)

    assert [problem.kind for problem in refusal.value.problems] == ["gone"]


def test_more_than_is_left_is_told(shop: Market) -> None:
    checkout = shop.checkout({0: 51})

    with pytest.raises(BasketChanged) as refusal:
        place(checkout.pk)

    (problem,) = refusal.value.problems
    assert (problem.kind, problem.left) == ("less_left", 50)


def test_cash_above_the_cap_is_refused(shop: Market) -> None:
    shop.channel.cash_cap_minor = 10_000
    shop.channel.save()
    checkout = shop.checkout({0: 1})

    with pytest.raises(InvalidInput) as refusal:
        place(checkout.pk)

    assert refusal.value.field == "payment_method"
    assert Order.objects.count() == 0


def test_another_persons_basket_is_not_found(shop: Market) -> None:
    checkout = shop.checkout({0: 1})
    checkout.user_id = shop.cashier.user_id
    checkout.save()

    with pytest.raises(NotFound):
        place(checkout.pk)


def test_an_empty_basket_is_refused(shop: Market) -> None:
    with pytest.raises(InvalidInput) as refusal:
        place(shop.checkout({}).pk)

    assert refusal.value.field == "lines"
