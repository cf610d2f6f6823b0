"""PaymentIntents: https://docs.stripe.com/api/payment_intents."""

from marketplace.sandbox import cards, payments
from marketplace.sandbox.amounts import check_amount, check_currency
from marketplace.sandbox.context import Context, new_id
from marketplace.sandbox.errors import (
    Json,
    invalid_parameter,
    invalid_request,
    resource_missing,
)
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, page

_PLAIN = (
    "description", "receipt_email", "setup_future_usage", "shipping", "statement_descriptor",
    "statement_descriptor_suffix", "transfer_group", "excluded_payment_method_types",
)  # fmt: skip
_NOT_SIMULATED = (
    "application_fee_amount", "transfer_data", "on_behalf_of", "confirmation_token", "mandate",
    "mandate_data",
    "payment_method_configuration", "customer_account", "hooks", "managed_payments", "payment_details",
)  # fmt: skip


def create(ctx: Context) -> Json:
    """Create an intent, and confirm it at once when `confirm` is true."""
    ctx.refuse(*_NOT_SIMULATED)
    params = ctx.params
    check_currency(params["currency"])
    check_amount(params["amount"], params["currency"])
    for name in ("return_url", "off_session", "error_on_requires_action"):
        if params.get(name) and not params.get("confirm"):
            raise invalid_parameter(f"You can only pass {name} when confirm is true.", param=name)
    if params.get("customer"):
        ctx.get("customer", params["customer"], param="customer")
    method = chosen_method(ctx)
    intent = build(ctx, amount=params["amount"], currency=params["currency"])
    apply(ctx, intent)
    if method is not None:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    ctx.save(intent)
    record(ctx, "payment_intent.created", intent)
    return _confirm(ctx, intent) if params.get("confirm") else intent


def build(ctx: Context, *, amount: int, currency: str, id_: str = "") -> Json:
    """Store and return a fresh intent with the parameters that only creation takes."""
    params = ctx.params
    intent = ctx.new(
        "payment_intent",
        "pi",
        id_=id_,
        amount=amount,
        currency=currency,
        capture_method=params.get("capture_method", "automatic_async"),
        confirmation_method=params.get("confirmation_method", "automatic"),
    )
    intent["client_secret"] = f"{intent['id']}_secret_{new_id('s', 24)[2:]}"
    if "allowed_payment_method_types" not in params:
        given = params.get("automatic_payment_methods", {"enabled": True})
        if given.get("enabled"):
            allowed = given.get("allow_redirects", "always")
            intent["automatic_payment_methods"] = {"allow_redirects": allowed, "enabled": True}
    return intent


def apply(ctx: Context, intent: Json) -> None:
    """Set what creation, confirmation and update may all set."""
    params = ctx.params
    for name in _PLAIN:
        if name in params:
            intent[name] = None if params[name] == "" else params[name]
    for name in ("customer", "allowed_payment_method_types"):
        if name in params:
            intent[name] = params[name]
    if params.get("allowed_payment_method_types"):
        intent["payment_method_types"] = params["allowed_payment_method_types"]
    if "payment_method_options" in params:
        intent["payment_method_options"] = params["payment_method_options"] or {}
    if "card" not in intent["payment_method_types"]:
        raise invalid_request("The sandbox pays by card only.", param="allowed_payment_method_types")
    ctx.merge_metadata(intent)


def chosen_method(ctx: Context) -> Json | None:
    """Return the payment method that the parameters name: stored, a test card, or card details."""
    params = ctx.params
    if params.get("payment_method_data"):
        raise invalid_parameter(
            "The sandbox takes test cards by name (pm_card_visa), not payment_method_data.",
            code="sandbox_not_simulated",
            param="payment_method_data",
        )
    id_ = params.get("payment_method")
    if not id_:
        return None
    card = cards.by_name(id_)
    if card is not None:
        return payments.attach_card(ctx, card)
    stored = ctx.store.find(id_, type_="payment_method", account=ctx.account)
    if stored is None:
        raise resource_missing("PaymentMethod", id_, param="payment_method")
    return stored


