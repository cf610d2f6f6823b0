"""The parameters each endpoint knows, read from the `stripe` library's own typed parameter classes.

`python -m tests.marketplace.sandbox.stripe_parameters` rewrites marketplace/sandbox/data/parameters.json;
a test compares that file with the installed library, so that the sandbox cannot fall behind it.
"""

import importlib
import json
import types
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints

from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

TARGET = Path(__file__).parents[3] / "marketplace" / "sandbox" / "data" / "parameters.json"

ENDPOINTS = {
    "POST /v1/payment_intents": "PaymentIntentCreateParams",
    "GET /v1/payment_intents": "PaymentIntentListParams",
    "GET /v1/payment_intents/{id}": "PaymentIntentRetrieveParams",
    "POST /v1/payment_intents/{id}": "PaymentIntentUpdateParams",
    "POST /v1/payment_intents/{id}/confirm": "PaymentIntentConfirmParams",
    "POST /v1/payment_intents/{id}/capture": "PaymentIntentCaptureParams",
    "POST /v1/payment_intents/{id}/cancel": "PaymentIntentCancelParams",
    "POST /v1/payment_methods": "PaymentMethodCreateParams",
    "GET /v1/payment_methods/{id}": "PaymentMethodRetrieveParams",
    "GET /v1/tokens/{id}": "TokenRetrieveParams",
    "GET /v1/charges": "ChargeListParams",
    "GET /v1/charges/{id}": "ChargeRetrieveParams",
    "POST /v1/charges/{id}": "ChargeUpdateParams",
    "POST /v1/refunds": "RefundCreateParams",
    "GET /v1/refunds": "RefundListParams",
    "GET /v1/refunds/{id}": "RefundRetrieveParams",
    "POST /v1/refunds/{id}": "RefundUpdateParams",
    "POST /v1/checkout/sessions": "checkout.SessionCreateParams",
    "GET /v1/checkout/sessions": "checkout.SessionListParams",
    "GET /v1/checkout/sessions/{id}": "checkout.SessionRetrieveParams",
    "POST /v1/checkout/sessions/{id}": "checkout.SessionUpdateParams",
    "POST /v1/checkout/sessions/{id}/expire": "checkout.SessionExpireParams",
    "GET /v1/checkout/sessions/{id}/line_items": "checkout.SessionListLineItemsParams",
    "GET /v1/disputes": "DisputeListParams",
    "GET /v1/disputes/{id}": "DisputeRetrieveParams",
    "POST /v1/disputes/{id}": "DisputeUpdateParams",
    "POST /v1/disputes/{id}/close": "DisputeCloseParams",
    "POST /v1/accounts": "AccountCreateParams",
    "GET /v1/accounts": "AccountListParams",
    "GET /v1/account": "AccountRetrieveCurrentParams",
    "GET /v1/accounts/{id}": "AccountRetrieveParams",
    "POST /v1/accounts/{id}": "AccountUpdateParams",
    "DELETE /v1/accounts/{id}": "AccountDeleteParams",
    "POST /v1/account_links": "AccountLinkCreateParams",
    "POST /v1/transfers": "TransferCreateParams",
    "GET /v1/transfers": "TransferListParams",
    "GET /v1/transfers/{id}": "TransferRetrieveParams",
    "POST /v1/transfers/{id}": "TransferUpdateParams",
    "POST /v1/transfers/{id}/reversals": "TransferCreateReversalParams",
    "GET /v1/transfers/{id}/reversals": "TransferListReversalsParams",
    "GET /v1/transfers/{id}/reversals/{reversal}": "TransferRetrieveReversalParams",
    "POST /v1/payouts": "PayoutCreateParams",
    "GET /v1/payouts": "PayoutListParams",
    "GET /v1/payouts/{id}": "PayoutRetrieveParams",
    "POST /v1/payouts/{id}": "PayoutUpdateParams",
    "POST /v1/payouts/{id}/cancel": "PayoutCancelParams",
    "GET /v1/balance": "BalanceRetrieveParams",
    "GET /v1/balance_transactions": "BalanceTransactionListParams",
    "GET /v1/balance_transactions/{id}": "BalanceTransactionRetrieveParams",
    "GET /v1/events": "EventListParams",
    "GET /v1/events/{id}": "EventRetrieveParams",
    "POST /v1/webhook_endpoints": "WebhookEndpointCreateParams",
    "GET /v1/webhook_endpoints": "WebhookEndpointListParams",
    "GET /v1/webhook_endpoints/{id}": "WebhookEndpointRetrieveParams",
    "POST /v1/webhook_endpoints/{id}": "WebhookEndpointUpdateParams",
    "DELETE /v1/webhook_endpoints/{id}": "WebhookEndpointDeleteParams",
    "POST /v1/customers": "CustomerCreateParams",
    "GET /v1/customers": "CustomerListParams",
    "GET /v1/customers/{id}": "CustomerRetrieveParams",
    "POST /v1/customers/{id}": "CustomerUpdateParams",
    "DELETE /v1/customers/{id}": "CustomerDeleteParams",
    "POST /v1/products": "ProductCreateParams",
    "GET /v1/products": "ProductListParams",
    "GET /v1/products/{id}": "ProductRetrieveParams",
    "POST /v1/prices": "PriceCreateParams",
    "GET /v1/prices": "PriceListParams",
    "GET /v1/prices/{id}": "PriceRetrieveParams",
}

