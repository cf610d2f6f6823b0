"""How our states are called in the contract."""

from collections.abc import Mapping

from django.utils.translation import gettext

from logistics.states import FulfilmentState
from marketplace.graphql.contract import saleor_enum
from orders.models.payment import Payment
from orders.selectors.standings import Standing
from orders.states import PaymentMethod, PaymentState
from orders.status import ORDER_STATUS_LABELS
from orders.status import OrderStatus as Status

OrderStatus = saleor_enum("OrderStatus", "Where an order stands.")
PaymentChargeStatusEnum = saleor_enum("PaymentChargeStatusEnum", "Where the payment of an order stands.")
OrderAuthorizeStatusEnum = saleor_enum(
    "OrderAuthorizeStatusEnum", "How much of an order is authorised or paid."
)
OrderChargeStatusEnum = saleor_enum("OrderChargeStatusEnum", "How much of an order is paid.")
OrderOriginEnum = saleor_enum("OrderOriginEnum", "How an order came about.")
FulfillmentStatus = saleor_enum("FulfillmentStatus", "Where a parcel stands.")

ORDER_STATUSES: Mapping[Status, str] = {
    Status.AWAITING_PAYMENT: "UNCONFIRMED",
    Status.PREPARING: "UNFULFILLED",
    Status.SHIPPED: "FULFILLED",
    Status.DELIVERED: "FULFILLED",
    Status.PARTLY_DELIVERED: "PARTIALLY_FULFILLED",
    # The parcel has left and is on its way back.
    Status.REFUSED: "FULFILLED",
    Status.RETURNED: "RETURNED",
    Status.CANCELLED: "CANCELED",
    # The goods have left and nothing comes back; what was paid is a refund.
    Status.LOST: "FULFILLED",
}

# A parcel exists for a client once it is packed; before that there is nothing to show.
FULFILLMENT_STATUSES: Mapping[FulfilmentState, str] = {
    FulfilmentState.PACKED: "WAITING_FOR_APPROVAL",
    FulfilmentState.HANDED_OVER: "FULFILLED",
    FulfilmentState.OUT_FOR_DELIVERY: "FULFILLED",
    FulfilmentState.DELIVERED: "FULFILLED",
    FulfilmentState.REFUSED: "FULFILLED",
    FulfilmentState.RETURNING: "FULFILLED",
    FulfilmentState.RETURNED: "RETURNED",
    FulfilmentState.INSPECTED: "RETURNED",
    FulfilmentState.LOST: "REFUNDED",
}

# A pledge to pay at the door is what the contract calls an authorisation: promised, not yet taken.
AUTHORISED = frozenset({PaymentState.PLEDGED, PaymentState.AUTHORISED})


def order_status(standing: Standing) -> str:
    """Return where an order stands: one for which the staff have given their word is no longer unconfirmed."""
    if standing.is_draft:
        return "DRAFT"
    if standing.status is Status.AWAITING_PAYMENT and standing.order.confirmed_at is not None:
        return "UNFULFILLED"
    return ORDER_STATUSES[standing.status]


def order_status_label(standing: Standing) -> str:
    """Return where an order stands, in words."""
    return gettext("Draft") if standing.is_draft else str(ORDER_STATUS_LABELS[standing.status])


def charge_status(payment: Payment) -> str:
    """
    Return the status of a payment, its refunds included.

    Whether the order was given up is not asked: the contract says of a cancelled order what was charged.
    """
    if payment.state == PaymentState.FAILED:
        return "REFUSED"
    if payment.refunded_minor or payment.gift_back_minor:
        back = payment.refunded_minor + payment.gift_back_minor
        is_whole = back >= payment.captured_minor + payment.order.gift_minor
        return "FULLY_REFUNDED" if is_whole else "PARTIALLY_REFUNDED"
    if paid_status(payment) == "FULL":
        return "FULLY_CHARGED"
    if not payment.captured_minor:
        return "NOT_CHARGED"
    whole = payment.captured_minor + payment.deducted_minor >= payment.amount_minor
    return "FULLY_CHARGED" if whole else "PARTIALLY_CHARGED"


def authorize_status(payment: Payment) -> str:
    """Return how much is promised or paid."""
    return "FULL" if payment.state in AUTHORISED else paid_status(payment)


def paid_status(payment: Payment) -> str:
    """Return how much is paid and has not gone back; what gift cards pay whole is paid without any money."""
    kept = payment.captured_minor - payment.refunded_minor
    if kept <= 0:
        is_free = payment.state == PaymentState.PAID and not payment.amount_minor + payment.gift_back_minor
        return "FULL" if is_free else "NONE"
    return "FULL" if kept + payment.deducted_minor >= payment.amount_minor else "PARTIAL"


# The gateways that we offer beside cash, whose id is the channel's own.
GATEWAYS: Mapping[str, str] = {"marketplace.bank-transfer": PaymentMethod.TRANSFER}
CARD_GATEWAY = "marketplace.card"
# Under this name clients' test suites know the gateway that moves no money (settings.TEST_PAYMENTS).
TEST_GATEWAY = "mirumee.payments.dummy"
MANUAL_GATEWAY = "manual"


def gateway_of_payment(payment: Payment, cash_gateway: str) -> str:
    """Return under which id clients know the gateway of a payment; what the staff marked as paid in a test has none."""
    is_marked = payment.method == PaymentMethod.TEST and bool(payment.transfer_reference)
    return MANUAL_GATEWAY if is_marked else gateway_of(payment.method, cash_gateway)


def gateway_of(method: str, cash_gateway: str) -> str:
    """Return under which id a way of paying is known to clients."""
    own = {method_: gateway for gateway, method_ in GATEWAYS.items()}
    fixed = {PaymentMethod.CASH.value: cash_gateway, PaymentMethod.TEST.value: TEST_GATEWAY, **own}
    return fixed.get(method, CARD_GATEWAY)
