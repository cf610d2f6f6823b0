"""Match the movements of a bank statement with what was expected; what does not fit becomes somebody's break."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError
from marketplace.ledger import chart
from marketplace.ledger.selectors import entry_by_key
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.services.payout_result_import import payout_results_apply
from marketplace.payouts.services.result_file import ResultRow
from marketplace.payouts.services.settlement_lock import payout_subject
from marketplace.payouts.states import PayoutState, PayoutWay
from orders.cod_states import DepositMedium
from orders.models.bank import BankEntry, Break
from orders.models.cash import BankDeposit
from orders.models.cod import CodAgreement
from orders.models.payment import Payment
from orders.models.refund import Refund
from orders.postings import order_subject
from orders.refund_states import RefundMedium, RefundState
from orders.services.break_rows import break_open
from orders.services.cash_deposit import cash_deposit_confirm
from orders.services.deposit_confirm import deposit_confirm
from orders.services.refund_send import refund_pay
from orders.services.transfer_confirm import transfer_confirm
from orders.states import BreakReason, BreakSource, EntryState, PaymentMethod, PaymentState

# What a customer, a bank or a cashier may have copied: letters, digits and the signs that references hold
# What our own transfers back to customers carry
_REFUND = re.compile(r"RB\d{1,15}")
_WORDS = re.compile(r"[^\W_][\w./-]{2,39}")


@dataclass(frozen=True, slots=True)
class Match:
    """A movement that was expected: what it is for, and the key of the ledger's entry that books it."""

    subject: str
    ledger_key: str


@dataclass(frozen=True, slots=True)
class Misfit:
    """A movement that looks like something expected and is not it."""

    subject: str
    reason: BreakReason
    expected_minor: int | None = None


Answer = Match | Misfit | None
Matcher = Callable[[BankEntry, Sequence[str], Actor, datetime], Answer]


