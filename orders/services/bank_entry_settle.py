"""Say what a movement that nothing matched was for: its money leaves clearing, and its break is resolved."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.cod_states import DepositMedium
from orders.models.bank import BankEntry, Break
from orders.models.payment import Payment
from orders.policies import may_confirm_payment
from orders.postings import order_subject
from orders.services.bank_entries_match import bank_reference_of, entry_subject
from orders.services.break_rows import break_close
from orders.services.cash_case_settle import case_close, case_locked
from orders.services.deposit_confirm import deposit_confirm
from orders.services.transfer_confirm import transfer_confirm
from orders.states import ENTRY_FLOW, CaseResolution, EntryState, PaymentState


class EntryKind(StrEnum):
    """What a movement can turn out to be."""

    ORDER = "order"
    PAIR = "pair"
    CARD = "card"
    AGENCY = "agency"
    HOSTED = "hosted"
    CASE = "case"
    FEE = "fee"
    INTEREST = "interest"


# Whose payouts to us come as one sum for many orders, and where these orders' money stands until then
CLEARING: Mapping[EntryKind, Callable[[str], str]] = {
    EntryKind.CARD: chart.card_clearing,
    EntryKind.AGENCY: chart.agency_clearing,
    EntryKind.HOSTED: chart.hosted_clearing,
}


@transaction.atomic
def bank_entry_settle(
    *, actor: Actor, entry_id: int, kind: str, resolution: str, now: datetime, number: int | None = None
) -> BankEntry:
    """
    Settle an open movement as an order's payment, the contrary of another, an agency's or acquirer's, fee or interest.

    :param number: the order's number, or the id of the other movement
    :raises NotAllowed: if the actor is not in charge of cash
    :raises NotFound: if there is no such movement, order or other movement
    :raises IllegalMove: if it is settled already, or the order was cancelled
    :raises InvalidInput: if the sum or the direction does not fit, or nothing is said
    """
    entry = _locked(entry_id)
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    ENTRY_FLOW.check(EntryState(entry.state), EntryState.SETTLED)
    if kind == EntryKind.ORDER:
        entry.subject = _settle_order(entry, number, actor, now)
    elif kind == EntryKind.PAIR:
        entry.subject = _settle_pair(entry, number, actor, resolution, now)
    elif kind in CLEARING:
        clearing = CLEARING[EntryKind(kind)](entry.currency)
        _post(entry, Line(clearing, -entry.amount), actor, resolution, now)
    elif kind == EntryKind.CASE:
        entry.subject = _settle_case(entry, number, actor, resolution, now)
    elif kind in (EntryKind.FEE, EntryKind.INTEREST):
        _settle_own(entry, EntryKind(kind), actor, resolution, now)
    else:
        raise InvalidInput(_("Please say what the movement was for."), field="kind")
    _close(entry, actor, resolution, now)
    return entry


def _locked(entry_id: int | None) -> BankEntry:
    rows = BankEntry.objects.select_for_update(of=("self",)).select_related("statement")
    entry = rows.filter(pk=entry_id or 0).first()
    if entry is None:
        raise NotFound(_("There is no such movement."), field="number")
    return entry


def _close(entry: BankEntry, actor: Actor, resolution: str, now: datetime) -> None:
    entry.state = EntryState.SETTLED
    entry.save(update_fields=["state", "subject"])
    row = Break.objects.select_for_update().get(bank_entry=entry)
    break_close(row, actor=actor, resolution=resolution, now=now)


def _settle_order(entry: BankEntry, number: int | None, actor: Actor, now: datetime) -> str:
    payment = Payment.objects.select_related("order").filter(order__number=number or 0).first()
    if payment is None:
        raise NotFound(_("There is no such order."), field="number")
    if payment.paid_at is not None:
        raise InvalidInput(_("This order has been paid already."), field="number")
    if payment.deposit_minor and payment.state == PaymentState.PLEDGED:
        deposit_confirm(
            actor=actor,
            order_id=payment.order_id,
            received=entry.amount,
            medium=DepositMedium.TRANSFER,
            reference=bank_reference_of(entry),
            now=now,
            booked_as=entry_subject(entry),
        )
        return order_subject(payment.order)
    transfer_confirm(
        actor=actor,
        payment_id=payment.pk,
        received=entry.amount,
        bank_reference=bank_reference_of(entry),
        now=now,
        booked_as=entry_subject(entry),
    )
    return order_subject(payment.order)


def _settle_pair(entry: BankEntry, number: int | None, actor: Actor, resolution: str, now: datetime) -> str:
    """Money that came and was sent back, or left and came back: the two empty each other's clearing."""
    other = _locked(number)
    ENTRY_FLOW.check(EntryState(other.state), EntryState.SETTLED)
    if entry.amount != -other.amount:
        raise InvalidInput(_("The other movement is not of the contrary sum."), field="number")
    _post(
        entry,
        Line(chart.transfer_clearing(entry.currency), -entry.amount, entry_subject(other)),
        actor,
        resolution,
        now,
    )
    other.subject = entry_subject(entry)
    _close(other, actor, resolution, now)
    return entry_subject(other)


def _settle_case(entry: BankEntry, number: int | None, actor: Actor, resolution: str, now: datetime) -> str:
    """The holder of missing cash paid it to the bank."""
    case = case_locked(actor, number)
    if case.missing != entry.amount:
        raise InvalidInput(_("The sum is not what is missing."), field="number")
    against = Line(chart.transfer_clearing(entry.currency), entry.amount, entry_subject(entry))
    case_close(case, CaseResolution.REPAID, resolution, against, actor, now)
    return f"cash-case:{case.pk}"


def _settle_own(entry: BankEntry, kind: EntryKind, actor: Actor, resolution: str, now: datetime) -> None:
    """What the bank takes for itself, or gives."""
    if (entry.amount_minor < 0) != (kind == EntryKind.FEE):
        raise InvalidInput(_("A fee leaves the account, interest comes in."), field="kind")
    account = chart.bank_fees if kind == EntryKind.FEE else chart.bank_interest
    _post(entry, Line(account(entry.currency), -entry.amount), actor, resolution, now)


def _post(entry: BankEntry, against: Line, actor: Actor, resolution: str, now: datetime) -> None:
    ledger_post(
        key=f"{entry_subject(entry)}:settled",
        reason="bank_settled",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(chart.transfer_clearing(entry.currency), entry.amount, entry_subject(entry)),
            against,
        ],
        actor=actor,
        reference=entry_subject(entry),
        facts={"statement": entry.statement.number, "line": entry.line, "resolution": resolution[:500]},
    )
