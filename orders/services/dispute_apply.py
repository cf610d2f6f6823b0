"""Follow a dispute: the bank takes money, wants evidence, gives it back or keeps it (workflow 7.10)."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.outbox import bus
from orders.events import DisputeClosed, DisputeOpened
from orders.gateways.base import CardGateway, DisputePicture
from orders.liability import cause_of_dispute
from orders.models.dispute import Dispute
from orders.models.order import OrderLine, SubOrder
from orders.models.payment import Payment, PaymentOperation, PaymentSplit
from orders.models.refund import Refund
from orders.policies import may_answer_disputes
from orders.refund_states import DISPUTE_FLOW, DisputeState, RefundCause, RefundState
from orders.services.operation_due import operation_due
from orders.services.payment_surplus import surplus_key
from orders.services.refund_decide import refund_decide
from orders.services.refund_draft import Wish
from orders.services.refund_rows import order_of_refund_locked
from orders.services.refund_send import refund_by_dispute
from orders.states import OperationKind, PaymentMethod

MACHINE = "dispute"
# Fields of evidence that the processor knows; each holds at most so many characters
EVIDENCE_LENGTH = 20_000


@transaction.atomic
def dispute_apply(*, actor: Actor, picture: DisputePicture, now: datetime) -> Dispute | None:
    """
    Bring a dispute to what the processor says of it; saying it again changes nothing.

    Opened: the amount leaves the card's clearing, and what has not matured waits. Won: it comes back. Lost: it is a
    refund by force, borne by whoever answers for its reason. Of what was paid beside the order's own money nothing
    waits, and nobody bears it: the customer was owed it anyway.
    """
    payment, is_beside = _disputed(picture.payment_reference)
    if payment is None:
        return None
    order_of_refund_locked(payment.order_id)
    dispute = Dispute.objects.select_for_update().filter(provider_reference=picture.dispute_reference).first()
    if dispute is None:
        dispute = _opened(payment, picture, actor, now, is_beside=is_beside)
    state = DisputeState(dispute.state)
    after = _state(picture)
    if after == state or not DISPUTE_FLOW.allows(state, after):
        return dispute
    dispute.state = after
    if after in (DisputeState.WON, DisputeState.LOST):
        dispute.closed_at = now
        _closed(dispute, actor, now, is_won=after == DisputeState.WON)
    dispute.save(update_fields=["state", "closed_at"])
    return dispute


def _disputed(card_payment: str) -> tuple[Payment | None, bool]:
    """Find the payment that a card made for an order, and say whether it came beside the order's own money."""
    surplus = Refund.objects.filter(key=surplus_key(card_payment)).select_related("order__payment").first()
    if surplus is not None:
        payment = surplus.order.payment
        # A card that was charged too much has one name for both
        is_own = payment.method == PaymentMethod.CARD and payment.captured_minor > 0
        return payment, not is_own
    known = Payment.objects.filter(provider_reference=card_payment).exclude(provider_reference="")
    return known.first(), False


def _state(picture: DisputePicture) -> DisputeState:
    if picture.outcome:
        return DisputeState.WON if picture.outcome == "won" else DisputeState.LOST
    return DisputeState.UNDER_REVIEW if picture.is_under_review else DisputeState.NEEDS_RESPONSE


def _opened(
    payment: Payment, picture: DisputePicture, actor: Actor, now: datetime, *, is_beside: bool
) -> Dispute:
    dispute = Dispute.objects.create(
        payment=payment,
        provider_reference=picture.dispute_reference,
        state=DisputeState.NEEDS_RESPONSE,
        reason=picture.reason,
        cause=cause_of_dispute(picture.reason),
        amount_minor=picture.amount.minor,
        fee_minor=picture.fee.minor,
        currency=picture.amount.currency,
        is_beside=is_beside,
        deadline_at=datetime.fromtimestamp(picture.deadline, UTC) if picture.deadline else None,
        opened_at=now,
    )
    _post(dispute, "opened", dispute.amount, actor, now)
    if not is_beside:
        SubOrder.objects.filter(order=payment.order_id, matured_at=None).update(disputed_at=now)
    bus.publish(DisputeOpened(dispute_id=str(dispute.pk), happened_at=now))
    return dispute


def _post(dispute: Dispute, step: str, amount: Money, actor: Actor, now: datetime) -> None:
    """Move the amount between the card's clearing and the dispute, and the fee with it; a minus brings back."""
    fee = dispute.fee if amount.minor > 0 else -dispute.fee
    ledger_post(
        key=f"{dispute.subject}:{step}",
        reason=f"dispute_{step}",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.card_disputed(dispute.currency), amount, dispute.subject),
            Line(chart.card_fees(dispute.currency), fee),
            Line(chart.card_clearing(dispute.currency), -amount - fee),
        ],
        actor=actor,
        reference=dispute.subject,
        facts={"reason": dispute.reason, "provider_reference": dispute.provider_reference},
    )


def _closed(dispute: Dispute, actor: Actor, now: datetime, *, is_won: bool) -> None:
    if is_won:
        _post(dispute, "won", -dispute.amount, actor, now)
    else:
        _taken(dispute, now)
    parts = SubOrder.objects.filter(order=dispute.payment.order_id)
    others = dispute.payment.disputes.exclude(pk=dispute.pk).filter(
        is_beside=False, state__in=(DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW)
    )
    if not others.exists():
        parts.update(disputed_at=None)
    bus.publish(DisputeClosed(dispute_id=str(dispute.pk), is_won=is_won, happened_at=now))


