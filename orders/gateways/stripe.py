"""
The one door to Stripe.

Every call is made outside any transaction; writing calls carry an idempotency key.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Literal, TypeVar

import stripe
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from orders.gateways.base import (
    AccountPicture,
    CardGateway,
    CardMovement,
    DisputePicture,
    EventPicture,
    HostedPage,
    PaymentPicture,
    ProcessorRefused,
    ProcessorUnreachable,
    SessionPicture,
    TransferGateway,
    TransferPicture,
)

T = TypeVar("T")

# Stripe's hosted page speaks neither Arabic nor Tamazight; French is the nearest for readers in Morocco.
LOCALES = {"ar": "fr", "fr": "fr", "zgh": "fr", "en": "en", "es": "es"}
# Older webhooks are refused (seconds); Stripe's own default
WEBHOOK_TOLERANCE = 300
# A customer waits for some of these calls, so two silent attempts must end within ten seconds. Nothing is lost by
# giving up early: every writing call is made again under the same key by the row that asked for it.
TIMEOUT_SECONDS = 4.5
# The kinds of balance transaction that are of a customer's payment
MOVEMENTS = {"charge", "payment", "refund", "payment_refund"}


class StripeGateway:
    """Stripe behind the product's own words."""

    def __init__(self, *, api_key: str, webhook_secret: str, api_base: str) -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            api_key,
            base_addresses={"api": api_base},
            max_network_retries=1,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def _call(self, ask: Callable[[], T]) -> T:
        if connection.in_atomic_block:
            raise RuntimeError("Stripe must not be called inside a database transaction.")
        try:
            return ask()
        except (stripe.CardError, stripe.InvalidRequestError, stripe.IdempotencyError) as error:
            raise ProcessorRefused(error.user_message or str(error)) from error
        except stripe.StripeError as error:
            raise ProcessorUnreachable(_("The payment service does not answer. Please try again.")) from error

    def open_page(
        self,
        *,
        key: str,
        amount: Money,
        order_reference: str,
        label: str,
        language: str,
        success_url: str,
        cancel_url: str,
    ) -> HostedPage:
        """Open a Checkout Session that authorises an amount, to be captured at packing."""
        session = self._call(
            lambda: self._client.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": order_reference,
                    "locale": LOCALES.get(language, "fr"),
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": amount.currency.lower(),
                                "unit_amount": amount.minor,
                                "product_data": {"name": label},
                            },
                        }
                    ],
                    "payment_intent_data": {
                        "capture_method": "manual",
                        "metadata": {"order": order_reference},
                    },
                },
                {"idempotency_key": key},
            )
        )
        return HostedPage(session.id, session.url or "")

    def session(self, session_reference: str) -> SessionPicture:
        """Read a Checkout Session."""
        session = self._call(lambda: self._client.v1.checkout.sessions.retrieve(session_reference))
        intent = session.payment_intent
        reference = intent if isinstance(intent, str) else (intent.id if intent else "")
        return SessionPicture(
            session_reference=session.id,
            payment_reference=reference,
            is_complete=session.status == "complete",
            is_expired=session.status == "expired",
        )

    def payment(self, payment_reference: str) -> PaymentPicture:
        """Read a PaymentIntent with its charge, which says until when the money can be taken."""
        return _picture(
            self._call(
                lambda: self._client.v1.payment_intents.retrieve(
                    payment_reference, {"expand": ["latest_charge"]}
                )
            )
        )

    def capture(self, *, key: str, payment_reference: str, amount: Money) -> PaymentPicture:
        """Take authorised money, all or some of it; Stripe releases the rest by itself (decision 290)."""
        return _picture(
            self._call(
                lambda: self._client.v1.payment_intents.capture(
                    payment_reference,
                    {"amount_to_capture": amount.minor},
                    {"idempotency_key": key},
                )
            )
        )

    def cancel(self, *, key: str, payment_reference: str) -> PaymentPicture:
        """Give up an authorisation."""
        return _picture(
            self._call(
                lambda: self._client.v1.payment_intents.cancel(
                    payment_reference, {}, {"idempotency_key": key}
                )
            )
        )

    def refund(self, *, key: str, payment_reference: str, amount: Money) -> str:
        """Give captured money back."""
        refund = self._call(
            lambda: self._client.v1.refunds.create(
                {"payment_intent": payment_reference, "amount": amount.minor}, {"idempotency_key": key}
            )
        )
        return refund.id

    def refund_failure(self, refund_reference: str) -> str:
        """Say why a refund came back; empty if it did not."""
        refund = self._call(lambda: self._client.v1.refunds.retrieve(refund_reference))
        return (refund.failure_reason or "unknown") if refund.status == "failed" else ""

    def dispute(self, dispute_reference: str) -> DisputePicture:
        """Read a dispute."""
        return _dispute(self._call(lambda: self._client.v1.disputes.retrieve(dispute_reference)))

    def dispute_answer(
        self, *, key: str, dispute_reference: str, evidence: Mapping[str, str]
    ) -> DisputePicture:
        """Send the evidence to the cardholder's bank."""
        given: Any = dict(evidence)
        return _dispute(
            self._call(
                lambda: self._client.v1.disputes.update(
                    dispute_reference, {"evidence": given, "submit": True}, {"idempotency_key": key}
                )
            )
        )

    def events_since(self, *, timestamp: int, limit: int) -> Sequence[EventPicture]:
        """List events since a time, oldest first."""
        page = self._call(
            lambda: self._client.v1.events.list({"created": {"gte": timestamp}, "limit": min(limit, 100)})
        )
        events = []
        for event in page.auto_paging_iter():
            events.append(EventPicture(event.id, event.type, event.to_dict()))
            if len(events) >= limit:
                break
        return events[::-1]

    def movements_since(self, *, timestamp: int, limit: int) -> Sequence[CardMovement]:
        """List balance transactions of charges and refunds since a time, oldest first."""
        page = self._call(
            lambda: self._client.v1.balance_transactions.list(
                {"created": {"gte": timestamp}, "limit": min(limit, 100), "expand": ["data.source"]}
            )
        )
        movements = []
        for row in page.auto_paging_iter():
            reference = getattr(row.source, "payment_intent", None)
            if row.type in MOVEMENTS and reference:
                currency = row.currency.upper()
                moment = datetime.fromtimestamp(row.created, UTC)
                amount, fee = Money(row.amount, currency), Money(row.fee, currency)
                movements.append(CardMovement(row.id, str(reference), amount, fee, moment))
            if len(movements) >= limit:
                break
        return movements[::-1]

    def account(self, account_reference: str) -> AccountPicture:
        """Read a connected account; it can be paid once Stripe has made its transfers active."""
        try:
            account = self._call(lambda: self._client.v1.accounts.retrieve(account_reference))
        except ProcessorUnreachable as error:
            if isinstance(error.__cause__, stripe.PermissionError):
                raise ProcessorRefused(_("This account is not connected to ours.")) from error
            raise
        capabilities, profile = account.capabilities, account.business_profile
        return AccountPicture(
            account_reference=account.id,
            name=(profile.name or "") if profile else "",
            is_payable=bool(capabilities and getattr(capabilities, "transfers", None) == "active"),
        )

    def transfer(self, *, key: str, account_reference: str, amount: Money, group: str) -> TransferPicture:
        """Move money from our balance to a connected account."""
        return _transfer(
            self._call(
                lambda: self._client.v1.transfers.create(
                    {
                        "amount": amount.minor,
                        "currency": amount.currency.lower(),
                        "destination": account_reference,
                        "transfer_group": group,
                        "description": group,
                    },
                    {"idempotency_key": key},
                )
            )
        )

    def transfer_made(self, transfer_reference: str) -> TransferPicture:
        """Read a transfer with its latest reversals."""
        return _transfer(self._call(lambda: self._client.v1.transfers.retrieve(transfer_reference)))

    def transfer_of(self, group: str) -> TransferPicture | None:
        """Find the transfer of a group: a payout has one of its own."""
        page = self._call(lambda: self._client.v1.transfers.list({"transfer_group": group, "limit": 1}))
        return _transfer(page.data[0]) if page.data else None

    def transfers_since(self, *, timestamp: int, limit: int) -> Sequence[TransferPicture]:
        """List transfers since a time, oldest first."""
        page = self._call(
            lambda: self._client.v1.transfers.list({"created": {"gte": timestamp}, "limit": min(limit, 100)})
        )
        return [_transfer(row) for row in islice(page.auto_paging_iter(), limit)][::-1]

    def read_webhook(self, *, body: bytes, signature: str) -> EventPicture:
        """Verify signature and age of a webhook, then read it."""
        if not self._webhook_secret:
            # Whoever signs with nothing would be believed
            raise InvalidInput("No webhook is expected.", field="signature")
        try:
            event = stripe.Webhook.construct_event(body, signature, self._webhook_secret, WEBHOOK_TOLERANCE)
        except (ValueError, stripe.SignatureVerificationError) as error:
            raise InvalidInput("The signature is not valid.", field="signature") from error
        return EventPicture(event.id, event.type, event.to_dict())


