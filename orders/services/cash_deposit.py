"""Cash goes from the desk to the bank; once the statement shows it, the cooperatives' money matures."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from orders.models.cash import BankDeposit, CashCase, CashCollection, CashRemittance
from orders.models.order import SubOrder
from orders.policies import may_confirm_payment, may_hold_cash
from orders.services.cash_rows import case_open, collections_locked, collections_move
from orders.states import CashState


def _remittances_at_desk(desk_id: int, remittance_ids: Sequence[int]) -> list[CashRemittance]:
    remittances = list(
        CashRemittance.objects.select_for_update()
        .filter(pk__in=remittance_ids, desk_id=desk_id, counted_minor__isnull=False)
        .order_by("pk")
    )
    if not remittances or len(remittances) != len(set(remittance_ids)):
        message = _("Some of these remittances are not at this desk, or not counted yet.")
        raise NotFound(message, field="remittances")
    return remittances


@transaction.atomic
def cash_deposit_make(
    *, actor: Actor, desk_id: int, remittance_ids: Sequence[int], slip_number: str, now: datetime
) -> BankDeposit:
    """
    Hand what was counted in these remittances to the bank against a slip, once per slip number.

    :raises NotAllowed: if the actor does not keep this desk
    :raises NotFound: if a remittance does not exist at this desk or has not been counted
    :raises IllegalMove: if its cash is not at the desk any more
    :raises InvalidInput: if the slip has no number, or there is nothing to deposit
    """
    require(may_hold_cash(actor, desk_id), _("Only the cashier of this desk may do this."))
    if not slip_number.strip():
        raise InvalidInput(_("Please enter the number of the deposit slip."), field="slip_number")
    remittances = _remittances_at_desk(desk_id, remittance_ids)
    known = BankDeposit.objects.filter(slip_number=slip_number).first()
    if known is not None:
        return known
    ids = list(CashCollection.objects.filter(remittance__in=remittances).values_list("pk", flat=True))
    rows = collections_locked(ids, after=CashState.DEPOSITED)
    amount = Money(sum(row.counted_minor or 0 for row in remittances), remittances[0].currency)
    if not amount:
        raise InvalidInput(_("There is no cash to deposit."), field="remittances")
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
    collections_move(rows, to=CashState.DEPOSITED, fields=["deposit"])
    _post_deposited(deposit, remittances, actor, now)
    return deposit


def _post_deposited(
    deposit: BankDeposit, remittances: Sequence[CashRemittance], actor: Actor, now: datetime
) -> None:
    reference = f"deposit:{deposit.pk}"
    lines = [Line(chart.cash_in_deposit(), deposit.amount, reference)]
    lines += [
        Line(
            chart.cash_at_desk(deposit.desk_id),
            -Money(row.counted_minor, row.currency),
            f"remittance:{row.pk}",
        )
        for row in remittances
        if row.counted_minor
    ]
    ledger_post(
        key=f"{reference}:made",
        reason="cash_deposited",
        happened_at=now,
        recorded_at=now,
        lines=lines,
        actor=actor,
        reference=reference,
        facts={
            "slip_number": deposit.slip_number,
            "amount_minor": deposit.amount_minor,
            "currency": deposit.currency,
        },
    )


def _confirmed_before(deposit: BankDeposit, credited: Money, bank_reference: str) -> bool:
    if deposit.confirmed_at is None:
        return False
    if (deposit.confirmed_minor, deposit.bank_reference) != (credited.minor, bank_reference):
        raise Conflict(_("This deposit has already been confirmed."), field="deposit")
    return True


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
    :raises InvalidInput: if the sum is negative or the reference empty
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    deposit = BankDeposit.objects.select_for_update().filter(pk=deposit_id).first()
    if deposit is None:
        raise NotFound(_("There is no such deposit."), field="deposit")
    if credited.minor < 0 or credited.currency != deposit.currency or not bank_reference.strip():
        message = _("Please enter the sum and the reference of the bank statement.")
        raise InvalidInput(message, field="credited")
    if _confirmed_before(deposit, credited, bank_reference):
        return deposit

    ids = list(deposit.collections.values_list("pk", flat=True))
    rows = collections_locked(ids, after=CashState.CONFIRMED)
    deposit.confirmed_minor = credited.minor
    deposit.bank_reference = bank_reference
    deposit.confirmed_at = now
    deposit.save(update_fields=["confirmed_minor", "bank_reference", "confirmed_at"])
    collections_move(rows, to=CashState.CONFIRMED)
    _post_confirmed(deposit, credited, actor, now)
    missing = deposit.amount - credited
    if missing:
        case = CashCase(
            holder_id=deposit.desk_id, deposit=deposit, missing_minor=missing.minor, currency=deposit.currency
        )
        case_open(case, now=now)
    _date_maturity(rows, now)
    return deposit


def _post_confirmed(deposit: BankDeposit, credited: Money, actor: Actor, now: datetime) -> None:
    reference = f"deposit:{deposit.pk}"
    lines = [
        Line(chart.bank(), credited),
        Line(chart.cash_case(deposit.desk_id), deposit.amount - credited, reference),
        Line(chart.cash_in_deposit(), -deposit.amount, reference),
    ]
    ledger_post(
        key=f"{reference}:confirmed",
        reason="cash_banked",
        happened_at=now,
        recorded_at=now,
        lines=[line for line in lines if line.amount],
        actor=actor,
        reference=reference,
        facts={
            "slip_number": deposit.slip_number,
            "bank_reference": deposit.bank_reference,
            "credited_minor": credited.minor,
            "currency": deposit.currency,
        },
    )


def _date_maturity(rows: Sequence[CashCollection], now: datetime) -> None:
    """Say when each delivered sub-order whose cash is on the statement becomes payable."""
    delivered = SubOrder.objects.select_related("order__channel").filter(
        order__in=[row.order_id for row in rows], delivered_at__isnull=False, matures_at=None
    )
    due = list(delivered)
    for sub_order in due:
        sub_order.matures_at = now + timedelta(days=sub_order.order.channel.maturity_days_cash)
    SubOrder.objects.bulk_update(due, ["matures_at"])
