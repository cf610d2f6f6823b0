"""Where orders stand, as conditions of the database: what `orders.status` derives for one, here for a whole table."""

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from orders.models.order import Order, SubOrder
from orders.states import PaymentState, SubOrderState
from orders.status import OrderStatus

_S = SubOrderState


def with_status(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Return orders with `status_word`: what `orders.status.order_status` says of each."""
    live = SubOrder.objects.filter(order=OuterRef("pk")).exclude(state=_S.CANCELLED)

    def only(state: SubOrderState) -> Q:
        return Q(Exists(live)) & ~Q(Exists(live.exclude(state=state)))

    failed = Q(payment__state=PaymentState.FAILED) & Q(Exists(live.filter(state=_S.PLACED)))
    steps = (
        (~Q(Exists(live)), OrderStatus.CANCELLED),
        (only(_S.PLACED) | failed, OrderStatus.AWAITING_PAYMENT),
        (only(_S.DELIVERED), OrderStatus.DELIVERED),
        (only(_S.REFUSED), OrderStatus.REFUSED),
        (only(_S.RETURNED), OrderStatus.RETURNED),
        (only(_S.SHIPPED), OrderStatus.SHIPPED),
        (only(_S.LOST), OrderStatus.LOST),
        (Q(Exists(live.filter(state=_S.DELIVERED))), OrderStatus.PARTLY_DELIVERED),
    )
    return orders.annotate(
        status_word=Case(
            *(When(condition, then=Value(status.value)) for condition, status in steps),
            default=Value(OrderStatus.PREPARING.value),
            output_field=CharField(),
        )
    )