def _picture(intent: stripe.PaymentIntent) -> PaymentPicture:
    currency = intent.currency.upper()
    error = intent.last_payment_error
    return PaymentPicture(
        payment_reference=intent.id,
        is_authorised=intent.status in ("requires_capture", "succeeded"),
        is_cancelled=intent.status == "canceled",
        authorised=Money(intent.amount, currency),
        captured=Money(intent.amount_received, currency),
        failure=(error.message or "") if error else "",
        authorised_until=_capture_before(intent),
    )


def _capture_before(intent: stripe.PaymentIntent) -> datetime | None:
    """Say until when the card's bank keeps the money, if the charge came with the answer."""
    charge = intent.latest_charge
    details = charge.payment_method_details if isinstance(charge, stripe.Charge) else None
    moment = details.card.capture_before if details and details.card else None
    return datetime.fromtimestamp(moment, UTC) if moment else None


def _dispute(dispute: stripe.Dispute) -> DisputePicture:
    currency = dispute.currency.upper()
    intent = dispute.payment_intent
    moved = dispute.balance_transactions
    outcomes: dict[str, Literal["won", "lost"]] = {"won": "won", "lost": "lost", "warning_closed": "won"}
    return DisputePicture(
        dispute_reference=dispute.id,
        payment_reference=intent if isinstance(intent, str) else (intent.id if intent else ""),
        reason=dispute.reason,
        amount=Money(dispute.amount, currency),
        # What was taken with the amount; a won dispute brings it back in a movement of its own
        fee=Money(moved[0].fee if moved else 0, currency),
        deadline=dispute.evidence_details.due_by or 0,
        is_under_review=dispute.status in ("under_review", "warning_under_review"),
        outcome=outcomes.get(dispute.status, ""),
    )


def _transfer(transfer: stripe.Transfer) -> TransferPicture:
    currency = transfer.currency.upper()
    reversals = [each.created for each in transfer.reversals.data]
    return TransferPicture(
        transfer_reference=transfer.id,
        group=transfer.transfer_group or "",
        account_reference=str(transfer.destination),
        amount=Money(transfer.amount, currency),
        reversed=Money(transfer.amount_reversed, currency),
        made_at=datetime.fromtimestamp(transfer.created, UTC),
        reversed_at=datetime.fromtimestamp(max(reversals), UTC) if reversals else None,
    )


def transfer_gateway() -> TransferGateway | None:
    """Return the gateway that pays connected accounts; None where the settings name none."""
    return stripe_gateway() if settings.STRIPE_SECRET_KEY else None


def card_gateway() -> CardGateway:
    """Return the gateway that the settings name."""
    return stripe_gateway()


@lru_cache(maxsize=1)
def stripe_gateway() -> StripeGateway:
    """Return the one client of Stripe."""
    return StripeGateway(
        api_key=settings.STRIPE_SECRET_KEY,
        webhook_secret=settings.STRIPE_WEBHOOK_SECRET,
        api_base=settings.STRIPE_API_BASE,
    )
