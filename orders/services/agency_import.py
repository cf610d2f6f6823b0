"""Read what a cash agency took from customers: each receipt once, and what fits no order is somebody's break."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.policy import require
from marketplace.kernel.refused_file import FileRefused
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.payouts.calendar import local_date
from orders.cod_states import DepositMedium
from orders.gateways.agency_file import AgencyRow, agency_rows
from orders.models.bank import AgencyReceipt, Break
from orders.models.cod import CodAgreement
from orders.models.payment import Payment
from orders.policies import may_confirm_payment
from orders.postings import order_subject
from orders.services.break_rows import break_close, break_open
from orders.services.deposit_confirm import deposit_confirm
from orders.services.payment_settle import payment_locked, payment_settle
from orders.states import BreakReason, BreakSource, PaymentMethod


@dataclass(frozen=True, slots=True)
class AgencyImport:
    """What became of a file."""

    paid: int
    unmatched: int
    known: int


@transaction.atomic
def agency_import(*, actor: Actor, content: bytes, now: datetime) -> AgencyImport:
    """
    Read an agency's file: orders are paid by their code. The same receipt again changes nothing.

    :raises NotAllowed: if the actor is not in charge of cash
    :raises FileRefused: if any line cannot be used, or a receipt is known with another sum or code
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    rows = agency_rows(content, today=local_date(now))
    known = {
        row.receipt: row for row in AgencyReceipt.objects.filter(receipt__in=[row.receipt for row in rows])
    }
    _demand_same(rows, known)
    paid = unmatched = 0
    for row in sorted(rows, key=lambda row: row.receipt):
        if row.receipt in known:
            continue
        receipt = AgencyReceipt.objects.create(
            receipt=row.receipt,
            code=row.code[:40],
            amount_minor=row.amount.minor,
            currency=row.amount.currency,
            paid_date=row.day,
            imported_by_id=actor.user_id or 0,
            imported_at=now,
        )
        if _pay(receipt, actor, now):
            paid += 1
        else:
            unmatched += 1
    return AgencyImport(paid, unmatched, len(known))


def _demand_same(rows: Sequence[AgencyRow], known: dict[str, AgencyReceipt]) -> None:
    problems = [
        (row.line, _("receipt %(receipt)s is known with another sum or code") % {"receipt": row.receipt})
        for row in rows
        if (before := known.get(row.receipt)) and (before.amount, before.code) != (row.amount, row.code[:40])
    ]
    if problems:
        raise FileRefused(problems)


def _pay(receipt: AgencyReceipt, actor: Actor, now: datetime) -> bool:
    """Pay the order of a receipt; what cannot be is undone and becomes a break that holds the money in clearing."""
    reason, subject, expected = BreakReason.UNKNOWN, "", None
    payment = Payment.objects.filter(method=PaymentMethod.AGENCY, transfer_reference=receipt.code).first()
    agreement = None if payment else CodAgreement.objects.filter(agency_code=receipt.code).first()
    if agreement is not None:
        subject, expected = f"order:{agreement.order_id}", agreement.deposit_minor
        try:
            with transaction.atomic():
                is_news = _hold(agreement, receipt, actor, now)
        except DomainError:
            is_other = agreement.deposit != receipt.amount
            reason = BreakReason.OTHER_SUM if is_other else BreakReason.NOT_EXPECTED
        else:
            if is_news:
                return True
            reason = BreakReason.ALREADY_THERE
    if payment is not None:
        subject, expected = f"order:{payment.order_id}", payment.amount_minor
        try:
            with transaction.atomic():
                is_news = _settle(payment, receipt, actor, now)
        except DomainError:
            reason = BreakReason.OTHER_SUM if payment.amount != receipt.amount else BreakReason.NOT_EXPECTED
        else:
            if is_news:
                return True
            reason = BreakReason.ALREADY_THERE
    _keep(receipt, reason, subject, expected, actor, now)
    return False


def _settle(payment: Payment, receipt: AgencyReceipt, actor: Actor, now: datetime) -> bool:
    order, locked = payment_locked(
        payment.pk, PaymentMethod.AGENCY, _("This order is not paid at an agency.")
    )
    is_news = payment_settle(
        order=order,
        payment=locked,
        received=receipt.amount,
        reference=receipt.receipt,
        into=chart.agency_clearing(),
        subject="",
        step="agency",
        actor=actor,
        now=now,
    )
    if is_news:
        receipt.subject = order_subject(order)
        receipt.save(update_fields=["subject"])
    return is_news


def _hold(agreement: CodAgreement, receipt: AgencyReceipt, actor: Actor, now: datetime) -> bool:
    """Hold the deposit of an order that is paid at the door."""
    is_news = deposit_confirm(
        actor=actor,
        order_id=agreement.order_id,
        received=receipt.amount,
        medium=DepositMedium.AGENCY,
        reference=receipt.receipt,
        now=now,
    )
    if is_news:
        receipt.subject = f"order:{agreement.order_id}"
        receipt.save(update_fields=["subject"])
    return is_news


def receipt_subject(receipt: AgencyReceipt) -> str:
    """How the ledger calls a receipt."""
    return f"agency-receipt:{receipt.pk}"


def _keep(
    receipt: AgencyReceipt,
    reason: BreakReason,
    subject: str,
    expected: int | None,
    actor: Actor,
    now: datetime,
) -> None:
    name = receipt_subject(receipt)
    ledger_post(
        key=f"{name}:unmatched",
        reason="agency_unmatched",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.agency_clearing(), receipt.amount),
            Line(chart.transfer_clearing(), -receipt.amount, name),
        ],
        actor=actor,
        reference=name,
        facts={"receipt": receipt.receipt, "code": receipt.code, "paid_date": receipt.paid_date.isoformat()},
    )
    row = Break(
        key=name,
        source=BreakSource.AGENCY,
        reason=reason,
        subject=subject or name,
        expected_minor=expected,
        found_minor=receipt.amount_minor,
        currency=receipt.currency,
    )
    break_open(row, now=now)


@transaction.atomic
def agency_receipt_return(*, actor: Actor, receipt_id: int, resolution: str, now: datetime) -> AgencyReceipt:
    """
    Note that the agency gave an unmatched sum back to its customer: clearing empties, and the agency owes us less.

    :raises NotAllowed: if the actor is not in charge of cash
    :raises NotFound: if there is no such receipt without an order
    :raises InvalidInput: if nothing is said
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    receipt = AgencyReceipt.objects.select_for_update().filter(pk=receipt_id, subject="").first()
    if receipt is None:
        raise NotFound(_("There is no such receipt."), field="receipt")
    name = receipt_subject(receipt)
    receipt.subject = "returned"
    receipt.save(update_fields=["subject"])
    ledger_post(
        key=f"{name}:returned",
        reason="agency_returned",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.transfer_clearing(), receipt.amount, name),
            Line(chart.agency_clearing(), -receipt.amount),
        ],
        actor=actor,
        reference=name,
        facts={"receipt": receipt.receipt},
    )
    row = Break.objects.select_for_update().get(key=name)
    break_close(row, actor=actor, resolution=resolution, now=now)
    return receipt
