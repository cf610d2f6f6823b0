"""Checkout Sessions in payment mode: https://docs.stripe.com/api/checkout/sessions."""

from dataclasses import replace

from marketplace.sandbox import cards, payments
from marketplace.sandbox.amounts import check_amount
from marketplace.sandbox.context import Context, new_id, template
from marketplace.sandbox.errors import (
    Json,
    invalid_parameter,
    invalid_request,
    missing_parameter,
    not_simulated,
)
from marketplace.sandbox.journal import record
from marketplace.sandbox.listing import equal, line_items, page
from marketplace.sandbox.resources import customers, payment_intents

SHORTEST, LONGEST = 30 * 60, 24 * 3600
_NOT_SIMULATED = (
    "after_expiration", "allow_promotion_codes", "automatic_tax", "consent_collection", "custom_fields",
    "customer_account", "discounts", "invoice_creation", "managed_payments", "optional_items",
    "payment_method_configuration", "permissions", "redirect_on_completion", "return_url",
    "setup_intent_data", "shipping_address_collection", "shipping_options", "subscription_data",
    "tax_id_collection",
)  # fmt: skip
_INTENT_NOT_SIMULATED = ("application_fee_amount", "on_behalf_of", "transfer_data")
_COPIED = (
    "billing_address_collection", "cancel_url", "client_reference_id", "customer", "customer_creation",
    "customer_email", "locale", "phone_number_collection", "submit_type", "success_url",
)  # fmt: skip


def create(ctx: Context) -> Json:
    """Create a session and its hosted page; the payment intent comes with the first attempt to pay."""
    ctx.refuse(*_NOT_SIMULATED)
    params = ctx.params
    _check(ctx)
    session = template("checkout.session")
    session.update(id=new_id("cs_test", 58), created=ctx.now)
    session.update({name: params[name] for name in _COPIED if name in params})
    session.update(
        mode="payment",
        ui_mode=params.get("ui_mode", "hosted_page"),
        expires_at=params.get("expires_at", ctx.now + LONGEST),
        url=f"{ctx.config.public_url}/pay/{session['id']}",
        payment_method_options=params.get("payment_method_options", {}),
        sandbox_payment_intent_data=params.get("payment_intent_data", {}),
    )
    session["allowed_payment_method_types"] = params.get("allowed_payment_method_types")
    session["payment_method_types"] = session["allowed_payment_method_types"] or ["card"]
    ctx.add(session)
    ctx.merge_metadata(session)
    _add_items(ctx, session)
    ctx.save(session)
    ctx.store.set_timer(session["id"], session["expires_at"])
    return session


def _check(ctx: Context) -> None:
    params = ctx.params
    if params.get("mode") != "payment":
        raise invalid_parameter(
            "The sandbox simulates mode=payment.", code="sandbox_not_simulated", param="mode"
        )
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid_parameter(
            "The sandbox has the hosted page.", code="sandbox_not_simulated", param="ui_mode"
        )
    for name in ("line_items", "success_url"):
        if not params.get(name):
            raise missing_parameter(name)
    _check_urls(ctx.params)
    _check_expiry(ctx)
    if "card" not in params.get("allowed_payment_method_types", ["card"]):
        raise invalid_parameter("The sandbox pays by card only.", param="allowed_payment_method_types")
    if params.get("customer"):
        ctx.get("customer", params["customer"], param="customer")
    for name in _INTENT_NOT_SIMULATED:
        if params.get("payment_intent_data", {}).get(name):
            raise not_simulated(f"payment_intent_data[{name}]")


def _check_urls(params: Json) -> None:
    for name in ("success_url", "cancel_url"):
        if name in params and not params[name].startswith(("http://", "https://")):
            raise invalid_parameter(
                "Invalid URL: An explicit scheme (such as https) must be provided.",
                code="url_invalid",
                param=name,
            )


def _check_expiry(ctx: Context) -> None:
    ends = ctx.params.get("expires_at", ctx.now + LONGEST) - ctx.now
    # A few seconds of tolerance: the caller computed the time before the request travelled.
    if not SHORTEST - 10 <= ends <= LONGEST + 10:
        raise invalid_parameter(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session "
            "creation.",
            param="expires_at",
        )


def _add_items(ctx: Context, session: Json) -> None:
    currencies: set[str] = set()
    total = 0
    for number, given in enumerate(ctx.params["line_items"]):
        item = _add_item(ctx, session, given, f"line_items[{number}]")
        currencies.add(item["currency"])
        total += item["amount_total"]
    if len(currencies) != 1:
        raise invalid_parameter("All line items must have the same currency.", param="line_items")
    currency = currencies.pop()
    check_amount(total, currency, param="line_items")
    session.update(amount_subtotal=total, amount_total=total, currency=currency)


def _add_item(ctx: Context, session: Json, given: Json, path: str) -> Json:
    quantity = given.get("quantity")
    if quantity is None:
        raise missing_parameter(f"{path}[quantity]")
    if quantity < 1:
        raise invalid_parameter(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=f"{path}[quantity]",
        )
    price, product = _price(ctx, given, path)
    amount = price["unit_amount"] * quantity
    return ctx.new(
        "item",
        "li",
        parent=session["id"],
        amount_subtotal=amount,
        amount_total=amount,
        currency=price["currency"],
        description=product["name"],
        price=price,
        quantity=quantity,
        metadata=given.get("metadata", {}),
    )


