"""Bring the money of a refund to the customer, by the way that they chose (workflow 7.10; T11)."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.checkdigits import rib_check
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.outbox import bus
from marketplace.promotions.codes import code_of
from marketplace.promotions.services.gift_card_issue import gift_card_issue
from marketplace.promotions.sources import Source
from orders.events import RefundFailed, RefundPaid
from orders.models.dispute import Dispute
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.policies import may_choose_refund, may_pay_refunds
from orders.postings_refund import paid_from, post_refund_came_back, post_refund_paid
from orders.refund_states import REFUND_FLOW, RefundCause, RefundMedium, RefundState
from orders.services.operation_due import operation_due
from orders.services.refund_rows import refund_locked
from orders.states import OperationKind

BY_HAND = (RefundMedium.TRANSFER, RefundMedium.AGENCY)
CHOICES = (*BY_HAND, RefundMedium.CREDIT)


def operation_key(refund: Refund) -> str:
    """Under which key the processor is asked; a new attempt has a new one."""
    return f"{refund.subject}:{refund.attempt}"


def refund_dispatch(*, refund: Refund, payment: Payment, now: datetime, card_payment: str = "") -> None:
    """
    Set going what needs nobody: the card's credit, what the bank has taken, what has arrived.

    :param card_payment: which of the processor's payments is credited, where it is not the order's own
    """
    if refund.medium == RefundMedium.CARD:
        refund.attempt += 1
        refund.save(update_fields=["attempt"])
        operation_due(
            payment=payment,
            kind=OperationKind.REFUND,
            key=operation_key(refund),
            amount=refund.amount,
            now=now,
            target_reference=card_payment,
        )
    elif refund.medium == RefundMedium.DISPUTE:
        _done(refund, Actor.of_machine("dispute"), "", now)
    elif refund.medium in (RefundMedium.GIFT, RefundMedium.PARTNER, RefundMedium.DEDUCTED):
        _arrived(refund, "", now)


@transaction.atomic
def refund_medium_choose(
    *,
    actor: Actor,
    refund_id: uuid.UUID,
    holds_secret: bool,
    medium: RefundMedium,
    holder: str = "",
    rib: str = "",
    now: datetime,
) -> Refund:
    """
    Choose how to be paid back, or choose again after a way has failed.

    :param holds_secret: the caller came by the order's secret link
    :raises NotFound: if there is no such refund
    :raises NotAllowed: if the order is not the actor's
    :raises IllegalMove: if the money is on its way already
    :raises InvalidInput: if the medium cannot be chosen, or the account number is not valid
    """
    refund = refund_locked(refund_id)
    require(
        may_choose_refund(actor, refund.order.user_id, holds_secret=holds_secret),
        _("This refund is not yours."),
    )
    REFUND_FLOW.check(RefundState(refund.state), RefundState.DUE)
    if refund.medium == RefundMedium.CARD and refund.state == RefundState.DUE:
        raise InvalidInput(_("The card is being credited already."), field="medium")
    if medium not in CHOICES:
        raise InvalidInput(_("Please choose a way to be paid back."), field="medium")
    account = holder_name = ""
    if medium == RefundMedium.TRANSFER:
        account, holder_name = rib_check(rib), holder.strip()[:70]
        if not holder_name:
            raise InvalidInput(_("Please name the holder of the account."), field="holder")
    refund.medium, refund.state = medium, RefundState.DUE
    refund.holder, refund.rib = holder_name, account
    refund.failure = ""
    refund.attempt += 1
    refund.save(update_fields=["medium", "state", "holder", "rib", "failure", "attempt"])
    if medium == RefundMedium.CREDIT:
        _credit(refund, now)
    return refund


def _credit(refund: Refund, now: datetime) -> None:
    """Owe the customer goods instead of money: a store credit, there at once, whose code the order's page tells."""
    machine = Actor.of_machine("refund")
    issued = gift_card_issue(
        actor=machine,
        key=refund.credit_key,
        amount=refund.amount,
        source=Source(chart.refunds_due(refund.currency), refund.subject),
        code=code_of(refund.credit_key),
        user_id=refund.order.user_id,
        email=refund.order.email,
        note=_("Refund of order %(number)s") % {"number": refund.order.number},
        is_store_credit=True,
        now=now,
    )
    _arrived(refund, issued.card.subject, now)