def _taken(dispute: Dispute, now: datetime) -> None:
    """The bank keeps the money: it pays what was owed back already, and the rest is given back by force."""
    actor = Actor.of_machine(MACHINE)
    left = dispute.amount
    owed = Refund.objects.select_for_update(of=("self",)).filter(order=dispute.payment.order_id)
    # What another payment of a card is owed back is another payment's
    is_surplus = Q(cause=RefundCause.SURPLUS)
    own = Q(key=surplus_key(dispute.payment.provider_reference))
    owed = owed.filter(is_surplus) if dispute.is_beside else owed.filter(~is_surplus | own)
    for refund in owed.exclude(state=RefundState.DONE).order_by("decided_at", "pk"):
        if refund.amount <= left:
            refund_by_dispute(refund=refund, dispute=dispute, actor=actor, now=now)
            left -= refund.amount
    wish = None if dispute.is_beside else _wish(dispute.payment, left)
    if wish is not None:
        refund = refund_decide(
            actor=actor,
            order_id=dispute.payment.order_id,
            key=dispute.subject,
            cause=RefundCause(dispute.cause),
            wish=wish,
            reason="",
            dispute=dispute,
            now=now,
        )
        left -= refund.amount
    if left:
        # More was taken than is left of the order: the rest is the marketplace's loss.
        ledger_post(
            key=f"{dispute.subject}:beyond",
            reason="dispute_lost",
            happened_at=now,
            recorded_at=now,
            lines=[
                Line(chart.goodwill(dispute.currency), left),
                Line(chart.card_disputed(dispute.currency), -left, dispute.subject),
            ],
            actor=actor,
            reference=dispute.subject,
        )


def _wish(payment: Payment, left: Money) -> Wish | None:
    """Goods first, then delivery, as far as something of them is left."""
    lines = OrderLine.objects.filter(order=payment.order_id)
    goods = sum(lines.values_list(F("total_minor") - F("refunded_minor"), flat=True))
    splits = PaymentSplit.objects.filter(payment=payment)
    delivery = sum(splits.values_list(F("delivery_minor") - F("delivery_refunded_minor"), flat=True))
    from_goods = min(goods, left.minor)
    from_delivery = min(delivery, left.minor - from_goods)
    if not from_goods and not from_delivery:
        return None
    return Wish(
        amount=Money(from_goods, left.currency) if from_goods else None,
        delivery=Money(from_delivery, left.currency),
    )


@transaction.atomic
def dispute_answer(
    *, actor: Actor, dispute_id: uuid.UUID, evidence: Mapping[str, str], now: datetime
) -> Dispute:
    """
    Send the evidence to the cardholder's bank, once; the call itself is made by a task.

    :raises NotFound: if there is no such dispute
    :raises NotAllowed: if the actor is not in charge of orders
    :raises IllegalMove: if it was answered or decided already, or its time is over
    :raises InvalidInput: if there is no evidence
    """
    dispute = (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("payment")
        .filter(pk=dispute_id)
        .first()
    )
    if dispute is None:
        raise NotFound(_("There is no such dispute."), field="dispute")
    require(may_answer_disputes(actor), _("Only staff in charge of orders may answer a dispute."))
    if dispute.submitted_at is not None or dispute.state != DisputeState.NEEDS_RESPONSE:
        raise IllegalMove(_("This dispute was answered already."), field="dispute")
    if dispute.deadline_at is not None and dispute.deadline_at <= now:
        raise IllegalMove(_("The time to answer this dispute is over."), field="dispute")
    given = {name: text.strip()[:EVIDENCE_LENGTH] for name, text in evidence.items() if text.strip()}
    if not given:
        raise InvalidInput(_("Please give some evidence."), field="evidence")
    dispute.evidence, dispute.submitted_at, dispute.submitted_by_id = given, now, actor.user_id
    dispute.save(update_fields=["evidence", "submitted_at", "submitted_by"])
    operation_due(
        payment=dispute.payment,
        kind=OperationKind.EVIDENCE,
        key=f"evidence:{dispute.pk}",
        amount=Money.zero(dispute.currency),
        now=now,
    )
    return dispute


@transaction.atomic
def dispute_cause_set(*, actor: Actor, dispute_id: uuid.UUID, cause: RefundCause, now: datetime) -> Dispute:
    """
    Say who answers for a dispute if it is lost; until then it may be corrected.

    :raises NotFound: if there is no such dispute
    :raises NotAllowed: if the actor is not in charge of orders
    :raises IllegalMove: if it is decided
    """
    dispute = Dispute.objects.select_for_update().filter(pk=dispute_id).first()
    if dispute is None:
        raise NotFound(_("There is no such dispute."), field="dispute")
    require(may_answer_disputes(actor), _("Only staff in charge of orders may answer a dispute."))
    if DISPUTE_FLOW.is_final(DisputeState(dispute.state)):
        raise IllegalMove(_("This dispute is decided."), field="dispute")
    dispute.cause = cause
    dispute.save(update_fields=["cause"])
    return dispute


def dispute_answered(
    *, operation: PaymentOperation, gateway: CardGateway, actor: Actor, now: datetime
) -> str:
    """
    Make the call that sends the evidence, and follow the answer.

    :raises ProcessorRefused: if the processor will not have it
    :raises ProcessorUnreachable: if it does not answer; asking again is safe
    """
    dispute = Dispute.objects.get(pk=uuid.UUID(operation.key.removeprefix("evidence:")))
    picture = gateway.dispute_answer(
        key=operation.key, dispute_reference=dispute.provider_reference, evidence=dispute.evidence
    )
    dispute_apply(actor=actor, picture=picture, now=now)
    return picture.dispute_reference
