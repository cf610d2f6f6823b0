"""Charges, payment methods and tokens: the traces that a payment leaves."""

from marketplace.sandbox import cards, payments
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import Json, invalid_request, missing_parameter, resource_missing
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, page


def retrieve(ctx: Context) -> Json:
    """Return one charge."""
    return ctx.get("charge", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Change the description, metadata, receipt address or shipping of a charge."""
    ctx.refuse("fraud_details", "customer")
    charge = ctx.get("charge", ctx.path["id"])
    for name in ("description", "receipt_email", "shipping", "transfer_group"):
        if name in ctx.params:
            charge[name] = ctx.params[name]
    ctx.merge_metadata(charge)
    ctx.save(charge)
    record(ctx, "charge.updated", charge)
    return charge


def list_(ctx: Context) -> Json:
    """Return a page of charges, of one payment intent when asked."""
    wanted = equal(ctx, "customer", "payment_intent", "transfer_group")
    intent = ctx.params.get("payment_intent")
    items = ctx.store.children(intent, "charge") if intent else None
    return page(ctx, "charge", "/v1/charges", matches=wanted, items=items)


def create_payment_method(ctx: Context) -> Json:
    """Create the payment method of a test token; card numbers are refused, as Stripe refuses them."""
    if ctx.params.get("type", "card") != "card":
        raise invalid_request("The sandbox pays by card only.", param="type")
    given = ctx.params.get("card")
    if given is None:
        raise missing_parameter("card")
    if "token" not in given:
        raise invalid_request(
            "Sending credit card numbers directly to the Stripe API is generally unsafe. Use the test tokens "
            "that map to the test card you are using: https://docs.stripe.com/testing.",
            param="card[number]",
        )
    card = cards.by_name(given["token"])
    if card is None:
        raise resource_missing("token", given["token"], param="card[token]")
    method = payments.attach_card(ctx, card, ctx.params.get("billing_details"))
    ctx.merge_metadata(method)
    ctx.save(method)
    return method


def retrieve_payment_method(ctx: Context) -> Json:
    """Return a stored payment method, or that of a test card by its name."""
    card = cards.by_name(ctx.path["id"])
    if card is not None:
        return payments.attach_card(ctx, card)
    return ctx.get("payment_method", ctx.path["id"])