def bank_entries_match(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Match movements that nobody has looked at yet, each in a transaction of its own; return how many."""
    for done in range(limit):
        if not _match_next(actor, now):
            return done
    return limit


@transaction.atomic
def _match_next(actor: Actor, now: datetime) -> bool:
    due = BankEntry.objects.select_for_update(of=("self",), skip_locked=True).select_related("statement")
    entry = due.filter(state=EntryState.NEW).order_by("pk").first()
    if entry is None:
        return False
    answer = _answer(entry, actor, now)
    if isinstance(answer, Match):
        entry.state = EntryState.MATCHED
        entry.subject = answer.subject
        entry.ledger_key = answer.ledger_key
    else:
        entry.state = EntryState.OPEN
        _book_unmatched(entry, answer or Misfit("", BreakReason.UNKNOWN), actor, now)
    entry.save(update_fields=["state", "subject", "ledger_key"])
    return True


def _answer(entry: BankEntry, actor: Actor, now: datetime) -> Answer:
    """Ask each matcher; what a service refuses is undone, and stays for a person to look at."""
    words = sorted(set(_WORDS.findall(f"{entry.bank_reference} {entry.text}")))
    words += [word.upper() for word in words if word.upper() not in words]
    for matcher in MATCHERS:
        try:
            with transaction.atomic():
                answer = matcher(entry, words, actor, now)
        except DomainError:
            answer = Misfit("", BreakReason.NOT_EXPECTED)
        if isinstance(answer, Match) and not _is_free(answer.ledger_key, entry):
            answer = Misfit(answer.subject, BreakReason.ALREADY_THERE, expected_minor=0)
        if answer is not None:
            return answer
    return None


def _is_free(ledger_key: str, entry: BankEntry) -> bool:
    """Say whether the books moved the bank by this sum under this key, and no other movement stands for it."""
    if BankEntry.objects.filter(ledger_key=ledger_key).exists():
        return False
    booked = entry_by_key(ledger_key)
    return booked is not None and any(
        line.account == chart.bank(entry.currency) and line.amount == entry.amount for line in booked.lines
    )


def _transfer(entry: BankEntry, words: Sequence[str], actor: Actor, now: datetime) -> Answer:
    """A customer's transfer, by the reference of the order."""
    if entry.amount_minor < 0:
        return None
    rows = Payment.objects.filter(method=PaymentMethod.TRANSFER, transfer_reference__in=words)
    payment = rows.select_related("order").first()
    if payment is None:
        return None
    subject = order_subject(payment.order)
    if payment.amount != entry.amount:
        return Misfit(subject, BreakReason.OTHER_SUM, payment.amount_minor)
    if payment.state != PaymentState.PAID:
        transfer_confirm(
            actor=actor,
            payment_id=payment.pk,
            received=entry.amount,
            bank_reference=bank_reference_of(entry),
            now=now,
        )
    return Match(subject, f"{subject}:transfer")


def _advance(entry: BankEntry, words: Sequence[str], actor: Actor, now: datetime) -> Answer:
    """A customer's deposit before an order that is paid at the door, by its reference."""
    if entry.amount_minor < 0:
        return None
    rows = CodAgreement.objects.filter(transfer_reference__in=words).select_related("order")
    agreement = rows.first()
    if agreement is None:
        return None
    subject = order_subject(agreement.order)
    if agreement.deposit != entry.amount:
        return Misfit(subject, BreakReason.OTHER_SUM, agreement.deposit_minor)
    deposit_confirm(
        actor=actor,
        order_id=agreement.order_id,
        received=entry.amount,
        medium=DepositMedium.TRANSFER,
        reference=bank_reference_of(entry),
        now=now,
    )
    return Match(subject, f"{subject}:deposit")


def _deposit(entry: BankEntry, words: Sequence[str], actor: Actor, now: datetime) -> Answer:
    """Cash that a desk brought to the bank, by the number of the slip."""
    if entry.amount_minor < 0:
        return None
    deposit = BankDeposit.objects.filter(slip_number__in=words, currency=entry.currency).first()
    if deposit is None:
        return None
    subject = f"deposit:{deposit.pk}"
    if deposit.confirmed_at is None:
        cash_deposit_confirm(
            actor=actor,
            deposit_id=deposit.pk,
            credited=entry.amount,
            bank_reference=bank_reference_of(entry),
            now=now,
        )
    elif deposit.confirmed_minor != entry.amount_minor:
        return Misfit(subject, BreakReason.OTHER_SUM, deposit.confirmed_minor)
    return Match(subject, f"{subject}:confirmed")


def _payout(entry: BankEntry, words: Sequence[str], actor: Actor, now: datetime) -> Answer:
    """A payout that left, or came back, by the name that we gave it."""
    by_bank = Payout.objects.exclude(way=PayoutWay.STRIPE)
    payout = by_bank.filter(end_to_end_id__in=words, currency=entry.currency).first()
    if payout is None:
        return None
    subject, is_paid = payout_subject(payout), entry.amount_minor < 0
    if abs(entry.amount_minor) != payout.amount_minor:
        return Misfit(subject, BreakReason.OTHER_SUM, payout.amount_minor * (-1 if is_paid else 1))
    is_known = payout.booked_date is not None if is_paid else payout.state == PayoutState.REOPENED
    if not is_known:
        row = ResultRow(
            line=entry.line,
            end_to_end_id=payout.end_to_end_id,
            is_paid=is_paid,
            day=entry.booked_date,
            amount=payout.amount.amount,
            reason="" if is_paid else entry.text or entry.counterparty or "-",
        )
        payout_results_apply(actor=actor, rows=[row], now=now)
    return Match(subject, f"{subject}:{'paid' if is_paid else 'returned'}")


def _refund(entry: BankEntry, words: Sequence[str], actor: Actor, now: datetime) -> Answer:
    """A transfer back to a customer: "RB" and the order's number, or the reference noted when it was made."""
    if entry.amount_minor > 0:
        return None
    numbers = [int(word[2:]) for word in words if _REFUND.fullmatch(word)]
    noted = Q(payment_reference__in=words) & ~Q(payment_reference="")
    rows = Refund.objects.filter(Q(order__number__in=numbers) | noted, medium=RefundMedium.TRANSFER)
    fitting = rows.filter(amount_minor=-entry.amount_minor, currency=entry.currency)
    due = fitting.filter(state=RefundState.DUE).order_by("decided_at", "pk").first()
    refund = due or fitting.filter(state=RefundState.DONE).order_by("-done_at", "pk").first()
    if refund is None:
        other = rows.first()
        return Misfit(other.subject, BreakReason.OTHER_SUM, -other.amount_minor) if other else None
    if due is not None:
        refund = refund_pay(
            actor=actor, refund_id=due.pk, payment_reference=bank_reference_of(entry), now=now
        )
    return Match(refund.subject, f"{refund.subject}:paid:{refund.attempt}")


MATCHERS: Sequence[Matcher] = (_payout, _transfer, _advance, _deposit, _refund)


def bank_reference_of(entry: BankEntry) -> str:
    """How the movement is called: the bank's own reference, or its place on the statement."""
    return entry.bank_reference or f"{entry.statement.number}/{entry.line}"


def entry_subject(entry: BankEntry) -> str:
    """How the ledger calls a movement that was not matched."""
    return f"bank-entry:{entry.pk}"


def _book_unmatched(entry: BankEntry, misfit: Misfit, actor: Actor, now: datetime) -> None:
    """The money is there, or gone, all the same: it waits in clearing until somebody knows what it was."""
    entry.subject = misfit.subject
    entry.ledger_key = f"{entry_subject(entry)}:booked"
    ledger_post(
        key=entry.ledger_key,
        reason="bank_unmatched",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.bank(entry.currency), entry.amount),
            Line(chart.transfer_clearing(entry.currency), -entry.amount, entry_subject(entry)),
        ],
        actor=actor,
        reference=entry_subject(entry),
        facts={
            "statement": entry.statement.number,
            "line": entry.line,
            "booked_date": entry.booked_date.isoformat(),
        },
    )
    row = Break(
        key=entry_subject(entry),
        source=BreakSource.BANK,
        reason=misfit.reason,
        subject=misfit.subject or entry_subject(entry),
        bank_entry=entry,
        expected_minor=misfit.expected_minor,
        found_minor=entry.amount_minor,
        currency=entry.currency,
    )
    break_open(row, now=now)