@transaction.atomic
def refund_voucher_issue(
    *, actor: Actor, refund_id: uuid.UUID, code: str, expires_on: date, now: datetime
) -> Refund:
    """
    Note the code under which a cash agency pays a refund out, and until when.

    :raises NotFound: if there is no such refund
    :raises NotAllowed: if the actor is not in charge of cash
    :raises IllegalMove: if it does not wait to be paid back at an agency
    :raises InvalidInput: if the code is empty or has run out
    """
    refund = refund_locked(refund_id)
    require(may_pay_refunds(actor), _("Only staff in charge of cash may do this."))
    REFUND_FLOW.check(RefundState(refund.state), RefundState.SENT)
    if refund.medium != RefundMedium.AGENCY:
        raise InvalidInput(_("This refund is not paid out at an agency."), field="refund")
    if not code.strip():
        raise InvalidInput(_("Please give the agency's code."), field="code")
    if expires_on <= timezone.localdate(now):
        raise InvalidInput(_("The code must be valid for some days."), field="expires_on")
    refund.state, refund.voucher_code, refund.voucher_expires_date = (
        RefundState.SENT,
        code.strip()[:40],
        expires_on,
    )
    refund.save(update_fields=["state", "voucher_code", "voucher_expires_date"])
    return refund


@transaction.atomic
def refund_pay(*, actor: Actor, refund_id: uuid.UUID, payment_reference: str, now: datetime) -> Refund:
    """
    Note that a transfer was made, or that the agency has paid out; doing it twice changes nothing.

    :raises NotFound: if there is no such refund
    :raises NotAllowed: if the actor is not in charge of cash
    :raises IllegalMove: if it is not to be paid, or by a way that needs nobody
    :raises InvalidInput: if the bank's or agency's reference is missing
    """
    refund = refund_locked(refund_id)
    require(may_pay_refunds(actor), _("Only staff in charge of cash may do this."))
    if refund.state == RefundState.DONE:
        return refund
    wanted = RefundState.SENT if refund.medium == RefundMedium.AGENCY else RefundState.DUE
    if refund.medium not in BY_HAND or refund.state != wanted:
        raise InvalidInput(_("This refund is not waiting to be paid by hand."), field="refund")
    if not payment_reference.strip():
        raise InvalidInput(_("Please give the reference of the payment."), field="payment_reference")
    refund.done_by_id = actor.user_id
    _done(refund, actor, payment_reference.strip()[:120], now)
    return refund


@transaction.atomic
def refund_unclaimed(*, actor: Actor, refund_id: uuid.UUID, why: str, now: datetime) -> Refund:
    """
    Note that the money did not arrive: transfer returned, code run out. The customer chooses again.

    :raises NotFound: if there is no such refund
    :raises NotAllowed: if the actor is not in charge of cash
    :raises IllegalMove: if nothing was sent
    :raises InvalidInput: if no reason is given
    """
    refund = refund_locked(refund_id)
    require(may_pay_refunds(actor), _("Only staff in charge of cash may do this."))
    if not why.strip():
        raise InvalidInput(_("Please say why."), field="why")
    if refund.medium in (
        RefundMedium.CREDIT,
        RefundMedium.GIFT,
        RefundMedium.PARTNER,
        RefundMedium.DEDUCTED,
    ):
        raise IllegalMove(_("What stands on a gift card has arrived."), field="refund")
    _failed(refund, actor, why, now)
    return refund


