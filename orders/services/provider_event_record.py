"""Keep a processor's event as it came, once, and act on it later."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from marketplace.kernel.actor import Actor
from orders.cod_states import DepositMedium
from orders.gateways.base import (
    CardGateway,
    EventPicture,
    ProcessorRefused,
    ProcessorUnreachable,
    TransferGateway,
)
from orders.models.payment import Payment, ProviderEvent
from orders.refund_states import RefundCause
from orders.services.dispute_apply import dispute_apply
from orders.services.payment_apply import payment_sync
from orders.services.payout_transfer import transfer_follow
from orders.services.refund_send import refund_came_back
from orders.states import PaymentMethod, PaymentState, WorkState
from orders.work import claimed_one_by_one, put_off

logger = logging.getLogger(__name__)

PROVIDER = "stripe"
# How far back the sweep looks for events whose webhook never came, and how many it reads at most
SWEEP_BACK = timedelta(hours=24)
SWEEP_LIMIT = 1000
# For how long the page of a deposit is asked about: the days an order waits for it, and the page's own day
PAGE_LIVES = timedelta(days=7)


def provider_event_record(*, event: EventPicture, now: datetime) -> bool:
    """Keep an event under its unique id; say whether it is new."""
    with transaction.atomic():
        _row, is_new = ProviderEvent.objects.get_or_create(
            provider=PROVIDER,
            event_id=event.event_id,
            defaults={"kind": event.kind, "payload": dict(event.payload), "received_at": now, "due_at": now},
        )
    return is_new


def _payment_of(row: ProviderEvent) -> Payment | None:
    """Find the payment that an event is about: by payment intent, hosted page, or our own order id."""
    thing = row.payload.get("data", {}).get("object", {})
    intent = thing.get("payment_intent") if thing.get("object") != "payment_intent" else thing.get("id")
    order_id = thing.get("client_reference_id") or (thing.get("metadata") or {}).get("order")
    known = Q(pk=None)
    if isinstance(intent, str) and intent:
        known |= Q(provider_reference=intent)
    if thing.get("object") == "checkout.session":
        known |= Q(session_reference=thing.get("id"))
    if isinstance(order_id, str) and len(order_id) == 36:
        known |= Q(order_id=order_id)
    return Payment.objects.filter(known).first()


def _follow_other(
    row: ProviderEvent,
    actor: Actor,
    gateway: CardGateway,
    transfers: TransferGateway | None,
    now: datetime,
) -> None:
    """Disputes, refunds that a bank sent back, and transfers to cooperatives: each is read again from the processor."""
    reference = str(row.payload.get("data", {}).get("object", {}).get("id", ""))
    if row.kind.startswith("charge.dispute."):
        dispute_apply(actor=actor, picture=gateway.dispute(reference), now=now)
    elif row.kind in ("refund.failed", "charge.refund.updated", "refund.updated"):
        why = gateway.refund_failure(reference)
        if why:
            refund_came_back(actor=actor, reference=reference, why=why, now=now)
    elif row.kind.startswith("transfer.") and transfers is not None:
        transfer_follow(actor=actor, gateway=transfers, transfer_reference=reference, now=now)


def provider_events_handle(
    *,
    actor: Actor,
    gateway: CardGateway,
    now: datetime,
    transfers: TransferGateway | None = None,
    limit: int = 50,
) -> int:
    """
    Act on kept events: the payment is read again from the processor, so their order is harmless.

    :param transfers: whom to ask about transfers to connected accounts; None where nobody makes any

    Returns how many were handled. An event that is about nothing of ours is done without effect.
    """
    handled = 0
    for row in claimed_one_by_one(ProviderEvent, now=now, limit=limit):
        payment = _payment_of(row)
        try:
            _follow_other(row, actor, gateway, transfers, now)
            if payment is not None:
                payment_sync(actor=actor, payment_id=payment.pk, gateway=gateway, now=now)
        except (ProcessorRefused, ProcessorUnreachable) as error:
            put_off(row, now=now, error=error.message)
        else:
            ProviderEvent.objects.filter(pk=row.pk).update(state=WorkState.DONE, error="")
            handled += 1
    return handled


def payments_reconcile(*, actor: Actor, gateway: CardGateway, now: datetime) -> int:
    """
    Find what no webhook told: unread events, and payments that still wait. Return how many payments changed.

    :raises ProcessorUnreachable: if the processor does not answer
    """
    since = int((now - SWEEP_BACK).timestamp())
    for event in gateway.events_since(timestamp=since, limit=SWEEP_LIMIT):
        provider_event_record(event=event, now=now)
    changed = 0
    pages = Payment.objects.exclude(session_reference="")
    waiting = pages.filter(method=PaymentMethod.CARD, state=PaymentState.PENDING)
    for payment_id in waiting.values_list("pk", flat=True)[:SWEEP_LIMIT]:
        synced = payment_sync(actor=actor, payment_id=payment_id, gateway=gateway, now=now)
        changed += synced.state != PaymentState.PENDING
    # A deposit is paid on such a page too; one that was opened may end after its order was given up, or paid otherwise.
    others = pages.exclude(method=PaymentMethod.CARD).filter(
        surplus_minor=0, created_at__gte=now - PAGE_LIVES
    )
    unpaid = others.exclude(order__cod__paid_medium=DepositMedium.CARD).exclude(
        order__refunds__cause=RefundCause.LATE
    )
    for payment_id, *before in unpaid.values_list("pk", "captured_minor", "surplus_minor")[:SWEEP_LIMIT]:
        payment_sync(actor=actor, payment_id=payment_id, gateway=gateway, now=now)
        after = Payment.objects.values_list("captured_minor", "surplus_minor").get(pk=payment_id)
        changed += list(after) != before
    return changed