# Below these keys only cards matter to the sandbox: every other payment method keeps its name, not its tree.
CARD_ONLY_BELOW = {"payment_method_options", "payment_method_data"}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")


def params_class(name: str) -> Any:
    """Return the library's class, e.g. `checkout.SessionCreateParams`."""
    folder, _, class_name = name.rpartition(".")
    package = ".".join(part for part in ("stripe.params", folder) if part)
    module = importlib.import_module(f"{package}._{_snake(class_name)}")
    return getattr(module, class_name)


def describe(hint: Any, key: str = "") -> Any:
    """Turn one type hint into the small vocabulary that marketplace/sandbox/params.py reads."""
    origin = get_origin(hint)
    if origin in (NotRequired, Required):
        return describe(get_args(hint)[0], key)
    if origin is Union or origin is types.UnionType:
        return _describe_union(get_args(hint), key)
    if origin is Literal:
        return {"enum": sorted(str(value) for value in get_args(hint))}
    if origin in (list, Sequence):
        return {"array": describe(get_args(hint)[0], key)}
    if origin in (dict, Mapping, UntypedStripeObject):
        return {"map": True}
    if is_typeddict(hint):
        return describe_class(hint, key)
    simple = {str: "string", int: "integer", bool: "boolean", float: "number", Decimal: "number"}
    return simple.get(hint, "any")


def _describe_union(options: tuple[Any, ...], key: str) -> Any:
    described: list[Any] = []
    for option in options:
        if option is type(None):
            continue
        entry = describe(option, key)
        if entry not in described:
            described.append(entry)
    enums = [entry for entry in described if isinstance(entry, dict) and "enum" in entry]
    values = sorted({value for entry in enums for value in entry["enum"]})
    others = [entry for entry in described if entry not in enums]
    if values == [""]:
        return {"emptyable": others[0] if len(others) == 1 else {"any_of": others}}
    if values and others in ([], ["string"]):
        return {"enum": values}
    rest = others + ([{"enum": values}] if values else [])
    return rest[0] if len(rest) == 1 else {"any_of": rest}


def describe_class(params: Any, key: str = "") -> dict[str, Any]:
    """Return {"object": {name: type}, "required": [...]} of one typed parameter class."""
    hints = get_type_hints(params, localns={"StripeContext": object, "Mapping": Mapping}, include_extras=True)
    own_options = set(RequestOptions.__annotations__)
    fields: dict[str, Any] = {}
    for name, hint in sorted(hints.items()):
        if name in own_options:
            continue
        if (
            key in CARD_ONLY_BELOW
            and get_args(hint)
            and not _is_plain(hint)
            and name not in ("card", "billing_details")
        ):
            fields[name] = "any"
            continue
        fields[name] = describe(hint, name)
    required = sorted(name for name in fields if name in params.__required_keys__)
    return {"object": fields, "required": required} if required else {"object": fields}


def _is_plain(hint: Any) -> bool:
    inner = get_args(hint)[0] if get_origin(hint) in (NotRequired, Required) else hint
    return describe(inner) in ("string", "integer", "boolean") or get_origin(inner) is Literal


def all_parameters() -> dict[str, Any]:
    """Return the whole table: endpoint -> description of its parameters."""
    return {endpoint: describe_class(params_class(name)) for endpoint, name in ENDPOINTS.items()}


def main() -> None:
    """Write the table to the sandbox's data file, one endpoint a line."""
    lines = [
        f"{json.dumps(endpoint)}: {json.dumps(tree)}" for endpoint, tree in sorted(all_parameters().items())
    ]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