@transaction.atomic
def refund_operated(*, actor: Actor, key: str, reference: str, failure: str, now: datetime) -> None:
    """
    Follow what the processor answered to a card's refund: credited, or refused for good.

    :param key: of the operation; what is no refund, or an attempt that was given up, changes nothing
    :param failure: empty if the card was credited
    """
    refund_id, _colon, attempt = key.removeprefix("refund:").partition(":")
    refund = refund_locked(uuid.UUID(refund_id))
    if str(refund.attempt) != attempt or refund.state != RefundState.DUE:
        return
    if failure:
        _failed(refund, actor, failure, now)
    else:
        _done(refund, actor, reference, now)


@transaction.atomic
def refund_came_back(*, actor: Actor, reference: str, why: str, now: datetime) -> None:
    """The customer's bank has sent a card's credit back: it is owed again, by another way. Once per attempt."""
    refund_id = (
        Refund.objects.filter(medium=RefundMedium.CARD, payment_reference=reference)
        .values_list("pk", flat=True)
        .first()
    )
    if refund_id is None:
        return
    refund = refund_locked(refund_id)
    if refund.state == RefundState.DONE:
        _failed(refund, actor, why, now)


def refund_by_dispute(*, refund: Refund, dispute: Dispute, actor: Actor, now: datetime) -> None:
    """The cardholder's bank has taken what was owed back anyway (locked by the caller): it is paid by that."""
    if refund.state == RefundState.CHOICE or refund.state == RefundState.FAILED:
        refund.state = RefundState.DUE
    refund.medium, refund.dispute, refund.attempt = RefundMedium.DISPUTE, dispute, refund.attempt + 1
    refund.save(update_fields=["state", "medium", "dispute", "attempt"])
    _done(refund, actor, dispute.provider_reference, now)


def refund_paid_by_app(*, refund: Refund, actor: Actor, now: datetime) -> None:
    """The payment app has given the money of a refund (locked by the caller) back."""
    _done(refund, actor, "", now)


def refund_refused_by_app(*, refund: Refund, actor: Actor, now: datetime) -> None:
    """The payment app could not give the money of a refund (locked by the caller) back: another way is chosen."""
    _failed(refund, actor, _("The payment app could not give it back."), now)


def _done(refund: Refund, actor: Actor, reference: str, now: datetime) -> None:
    REFUND_FLOW.check(RefundState(refund.state), RefundState.DONE)
    post_refund_paid(refund=refund, source=paid_from(refund), actor=actor, now=now)
    _arrived(refund, reference, now)


def _arrived(refund: Refund, reference: str, now: datetime) -> None:
    REFUND_FLOW.check(RefundState(refund.state), RefundState.DONE)
    refund.state, refund.payment_reference, refund.done_at = RefundState.DONE, reference, now
    refund.save(update_fields=["state", "payment_reference", "done_at", "done_by"])
    _count_paid_back(refund, refund.amount_minor)
    bus.publish(RefundPaid(refund_id=str(refund.pk), happened_at=now))


def _failed(refund: Refund, actor: Actor, why: str, now: datetime) -> None:
    before = RefundState(refund.state)
    REFUND_FLOW.check(before, RefundState.FAILED)
    refund.state, refund.failure = RefundState.FAILED, why.strip()[:300]
    refund.save(update_fields=["state", "failure"])
    if before == RefundState.DONE:
        _count_paid_back(refund, -refund.amount_minor)
        post_refund_came_back(refund=refund, source=paid_from(refund), actor=actor, now=now)
    bus.publish(RefundFailed(refund_id=str(refund.pk), happened_at=now))


def _count_paid_back(refund: Refund, minor: int) -> None:
    """What was paid a second time never was the order's money, and is not counted as given back of it."""
    if refund.cause != RefundCause.SURPLUS:
        payments = Payment.objects.filter(order=refund.order_id)
        payments.update(refunded_minor=F("refunded_minor") + minor)