def _price(ctx: Context, given: Json, path: str) -> tuple[Json, Json]:
    if "price" in given:
        price = ctx.get("price", given["price"], param=f"{path}[price]")
        return price, ctx.get("product", price["product"])
    data = given.get("price_data")
    if data is None:
        raise missing_parameter(f"{path}[price_data]")
    if data.get("recurring"):
        raise invalid_parameter(
            "You must use mode=subscription for recurring prices.", param=f"{path}[price_data][recurring]"
        )
    if "product" in data:
        product = ctx.get("product", data["product"], param=f"{path}[price_data][product]")
    elif "product_data" in data:
        product = customers.add_product(ctx, data["product_data"])
    else:
        raise missing_parameter(f"{path}[price_data][product_data]")
    return customers.add_price(ctx, data, product, param=f"{path}[price_data][unit_amount]"), product


def pay(ctx: Context, session: Json, card: cards.TestCard, billing: Json) -> Json:
    """Pay an open session with a card from the hosted page; return its intent.

    The intent is left in requires_action when the card asks for 3-D Secure.
    Raises ApiError 402, whose changes are kept, when the card is declined.
    """
    intent = _intent(ctx, session)
    session["sandbox_customer_details"] = billing
    ctx.save(session)
    method = payments.attach_card(ctx, card, billing)
    intent = payments.authorise(ctx, intent, method, return_url=session["url"])
    if intent["status"] != "requires_action":
        complete(ctx, session, intent)
    return intent


def _intent(ctx: Context, session: Json) -> Json:
    if session["payment_intent"] is not None:
        return ctx.get("payment_intent", session["payment_intent"])
    data = {
        **session["sandbox_payment_intent_data"],
        "allowed_payment_method_types": session["payment_method_types"],
    }
    inner = replace(ctx, params=data)
    intent = payment_intents.build(inner, amount=session["amount_total"], currency=session["currency"])
    payment_intents.apply(inner, intent)
    intent["customer"] = session["customer"]
    ctx.save(intent)
    session["payment_intent"] = intent["id"]
    ctx.store.set_parent(session["id"], intent["id"])
    record(ctx, "payment_intent.created", intent)
    return intent


def complete(ctx: Context, session: Json, intent: Json) -> None:
    """Close a session whose intent was authorised or paid. payment_status is "unpaid" until the capture."""
    details = session.get("sandbox_customer_details", {})
    session.update(
        status="complete",
        payment_status="paid" if intent["status"] == "succeeded" else "unpaid",
        customer_details={**template_details(), **details},
        url=None,
    )
    ctx.save(session)
    record(ctx, "checkout.session.completed", session)


def template_details() -> Json:
    """Return Stripe's shape of a session's customer_details, empty."""
    address = template("payment_method")["billing_details"]["address"]
    empty = ("email", "name", "phone", "business_name", "individual_name")
    return {"address": address, **dict.fromkeys(empty), "tax_exempt": "none", "tax_ids": []}


def close_expired(ctx: Context, session: Json) -> Json:
    """Expire an open session and cancel the intent of its unfinished attempts."""
    session.update(status="expired", url=None)
    ctx.save(session)
    if session["payment_intent"] is not None:
        intent = ctx.get("payment_intent", session["payment_intent"])
        if intent["status"] in payments.CANCELABLE:
            payments.cancel(ctx, intent, "abandoned")
    record(ctx, "checkout.session.expired", session)
    return session


def expire(ctx: Context) -> Json:
    """Expire an open session at the seller's wish."""
    session = ctx.get("checkout.session", ctx.path["id"])
    if session["status"] != "open":
        raise invalid_request(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a '
            f"status of {session['status']}.",
            param="session",
        )
    return close_expired(ctx, session)


def retrieve(ctx: Context) -> Json:
    """Return one session."""
    return ctx.get("checkout.session", ctx.path["id"])


def update(ctx: Context) -> Json:
    """Change a session's metadata."""
    ctx.refuse("collected_information", "line_items", "shipping_options", "invoice_creation", "automatic_tax")
    session = ctx.get("checkout.session", ctx.path["id"])
    ctx.merge_metadata(session)
    ctx.save(session)
    return session


def list_(ctx: Context) -> Json:
    """Return a page of sessions, of one payment intent, customer or status when asked."""
    ctx.refuse("customer_account", "customer_details", "payment_link", "subscription")
    wanted = equal(ctx, "customer", "payment_intent", "status")
    intent = ctx.params.get("payment_intent")
    items = ctx.store.children(intent, "checkout.session") if intent else None
    return page(ctx, "checkout.session", "/v1/checkout/sessions", matches=wanted, items=items)


def list_line_items(ctx: Context) -> Json:
    """Return a page of a session's line items, in their order."""
    session = ctx.get("checkout.session", ctx.path["id"])
    items = list(reversed(ctx.store.children(session["id"], "item")))
    return page(ctx, "item", line_items(ctx, session)["url"], items=items)
