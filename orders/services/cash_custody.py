"""Take cash from its carrier to the desk, from the desk to the bank, and see it on the statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.outbox import bus
from orders.events import CashCaseOpened
from orders.models.cash import BankDeposit, CashCase, CashCollection, CashRemittance
from orders.models.order import SubOrder
from orders.policies import may_confirm_payment, may_hold_cash
from orders.postings import order_subject
from orders.states import CASH_FLOW, CashState

# How long a holder has to explain a difference
CASE_DAYS = 14


def _collections_locked(ids: Sequence[int], expected: CashState) -> list[CashCollection]:
    rows = list(
        CashCollection.objects.select_for_update(of=("self",))
        .select_related("order")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    if not rows or len(rows) != len(set(ids)):
        raise NotFound(_("Some of these collections do not exist."), field="collections")
    for row in rows:
        CASH_FLOW.check(CashState(row.state), expected)
    return rows


def _move(rows: Sequence[CashCollection], state: CashState, *fields: str) -> None:
    for row in rows:
        row.state = state
    CashCollection.objects.bulk_update(rows, ["state", *fields])


@transaction.atomic
def cash_remittance_open(
    *, actor: Actor, desk_id: int, carrier_id: int, collection_ids: Sequence[int], number: str, now: datetime
) -> CashRemittance:
    """
    Note that a carrier brings the cash of these collections; the desk counts it next, without seeing the sum.

    The number is the carrier's own; opening it again returns the same remittance.

    :raises NotAllowed: if the actor does not keep this desk
    :raises NotFound: if a collection does not exist
    :raises IllegalMove: if a collection is not with its carrier any more
    :raises InvalidInput: if a collection is another carrier's
    """
    require(may_hold_cash(actor, desk_id), _("Only the cashier of this desk may do this."))
    known = CashRemittance.objects.filter(number=number).first()
    if known is not None:
        return known
    rows = _collections_locked(collection_ids, CashState.RECEIVED)
    if any(row.carrier_id != carrier_id or row.remittance_id is not None for row in rows):
        raise InvalidInput(_("Some of these collections are another carrier's or already handed in."), field="collections")
    remittance = CashRemittance.objects.create(
        carrier_id=carrier_id,
        desk_id=desk_id,
        number=number,
        declared_minor=sum(row.amount_minor for row in rows),
        currency=rows[0].currency,
        created_at=now,
    )
    CashCollection.objects.filter(pk__in=[row.pk for row in rows]).update(remittance=remittance)
    return remittance


@transaction.atomic
def cash_remittance_count(*, actor: Actor, remittance_id: int, counted: Money, now: datetime) -> CashRemittance:
    """
    Note what the desk counted: the desk now holds that, and a difference is the carrier's case.

    :raises NotAllowed: if the actor does not keep the desk
    :raises NotFound: if there is no such remittance
    :raises Conflict: if it has been counted with another result
    :raises InvalidInput: if the count is negative
    """
    remittance = CashRemittance.objects.select_for_update().filter(pk=remittance_id).first()
    if remittance is None:
        raise NotFound(_("There is no such remittance."), field="remittance")
    require(may_hold_cash(actor, remittance.desk_id), _("Only the cashier of this desk may do this."))
    if counted.minor < 0 or counted.currency != remittance.currency:
        raise InvalidInput(_("Please enter what you counted."), field="counted")
    if remittance.counted_minor is not None:
        if remittance.counted_minor != counted.minor:
            raise Conflict(_("This remittance has already been counted."), field="counted")
        return remittance
    rows = _collections_locked(
        list(remittance.collections.values_list("pk", flat=True)), CashState.RECEIVED
    )
    remittance.counted_minor = counted.minor
    remittance.counted_by_id = actor.user_id
    remittance.counted_at = now
    remittance.save(update_fields=["counted_minor", "counted_by", "counted_at"])
    _move(rows, CashState.RECEIVED)
    missing = remittance.declared - counted
    lines = [Line(chart.cash_at_desk(remittance.desk_id), counted), Line(chart.cash_case(remittance.carrier_id), missing)]
    lines += [Line(chart.cash_with_carrier(row.carrier_id), -row.amount, order_subject(row.order)) for row in rows]
    ledger_post(
        key=f"remittance:{remittance.pk}:counted",
        reason="cash_received",
        happened_at=now,
        recorded_at=now,
        lines=[line for line in lines if line.amount],
        actor=actor,
        reference=f"remittance:{remittance.pk}",
        facts={"number": remittance.number, "declared_minor": remittance.declared_minor, "counted_minor": counted.minor},
    )
    if missing:
        reason = _("Counted %(counted)s of %(declared)s declared.") % {
            "counted": counted.amount,
            "declared": remittance.declared.amount,
        }
        _open_case(
            CashCase(holder_id=remittance.carrier_id, remittance=remittance, missing_minor=missing.minor, reason=reason),
            currency=remittance.currency,
            now=now,
        )
    return remittance


def _open_case(case: CashCase, *, currency: str, now: datetime) -> None:
    case.currency = currency
    case.opened_at = now
    case.deadline_date = (now + timedelta(days=CASE_DAYS)).date()
    case.save()
    bus.publish(CashCaseOpened(case_id=case.pk, happened_at=now))


def cash_to_deposit(desk_id: int, currency: str) -> Money:
    """What stands at a desk and has not been handed to the bank, less what is missing of it."""
    counted = CashRemittance.objects.filter(
        desk_id=desk_id, currency=currency, collections__state=CashState.RECEIVED, counted_minor__isnull=False
    ).distinct()
    return Money(counted.aggregate(total=Sum("counted_minor"))["total"] or 0, currency)


@transaction.atomic
def cash_deposit_make(
    *, actor: Actor, desk_id: int, remittance_ids: Sequence[int], slip_number: str, now: datetime
) -> BankDeposit:
    """
    Hand what was counted in these remittances to the bank against a slip, once per slip number.

    :raises NotAllowed: if the actor does not keep this desk
    :raises NotFound: if a remittance does not exist at this desk or has not been counted
    :raises IllegalMove: if its cash is not at the desk any more
    """
    require(may_hold_cash(actor, desk_id), _("Only the cashier of this desk may do this."))
    known = BankDeposit.objects.filter(slip_number=slip_number).first()
    if known is not None:
        return known
    remittances = list(
        CashRemittance.objects.select_for_update()
        .filter(pk__in=remittance_ids, desk_id=desk_id, counted_minor__isnull=False)
        .order_by("pk")
    )
    if not remittances or len(remittances) != len(set(remittance_ids)):
        raise NotFound(_("Some of these remittances are not at this desk, or not counted yet."), field="remittances")
    rows = _collections_locked(
        list(CashCollection.objects.filter(remittance__in=remittances).values_list("pk", flat=True)),
        CashState.DEPOSITED,
    )
    amount = Money(sum(row.counted_minor or 0 for row in remittances), remittances[0].currency)
    deposit = BankDeposit.objects.create(
        desk_id=desk_id,
        slip_number=slip_number,
        amount_minor=amount.minor,
        currency=amount.currency,
        deposited_by_id=actor.user_id,
        deposited_at=now,
    )
    for row in rows:
        row.deposit = deposit
    _move(rows, CashState.DEPOSITED, "deposit")
    ledger_post(
        key=f"deposit:{deposit.pk}:made",
        reason="cash_deposited",
        happened_at=now,
        recorded_at=now,
        lines=[Line(chart.cash_in_deposit(), amount, f"deposit:{deposit.pk}"), Line(chart.cash_at_desk(desk_id), -amount)],
        actor=actor,
        reference=f"deposit:{deposit.pk}",
        facts={"slip_number": slip_number, "amount_minor": amount.minor},
    )
    return deposit


@transaction.atomic
def cash_deposit_confirm(
    *, actor: Actor, deposit_id: int, credited: Money, bank_reference: str, now: datetime
) -> BankDeposit:
    """
    Note that the bank statement shows a deposit: the sub-orders' earnings may mature now.

    Less or more than was deposited is the desk's case; the cooperatives are not touched by it.

    :raises NotAllowed: if the actor may not read the statement into the books
    :raises NotFound: if there is no such deposit
    :raises Conflict: if it was confirmed with another sum or reference
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    deposit = BankDeposit.objects.select_for_update().filter(pk=deposit_id).first()
    if deposit is None:
        raise NotFound(_("There is no such deposit."), field="deposit")
    if deposit.confirmed_at is not None:
        if (deposit.confirmed_minor, deposit.bank_reference) != (credited.minor, bank_reference):
            raise Conflict(_("This deposit has already been confirmed."), field="deposit")
        return deposit
    if credited.minor < 0 or credited.currency != deposit.currency or not bank_reference:
        raise InvalidInput(_("Please enter the sum and the reference of the bank statement."), field="credited")
    rows = _collections_locked(list(deposit.collections.values_list("pk", flat=True)), CashState.CONFIRMED)
    deposit.confirmed_minor = credited.minor
    deposit.bank_reference = bank_reference
    deposit.confirmed_at = now
    deposit.save(update_fields=["confirmed_minor", "bank_reference", "confirmed_at"])
    _move(rows, CashState.CONFIRMED)
    missing = deposit.amount - credited
    subject = f"deposit:{deposit.pk}"
    lines = [
        Line(chart.bank(), credited),
        Line(chart.cash_case(deposit.desk_id), missing),
        Line(chart.cash_in_deposit(), -deposit.amount, subject),
    ]
    ledger_post(
        key=f"{subject}:confirmed",
        reason="cash_banked",
        happened_at=now,
        recorded_at=now,
        lines=[line for line in lines if line.amount],
        actor=actor,
        reference=subject,
        facts={"slip_number": deposit.slip_number, "bank_reference": bank_reference, "credited_minor": credited.minor},
    )
    if missing:
        reason = _("The bank credited %(credited)s of %(deposited)s deposited.") % {
            "credited": credited.amount,
            "deposited": deposit.amount.amount,
        }
        case = CashCase(holder_id=deposit.desk_id, deposit=deposit, missing_minor=missing.minor, reason=reason)
        _open_case(case, currency=deposit.currency, now=now)
    _let_mature(rows, now)
    return deposit


def _let_mature(rows: Sequence[CashCollection], now: datetime) -> None:
    """Date the maturity of every delivered sub-order whose cash is on the statement."""
    delivered = SubOrder.objects.filter(
        order__in=[row.order_id for row in rows], delivered_at__isnull=False, matures_at=None
    ).select_related("order__channel")
    due = list(delivered)
    for sub_order in due:
        sub_order.matures_at = now + timedelta(days=sub_order.order.channel.maturity_days_cash)
    SubOrder.objects.bulk_update(due, ["matures_at"])