def confirm(ctx: Context) -> Json:
    """Confirm the intent: charge it, or ask the customer to authenticate."""
    ctx.refuse("confirmation_token", "mandate", "mandate_data", "hooks", "payment_details")
    intent = ctx.get("payment_intent", ctx.path["id"])
    apply(ctx, intent)
    method = chosen_method(ctx)
    if method is not None:
        intent["payment_method"] = method["id"]
    return _confirm(ctx, intent)


def _confirm(ctx: Context, intent: Json) -> Json:
    if intent["status"] not in payments.CONFIRMABLE:
        raise payments.unexpected_state(intent, "confirmed", payments.CONFIRMABLE)
    if intent["payment_method"] is None:
        raise invalid_request(
            "You cannot confirm this PaymentIntent because it's missing a payment method. Update the "
            "PaymentIntent with a payment method and then confirm again.",
            code="payment_intent_unexpected_state",
            extra={"payment_intent": intent},
        )
    return_url = ctx.params.get("return_url")
    automatic = intent["automatic_payment_methods"]
    if automatic and automatic["allow_redirects"] == "always" and not return_url:
        raise invalid_request(
            "This PaymentIntent is configured to accept payment methods that might redirect your customer "
            "off of your page: you must provide a `return_url`, or set `automatic_payment_methods"
            "[allow_redirects]` to `never`.",
            param="return_url",
        )
    method = ctx.get("payment_method", intent["payment_method"], param="payment_method")
    return payments.authorise(ctx, intent, method, return_url=return_url)


def retrieve(ctx: Context) -> Json:
    """Return one intent."""
    return ctx.get("payment_intent", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Change an intent; amount and currency only before it is authorised."""
    ctx.refuse("application_fee_amount", "transfer_data", "payment_method_configuration", "hooks")
    intent = ctx.get("payment_intent", ctx.path["id"])
    params = ctx.params
    if {"amount", "currency", "payment_method", "capture_method"} & set(params):
        allowed = payments.CONFIRMABLE
        if intent["status"] not in allowed:
            raise payments.unexpected_state(intent, "updated", allowed)
        currency = str(params.get("currency", intent["currency"]))
        check_currency(currency)
        amount = params.get("amount") or intent["amount"]
        check_amount(amount, currency)
        intent.update(amount=amount, currency=currency)
        intent["capture_method"] = params.get("capture_method", intent["capture_method"])
    method = chosen_method(ctx)
    if method is not None:
        intent.update(payment_method=method["id"], status="requires_confirmation", next_action=None)
    apply(ctx, intent)
    ctx.save(intent)
    return intent


def capture(ctx: Context) -> Json:
    """Capture an authorised intent, in whole or in part."""
    ctx.refuse("application_fee_amount", "transfer_data", "hooks", "payment_details")
    if ctx.params.get("final_capture") is False:
        raise invalid_parameter(
            "The sandbox does not simulate multicapture.", code="sandbox_not_simulated", param="final_capture"
        )
    intent = ctx.get("payment_intent", ctx.path["id"])
    ctx.merge_metadata(intent)
    return payments.capture(ctx, intent, ctx.params.get("amount_to_capture"))


def cancel(ctx: Context) -> Json:
    """Cancel an intent and release its authorisation."""
    intent = ctx.get("payment_intent", ctx.path["id"])
    sessions = ctx.store.children(intent["id"], "checkout.session")
    if any(session["status"] == "open" for session in sessions):
        raise invalid_request(
            "You cannot cancel this PaymentIntent because it is managed by an open Checkout Session: expire "
            "the session instead.",
            code="payment_intent_unexpected_state",
        )
    return payments.cancel(ctx, intent, ctx.params.get("cancellation_reason"))


def list_(ctx: Context) -> Json:
    """Return a page of intents."""
    ctx.refuse("customer_account")
    return page(ctx, "payment_intent", "/v1/payment_intents", matches=equal(ctx, "customer"))
