"""The addresses of pages that other systems send a customer back to."""

import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer

from orders.models.order import Order, SubOrder


def order_url(order: Order) -> str:
    """The secret link of an order, absolute."""
    return f"{settings.PUBLIC_URL}/{order.language}/order/{order.access_token}/"


def gift_token(order_id: uuid.UUID) -> str:
    """The key of the page that shows a gift to whoever received it: it tells nothing else of its order."""
    return _gifts().sign(order_id.hex)


def gift_of_token(token: str) -> uuid.UUID | None:
    """Return which order a gift's key is about; None if we never gave it."""
    try:
        return uuid.UUID(_gifts().unsign(token))
    except (BadSignature, ValueError):
        return None


def _gifts() -> Signer:
    return Signer(sep="~", salt="orders.gift")


def gift_url(order: Order) -> str:
    """Where whoever received a gift reads its card and its makers, without prices; absolute."""
    return f"{settings.PUBLIC_URL}/{order.language}/gift/{gift_token(order.pk)}/"


def missing_url(order: Order) -> str:
    """Where whoever holds the secret link says what is to be done about missing goods, absolute."""
    return f"{order_url(order)}missing/"


def confirmation_url(order: Order, token: str) -> str:
    """The secret link of a text message by which an order is confirmed, absolute."""
    return f"{settings.PUBLIC_URL}/{order.language}/confirm/{token}/"


def payment_return_url(order: Order) -> str:
    """Where the processor's page sends a customer who has paid; that page reads the payment again."""
    return f"{order_url(order)}paid/"


def sub_order_url(sub_order: SubOrder, language: str) -> str:
    """Where the people of a cooperative read their part of an order."""
    return f"{settings.PUBLIC_URL}/{language}/portal/orders/{sub_order.pk}/"


def cash_cases_url(language: str) -> str:
    """Where the staff handles missing cash."""
    return f"{settings.PUBLIC_URL}/{language}/cash/differences/"


def hosted_callback_url() -> str:
    """Where the acquirer of the hosted page tells what became of a payment."""
    return f"{settings.PUBLIC_URL}/webhooks/hosted-page/"


def invoice_url(order: Order, document_id: uuid.UUID) -> str:
    """Where whoever holds the secret link of an order reads one of its invoices (PDF), absolute."""
    return f"{order_url(order)}invoices/{document_id}.pdf"
