"""The state machine of a payment: authorise, challenge, capture, cancel.

States of a PaymentIntent: https://docs.stripe.com/payments/paymentintents/lifecycle.
"""

from marketplace.sandbox import balance, cards, disputing
from marketplace.sandbox.context import Context, template
from marketplace.sandbox.errors import ApiError, Json, invalid_request
from marketplace.sandbox.journal import record

AUTHORISATION_SECONDS = 7 * 86400
CAPTURABLE = ("requires_capture",)
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action")


def unexpected_state(intent: Json, verb: str, allowed: tuple[str, ...]) -> ApiError:
    """Return Stripe's error for a PaymentIntent that is not in a state in which it may be `verb`."""
    return invalid_request(
        f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}. Only a "
        f"PaymentIntent with one of the following statuses may be {verb}: {', '.join(allowed)}.",
        code="payment_intent_unexpected_state",
        param="intent",
        extra={"payment_intent": intent},
    )


def attach_card(ctx: Context, card: cards.TestCard, billing: Json | None = None) -> Json:
    """Create and return the PaymentMethod of a test card."""
    method = template("payment_method")
    details = {**method["card"], "brand": card.brand, "country": card.country, "funding": card.funding}
    details.update(last4=card.last4, display_brand=card.brand, fingerprint=f"sandbox{card.number[:12]}")
    details["networks"] = {"available": [card.brand], "preferred": None}
    people = {**method["billing_details"], **(billing or {})}
    return ctx.new("payment_method", "pm", card=details, billing_details=people)


def authorise(
    ctx: Context, intent: Json, method: Json, *, return_url: str | None, passed: bool = False
) -> Json:
    """Try to charge the method: success, a 3-D Secure challenge, or a decline.

    `passed` says that the customer has already passed the challenge. Returns the intent.
    Raises ApiError 402 card_error, whose changes are kept, when the card is declined.
    """
    card = cards.by_last4(method["card"]["last4"])
    if card is None:
        raise invalid_request(
            "This payment method is not a test card of the sandbox.", param="payment_method"
        )
    intent["payment_method"] = method["id"]
    if card.challenge and not passed:
        return _challenge(ctx, intent, return_url)
    intent["next_action"] = None
    if card.decline is not None:
        raise _decline(ctx, intent, method, card.decline)
    charge = _charge(ctx, intent, method, passed)
    intent.update(latest_charge=charge["id"], last_payment_error=None)
    if intent["capture_method"] == "manual":
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        ctx.save(intent)
        ctx.store.set_timer(intent["id"], ctx.now + AUTHORISATION_SECONDS)
        record(ctx, "charge.succeeded", charge)
        record(ctx, "payment_intent.amount_capturable_updated", intent)
        return intent
    _settle(ctx, charge, charge["amount"], card)
    intent.update(status="succeeded", amount_received=intent["amount"])
    ctx.save(intent)
    record(ctx, "charge.succeeded", charge)
    record(ctx, "payment_intent.succeeded", intent)
    if card.dispute:
        disputing.open_dispute(ctx, charge, amount=charge["amount"], reason=card.dispute)
    return intent


def _challenge(ctx: Context, intent: Json, return_url: str | None) -> Json:
    url = f"{ctx.config.public_url}/challenge/{intent['id']}"
    if return_url:
        action: Json = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": return_url, "url": url},
        }
    else:
        action = {
            "type": "use_stripe_sdk",
            "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url},
        }
    intent.update(status="requires_action", next_action=action)
    ctx.save(intent)
    record(ctx, "payment_intent.requires_action", intent)
    return intent


def _charge(ctx: Context, intent: Json, method: Json, passed: bool) -> Json:
    details = template("charge")["payment_method_details"]
    shared = ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")
    details["card"].update({name: method["card"][name] for name in shared})
    details["card"].update(network=method["card"]["brand"], amount_authorized=intent["amount"])
    details["card"]["overcapture"]["maximum_amount_capturable"] = intent["amount"]
    if intent["capture_method"] == "manual":
        details["card"]["capture_before"] = ctx.now + AUTHORISATION_SECONDS
    if passed:
        details["card"]["three_d_secure"] = {
            "authentication_flow": "challenge",
            "electronic_commerce_indicator": "05",
            "exemption_indicator": None,
            "result": "authenticated",
            "result_reason": None,
            "transaction_id": None,
            "version": "2.2.0",
        }
    copied = (
        "amount", "currency", "customer", "description", "metadata", "receipt_email", "shipping",
        "statement_descriptor", "statement_descriptor_suffix", "transfer_group",
    )  # fmt: skip
    charge = ctx.new(
        "charge",
        "ch",
        parent=intent["id"],
        **{name: intent[name] for name in copied},
        billing_details=method["billing_details"],
        paid=True,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=details,
        status="succeeded",
    )
    charge["refunds"]["url"] = f"/v1/charges/{charge['id']}/refunds"
    charge["receipt_url"] = f"{ctx.config.public_url}/receipts/{charge['id']}"
    charge["outcome"].update(risk_level="normal", risk_score=12)
    ctx.save(charge)
    return charge


