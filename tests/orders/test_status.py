"""Where an order stands as a whole: test that ..."""

import pytest

from orders.states import PaymentState, SubOrderState
from orders.status import ORDER_STATUS_LABELS, OrderStatus, order_status

S, P, W = SubOrderState, PaymentState, OrderStatus


@pytest.mark.parametrize(
    ("states", "payment", "expected"),
    [
        ([S.PLACED, S.PLACED], P.PENDING, W.AWAITING_PAYMENT),
        ([S.PLACED], P.FAILED, W.AWAITING_PAYMENT),
        ([S.PLACED, S.RELEASED], P.FAILED, W.AWAITING_PAYMENT),
        ([S.PLACED, S.RELEASED], P.PAID, W.PREPARING),
        ([S.RELEASED], P.PLEDGED, W.PREPARING),
        ([S.RELEASED, S.PACKED], P.PAID, W.PREPARING),
        ([S.PACKED, S.SHIPPED], P.PAID, W.PREPARING),
        ([S.SHIPPED, S.SHIPPED], P.PAID, W.SHIPPED),
        ([S.SHIPPED, S.CANCELLED], P.PAID, W.SHIPPED),
        ([S.DELIVERED], P.PAID, W.DELIVERED),
        ([S.DELIVERED, S.CANCELLED], P.PAID, W.DELIVERED),
        ([S.DELIVERED, S.SHIPPED], P.PAID, W.PARTLY_DELIVERED),
        ([S.DELIVERED, S.REFUSED], P.PAID, W.PARTLY_DELIVERED),
        ([S.REFUSED], P.CANCELLED, W.REFUSED),
        ([S.RETURNED, S.RETURNED], P.CANCELLED, W.RETURNED),
        ([S.CANCELLED], P.CANCELLED, W.CANCELLED),
        ([], P.PENDING, W.CANCELLED),
    ],
)
def test_the_whole_is_told_from_its_parts(
    states: list[SubOrderState], payment: PaymentState, expected: OrderStatus
) -> None:
    assert order_status([state.value for state in states], payment.value) == expected


def test_every_status_has_words() -> None:
    assert set(ORDER_STATUS_LABELS) == set(OrderStatus)
