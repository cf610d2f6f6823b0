"""
Which events there are: the contract's name, the type that tells it, what an app must hold to be told, and what it says.

An event is here when a fact of ours feeds it, or when somebody waits for its answer (`SYNC`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.kernel.actor import Permission

_ORDERS = Permission.MANAGE_ORDERS
_PRODUCTS = Permission.MANAGE_PRODUCTS
_CARDS = Permission.MANAGE_GIFT_CARD
_USERS = Permission.MANAGE_USERS
_STAFF = Permission.MANAGE_STAFF
_PAYMENTS = Permission.HANDLE_PAYMENTS
_CHECKOUTS = Permission.MANAGE_CHECKOUTS


@dataclass(frozen=True, slots=True)
class EventKind:
    """An event: its type in the schema, the permission that it takes, what it is about, what it says in words."""

    type_name: str
    permission: Permission
    # order, fulfillment, product, product_variant, user, checkout, or the kinds of sessions and requests
    about: str
    description: str


EVENTS: Mapping[str, EventKind] = {
    "order_created": EventKind("OrderCreated", _ORDERS, "order", "An order was placed."),
    "order_confirmed": EventKind("OrderConfirmed", _ORDERS, "order", "An order may be prepared."),
    "order_paid": EventKind("OrderPaid", _ORDERS, "order", "The money of an order is there."),
    "order_fully_paid": EventKind("OrderFullyPaid", _ORDERS, "order", "All money of an order is there."),
    "order_fulfilled": EventKind("OrderFulfilled", _ORDERS, "order", "The parcel of an order has left."),
    "order_cancelled": EventKind("OrderCancelled", _ORDERS, "order", "An order was given up."),
    "order_updated": EventKind("OrderUpdated", _ORDERS, "order", "Something about an order changed."),
    "fulfillment_created": EventKind(
        "FulfillmentCreated", _ORDERS, "fulfillment", "The parcel of an order was packed."
    ),
    "fulfillment_approved": EventKind(
        "FulfillmentApproved", _ORDERS, "fulfillment", "The parcel of an order has left."
    ),
    "fulfillment_canceled": EventKind(
        "FulfillmentCanceled", _ORDERS, "fulfillment", "The parcel of an order was opened before it left."
    ),
    "product_created": EventKind("ProductCreated", _PRODUCTS, "product", "A product was proposed."),
    "product_updated": EventKind("ProductUpdated", _PRODUCTS, "product", "A product changed."),
    "product_deleted": EventKind("ProductDeleted", _PRODUCTS, "product", "A product is sold no more."),
    "product_variant_updated": EventKind(
        "ProductVariantUpdated", _PRODUCTS, "product_variant", "A variant or its price changed."
    ),
    "product_variant_out_of_stock": EventKind(
        "ProductVariantOutOfStock", _PRODUCTS, "product_variant", "There is less than was promised."
    ),
    "product_variant_back_in_stock": EventKind(
        "ProductVariantBackInStock", _PRODUCTS, "product_variant", "Goods came in."
    ),
    "gift_card_created": EventKind("GiftCardCreated", _CARDS, "gift_card", "A gift card was issued."),
    "gift_card_updated": EventKind(
        "GiftCardUpdated", _CARDS, "gift_card", "Something about a gift card changed."
    ),
    "gift_card_deleted": EventKind("GiftCardDeleted", _CARDS, "gift_card", "A gift card was withdrawn."),
    "gift_card_status_changed": EventKind(
        "GiftCardStatusChanged", _CARDS, "gift_card", "A gift card was switched on or off."
    ),
    "customer_created": EventKind("CustomerCreated", _USERS, "user", "A customer's account was opened."),
    "customer_updated": EventKind("CustomerUpdated", _USERS, "user", "Something about a customer changed."),
    "customer_deleted": EventKind("CustomerDeleted", _USERS, "user", "A customer's account is no more."),
    "staff_created": EventKind("StaffCreated", _STAFF, "user", "Somebody works here now."),
    "staff_updated": EventKind("StaffUpdated", _STAFF, "user", "Something about one of the staff changed."),
    "staff_deleted": EventKind("StaffDeleted", _STAFF, "user", "Somebody works here no more."),
    "checkout_fully_paid": EventKind("CheckoutFullyPaid", _CHECKOUTS, "checkout", "A checkout is paid."),
    "checkout_fully_authorized": EventKind(
        "CheckoutFullyAuthorized", _CHECKOUTS, "checkout", "All that a checkout costs is promised."
    ),
    "payment_gateway_initialize_session": EventKind(
        "PaymentGatewayInitializeSession", _PAYMENTS, "gateway", "Somebody may want to pay."
    ),
    "transaction_initialize_session": EventKind(
        "TransactionInitializeSession", _PAYMENTS, "session", "Somebody begins to pay."
    ),
    "transaction_process_session": EventKind(
        "TransactionProcessSession", _PAYMENTS, "session", "Somebody goes on paying."
    ),
    "transaction_charge_requested": EventKind(
        "TransactionChargeRequested", _PAYMENTS, "request", "Promised money is to be taken."
    ),
    "transaction_refund_requested": EventKind(
        "TransactionRefundRequested", _PAYMENTS, "request", "Money is to be given back."
    ),
    "transaction_cancelation_requested": EventKind(
        "TransactionCancelationRequested", _PAYMENTS, "request", "A promise of money is to be given up."
    ),
}
SYNC = frozenset({name for name, kind in EVENTS.items() if kind.about in ("gateway", "session", "request")})
ASYNC = frozenset(EVENTS) - SYNC