def _settle(ctx: Context, charge: Json, amount: int, card: cards.TestCard | None) -> None:
    """Move the captured amount, less the fee, into the balance."""
    delay = 0 if card is not None and card.at_once else ctx.config.pending_seconds
    charge.update(
        captured=True,
        amount_captured=amount,
        amount_refunded=charge["amount"] - amount,
        balance_transaction=balance.move(
            ctx,
            "charge",
            amount,
            charge["currency"],
            source=charge["id"],
            fee=balance.fee_of(amount),
            available_on=ctx.now + delay,
            description=charge["description"],
        ),
    )
    ctx.save(charge)


def _decline(ctx: Context, intent: Json, method: Json, reason: str) -> ApiError:
    """Record the failed charge and return the card error, whose changes are kept."""
    code = reason if reason in cards.OWN_CODE else "card_declined"
    message = cards.DECLINE_MESSAGES[reason]
    charge = _charge(ctx, intent, method, passed=False)
    charge.update(paid=False, status="failed", failure_code=code, failure_message=message)
    charge["outcome"].update(
        network_status="declined_by_network",
        reason=reason,
        seller_message="The bank declined the payment.",
        type="issuer_declined",
        advice_code="try_again_later",
    )
    ctx.save(charge)
    error: Json = {
        "type": "card_error",
        "code": code,
        "message": message,
        "charge": charge["id"],
        "decline_code": reason,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "payment_method": method,
    }
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        latest_charge=charge["id"],
        last_payment_error=error,
    )
    ctx.save(intent)
    record(ctx, "charge.failed", charge)
    record(ctx, "payment_intent.payment_failed", intent)
    extra = {name: error[name] for name in ("charge", "decline_code", "payment_method")}
    extra["payment_intent"] = intent
    return ApiError(402, "card_error", message, code=code, keep_changes=True, extra=extra)


def finish_challenge(ctx: Context, intent: Json, *, approved: bool) -> Json:
    """Continue after the customer approved or refused the 3-D Secure challenge; return the intent.

    Raises ApiError 402 when the card is declined after an approved challenge.
    """
    if intent["status"] != "requires_action":
        raise unexpected_state(intent, "authenticated", ("requires_action",))
    method = ctx.get("payment_method", intent["payment_method"])
    if approved:
        return authorise(ctx, intent, method, return_url=None, passed=True)
    message = (
        "We are unable to authenticate your payment method. Please choose a different payment method and "
        "try again."
    )
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        last_payment_error={
            "type": "invalid_request_error",
            "code": "payment_intent_authentication_failure",
            "message": message,
            "doc_url": "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
            "payment_method": method,
        },
    )
    ctx.save(intent)
    record(ctx, "payment_intent.payment_failed", intent)
    return intent


def capture(ctx: Context, intent: Json, amount: int | None) -> Json:
    """Capture all, or `amount` minor units, of the authorised amount; the rest is released.

    Raises ApiError when the intent is not authorised or the amount is above the authorised one.
    """
    if intent["status"] not in CAPTURABLE:
        raise unexpected_state(intent, "captured", CAPTURABLE)
    wanted = intent["amount_capturable"] if amount is None else amount
    if wanted < 1 or wanted > intent["amount_capturable"]:
        raise invalid_request(
            f"The amount to capture ({wanted}) must be positive and at most the amount capturable "
            f"({intent['amount_capturable']}).",
            code="amount_too_large" if wanted > 0 else "parameter_invalid_integer",
            param="amount_to_capture",
        )
    charge = ctx.get("charge", intent["latest_charge"])
    card = cards.by_last4(charge["payment_method_details"]["card"]["last4"])
    _settle(ctx, charge, wanted, card)
    intent.update(status="succeeded", amount_capturable=0, amount_received=wanted)
    ctx.save(intent)
    for session in ctx.store.children(intent["id"], "checkout.session"):
        ctx.save({**session, "payment_status": "paid"})
    record(ctx, "charge.captured", charge)
    record(ctx, "payment_intent.succeeded", intent)
    if card is not None and card.dispute:
        disputing.open_dispute(ctx, charge, amount=wanted, reason=card.dispute)
    return intent


def cancel(ctx: Context, intent: Json, reason: str | None) -> Json:
    """Cancel the intent and release what it had authorised; return it.

    Raises ApiError when it has succeeded or is canceled already.
    """
    if intent["status"] not in CANCELABLE:
        raise unexpected_state(intent, "canceled", CANCELABLE)
    if intent["status"] == "requires_capture":
        charge = ctx.get("charge", intent["latest_charge"])
        charge.update(refunded=True, amount_refunded=charge["amount"])
        ctx.save(charge)
        record(ctx, "charge.expired" if reason == "automatic" else "charge.refunded", charge)
    intent.update(
        status="canceled",
        amount_capturable=0,
        canceled_at=ctx.now,
        cancellation_reason=reason,
        next_action=None,
    )
    ctx.save(intent)
    record(ctx, "payment_intent.canceled", intent)
    return intent
