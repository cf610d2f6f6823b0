"""The endpoints: Stripe's paths and the functions that answer them."""

from collections.abc import Callable

from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json
from marketplace.sandbox.resources import (
    accounts,
    charges,
    checkout_sessions,
    customers,
    disputes,
    events,
    payment_intents,
    payouts,
    refunds,
    transfers,
)

Endpoint = Callable[[Context], Json]

ENDPOINTS: dict[str, Endpoint] = {
    "POST /v1/payment_intents": payment_intents.create,
    "GET /v1/payment_intents": payment_intents.list_,
    "GET /v1/payment_intents/{id}": payment_intents.retrieve,
    "POST /v1/payment_intents/{id}": payment_intents.update,
    "POST /v1/payment_intents/{id}/confirm": payment_intents.confirm,
    "POST /v1/payment_intents/{id}/capture": payment_intents.capture,
    "POST /v1/payment_intents/{id}/cancel": payment_intents.cancel,
    "POST /v1/payment_methods": charges.create_payment_method,
    "GET /v1/payment_methods/{id}": charges.retrieve_payment_method,
    "GET /v1/charges": charges.list_,
    "GET /v1/charges/{id}": charges.retrieve,
    "POST /v1/charges/{id}": charges.update,
    "POST /v1/refunds": refunds.create,
    "GET /v1/refunds": refunds.list_,
    "GET /v1/refunds/{id}": refunds.retrieve,
    "POST /v1/refunds/{id}": refunds.update,
    "POST /v1/checkout/sessions": checkout_sessions.create,
    "GET /v1/checkout/sessions": checkout_sessions.list_,
    "GET /v1/checkout/sessions/{id}": checkout_sessions.retrieve,
    "POST /v1/checkout/sessions/{id}": checkout_sessions.update,
    "POST /v1/checkout/sessions/{id}/expire": checkout_sessions.expire,
    "GET /v1/checkout/sessions/{id}/line_items": checkout_sessions.list_line_items,
    "GET /v1/disputes": disputes.list_,
    "GET /v1/disputes/{id}": disputes.retrieve,
    "POST /v1/disputes/{id}": disputes.update,
    "POST /v1/disputes/{id}/close": disputes.close,
    "POST /v1/accounts": accounts.create,
    "GET /v1/accounts": accounts.list_,
    "GET /v1/account": accounts.retrieve_current,
    "GET /v1/accounts/{id}": accounts.retrieve,
    "POST /v1/accounts/{id}": accounts.update,
    "DELETE /v1/accounts/{id}": accounts.delete,
    "POST /v1/account_links": accounts.create_link,
    "POST /v1/transfers": transfers.create,
    "GET /v1/transfers": transfers.list_,
    "GET /v1/transfers/{id}": transfers.retrieve,
    "POST /v1/transfers/{id}": transfers.update,
    "POST /v1/transfers/{id}/reversals": transfers.reverse,
    "GET /v1/transfers/{id}/reversals": transfers.list_reversals,
    "GET /v1/transfers/{id}/reversals/{reversal}": transfers.retrieve_reversal,
    "POST /v1/payouts": payouts.create,
    "GET /v1/payouts": payouts.list_,
    "GET /v1/payouts/{id}": payouts.retrieve,
    "POST /v1/payouts/{id}": payouts.update,
    "POST /v1/payouts/{id}/cancel": payouts.cancel,
    "GET /v1/balance": payouts.retrieve_balance,
    "GET /v1/balance_transactions": payouts.list_transactions,
    "GET /v1/balance_transactions/{id}": payouts.retrieve_transaction,
    "GET /v1/events": events.list_,
    "GET /v1/events/{id}": events.retrieve,
    "POST /v1/webhook_endpoints": events.create_endpoint,
    "GET /v1/webhook_endpoints": events.list_endpoints,
    "GET /v1/webhook_endpoints/{id}": events.retrieve_endpoint,
    "POST /v1/webhook_endpoints/{id}": events.update_endpoint,
    "DELETE /v1/webhook_endpoints/{id}": events.delete_endpoint,
    "POST /v1/customers": customers.create,
    "GET /v1/customers": customers.list_,
    "GET /v1/customers/{id}": customers.retrieve,
    "POST /v1/customers/{id}": customers.update,
    "DELETE /v1/customers/{id}": customers.delete,
    "POST /v1/products": customers.create_product,
    "GET /v1/products": customers.list_products,
    "GET /v1/products/{id}": customers.retrieve_product,
    "POST /v1/prices": customers.create_price,
    "GET /v1/prices": customers.list_prices,
    "GET /v1/prices/{id}": customers.retrieve_price,
}
_BY_SHAPE: dict[tuple[str, int], list[tuple[str, list[str]]]] = {}
for _endpoint in ENDPOINTS:
    _method, _, _path = _endpoint.partition(" ")
    _steps = _path.split("/")
    _BY_SHAPE.setdefault((_method, len(_steps)), []).append((_endpoint, _steps))


def match(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """Return the endpoint ("POST /v1/refunds") of a request and the values in its path, or None."""
    given = path.rstrip("/").split("/")
    for endpoint, steps in _BY_SHAPE.get((method, len(given)), []):
        values: dict[str, str] = {}
        for step, value in zip(steps, given, strict=True):
            if step.startswith("{"):
                values[step[1:-1]] = value
            elif step != value:
                break
        else:
            return endpoint, values
    return None
