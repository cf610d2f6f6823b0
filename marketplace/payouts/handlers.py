"""Who is told what happened to their money: officers of the cooperative, and staff who settle."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import override

from marketplace.accounts.models import User
from marketplace.accounts.selectors import holders_of
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import officers_of
from marketplace.kernel.actor import Permission
from marketplace.kernel.formats import format_date, format_money
from marketplace.notifications.selectors import inbox_address
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from marketplace.outbox.bus import listens
from marketplace.payouts.events import (
    AppealAnswered,
    HoldAppealed,
    HoldPlaced,
    MandateIssued,
    PayoutBlocked,
    PayoutPaid,
    PayoutReturned,
    SettlementMissed,
    SettlementPrepared,
    StatementReady,
)
from marketplace.payouts.links import earnings_url, holds_url, settlements_url, statement_url
from marketplace.payouts.models.hold import Hold, HoldAppeal
from marketplace.payouts.models.payout import Payout
from marketplace.payouts.models.settlement import SettlementRun, Statement
from marketplace.payouts.models.term import SettlementAlarm
from marketplace.payouts.services.commission_invoice import commission_invoice_issue
from marketplace.payouts.states import AppealState, PayoutWay


def _ways(user: User) -> list[tuple[Channel, str]]:
    """The inbox, and the way by which the person can be reached outside: e-mail, or else the telephone."""
    # The database demands that one of the two is there
    outside = (Channel.EMAIL, user.email) if user.email else (Channel.SMS, user.phone or "")
    return [(Channel.INBOX, inbox_address(user.pk)), outside]


def _tell(
    users: Iterable[User], template: str, key: str, context: dict[str, dict[str, str]], now: datetime
) -> None:
    """Write one message per person and way; `context` holds the values of each language that is needed."""
    for user in users:
        for channel, to in _ways(user):
            notify(
                key=f"{key}:{user.pk}:{channel}",
                channel=channel,
                to=to,
                language=user.language,
                template=template,
                context=context[user.language],
                now=now,
            )


def _tell_officers(
    organisation: Organisation, template: str, key: str, said: Callable[[str], dict[str, str]], now: datetime
) -> None:
    """Tell the officers of a cooperative, each in their language; `said` gives the values of one."""
    officers = list(officers_of(organisation.pk))
    context = {
        language: {"cooperative": organisation.name(language), **said(language)}
        for language in {user.language for user in officers}
    }
    _tell(officers, template, key, context, now)


def _staff(permission: Permission) -> list[User]:
    users = User.objects.filter(holders_of(permission), is_active=True, is_staff=True)
    return list(users.order_by("pk"))


@listens(StatementReady, name="payouts.tell_statement")
def tell_statement(event: StatementReady, *, now: datetime) -> None:
    """Tell the officers that a statement can be read, and how much it pays."""
    statement = Statement.objects.select_related("run", "organisation").get(pk=event.statement_id)
    paid = statement.total if statement.outcome == "payable" else statement.total - statement.total
    _tell_officers(
        statement.organisation,
        "statement_ready",
        f"statement:{statement.pk}:ready",
        lambda language: {
            "period": format_date(statement.run.due_date, language),
            "amount": format_money(paid, language),
            "url": statement_url(statement.pk, language),
        },
        now,
    )


@listens(PayoutPaid, name="payouts.tell_paid")
def tell_paid(event: PayoutPaid, *, now: datetime) -> None:
    """Tell the officers that the bank has paid; whoever collected a mandate knows it."""
    payout = Payout.objects.select_related("organisation").get(pk=event.payout_id)
    if payout.way == PayoutWay.MANDATE:
        return
    _tell_officers(
        payout.organisation,
        "payout_sent",
        f"payout:{payout.pk}:paid",
        lambda language: {
            "amount": format_money(payout.amount, language),
            "account": payout.ending[-4:],
            "url": statement_url(payout.statement_id, language),
        },
        now,
    )


@listens(MandateIssued, name="payouts.tell_mandate")
def tell_mandate(event: MandateIssued, *, now: datetime) -> None:
    """Tell the officers who collects their money at the agency, and under which code."""
    payout = Payout.objects.select_related("organisation").get(pk=event.payout_id)
    _tell_officers(
        payout.organisation,
        "mandate_issued",
        f"payout:{payout.pk}:mandate",
        lambda language: {
            "amount": format_money(payout.amount, language),
            "holder": payout.holder,
            "code": payout.end_to_end_id,
            "url": statement_url(payout.statement_id, language),
        },
        now,
    )


@listens(PayoutReturned, name="payouts.tell_returned")
def tell_returned(event: PayoutReturned, *, now: datetime) -> None:
    """Tell the officers that the bank sent the money back, and why."""
    payout = Payout.objects.select_related("organisation").get(pk=event.payout_id)
    _tell_officers(
        payout.organisation,
        "payout_returned",
        f"payout:{payout.pk}:returned",
        lambda language: {
            "amount": format_money(payout.amount, language),
            "reason": payout.return_reason,
            "url": statement_url(payout.statement_id, language),
        },
        now,
    )


@listens(PayoutBlocked, name="payouts.tell_blocked")
def tell_blocked(event: PayoutBlocked, *, now: datetime) -> None:
    """Tell the officers that their money waits for a bank account."""
    statement = Statement.objects.select_related("run", "organisation").get(pk=event.statement_id)
    _tell_officers(
        statement.organisation,
        "payout_blocked",
        f"statement:{statement.pk}:blocked",
        lambda language: {
            "amount": format_money(statement.total, language),
            "url": earnings_url(language),
        },
        now,
    )


@listens(HoldPlaced, name="payouts.tell_hold")
def tell_hold(event: HoldPlaced, *, now: datetime) -> None:
    """Tell the officers what is held, why and until when."""
    hold = Hold.objects.select_related("organisation").get(pk=event.hold_id)
    _tell_officers(
        hold.organisation,
        "hold_placed",
        f"hold:{hold.pk}:placed",
        lambda language: {
            "amount": format_money(hold.amount, language),
            "reason": hold.reason,
            "until": format_date(hold.release_date, language),
            "url": earnings_url(language),
        },
        now,
    )


@listens(HoldAppealed, name="payouts.tell_appeal")
def tell_appeal(event: HoldAppealed, *, now: datetime) -> None:
    """Ask those who may answer: who handles settlements and did not place the hold."""
    appeal = HoldAppeal.objects.select_related("hold__organisation").get(pk=event.appeal_id)
    staff = {
        user.pk: user
        for kind in (Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS)
        for user in _staff(kind)
        if user.pk != appeal.hold.placed_by_id
    }
    context = {
        language: {
            "cooperative": appeal.hold.organisation.name(language),
            "amount": format_money(appeal.hold.amount, language),
            "until": format_date(appeal.answer_due_date, language),
            "url": holds_url(language),
        }
        for language in {user.language for user in staff.values()}
    }
    _tell(staff.values(), "hold_appealed", f"appeal:{appeal.pk}:made", context, now)


@listens(AppealAnswered, name="payouts.tell_appeal_answered")
def tell_appeal_answered(event: AppealAnswered, *, now: datetime) -> None:
    """Tell the officers what became of their objection."""
    appeal = HoldAppeal.objects.select_related("hold__organisation").get(pk=event.appeal_id)
    officers = list(officers_of(event.organisation_id))
    context = {}
    for language in {user.language for user in officers}:
        with override(language):
            outcome = str(AppealState(appeal.state).label)
        context[language] = {
            "cooperative": appeal.hold.organisation.name(language),
            "amount": format_money(appeal.hold.amount, language),
            "outcome": outcome,
            "answer": appeal.answer or "–",
            "url": earnings_url(language),
        }
    _tell(officers, "appeal_answered", f"appeal:{appeal.pk}:answered", context, now)


@listens(SettlementPrepared, name="payouts.tell_prepared")
def tell_prepared(event: SettlementPrepared, *, now: datetime) -> None:
    """Ask those who may approve."""
    run = SettlementRun.objects.get(pk=event.run_id)
    staff = [user for user in _staff(Permission.APPROVE_SETTLEMENTS) if user.pk != run.prepared_by_id]
    context = {
        language: {"date": format_date(run.due_date, language), "url": settlements_url(language)}
        for language in {user.language for user in staff}
    }
    _tell(staff, "settlement_to_approve", f"settlement:{run.pk}:prepared", context, now)


@listens(SettlementMissed, name="payouts.tell_missed")
def tell_missed(event: SettlementMissed, *, now: datetime) -> None:
    """Tell everybody who could still settle."""
    alarm = SettlementAlarm.objects.get(pk=event.alarm_id)
    staff = {user.pk: user for kind in (Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS)
             for user in _staff(kind)}  # fmt: skip
    context = {
        language: {"date": format_date(alarm.due_date, language), "url": settlements_url(language)}
        for language in {user.language for user in staff.values()}
    }
    _tell(staff.values(), "settlement_missed", f"settlement:{alarm.pk}:missed", context, now)


@listens(StatementReady, name="payouts.issue_commission_invoice")
def issue_commission_invoice(event: StatementReady, *, now: datetime) -> None:
    """The marketplace's invoice goes with each statement."""
    commission_invoice_issue(statement_id=event.statement_id, now=now)
