"""Cooperatives without a usable account, and the cash that is made out to their officers: test that ..."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from marketplace.accounts.models import User
from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.notifications.models import Message
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.events import MandateIssued, PayoutPaid
from marketplace.payouts.handlers import tell_mandate, tell_paid
from marketplace.payouts.models.payout import Payout, PayoutFile
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.selectors.settlements import run_detail, statement_detail
from marketplace.payouts.services.mandate_choose import mandate_choose, mandate_withdraw
from marketplace.payouts.services.payout_result_import import payout_result_import
from marketplace.payouts.services.settlement_approve import settlement_approve
from marketplace.payouts.services.settlement_export import settlement_export
from marketplace.payouts.services.settlement_lock import settlement_lock
from marketplace.payouts.services.statement_render import statement_pdf
from marketplace.payouts.states import PayoutWay
from tests.factories.ground import (
    BankAccountFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    member_actor,
    staff_actor,
)
from tests.factories.payouts import refunded, sold
from tests.marketplace.payouts.conftest import NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


@pytest.fixture
def cooperative(db: None) -> Organisation:
    """It has sold for 300 MAD and has no account."""
    organisation = OrganisationFactory.create(active=True)
    sold(organisation.pk, 30_000, at=SOLD)
    return organisation


@pytest.fixture
def president(cooperative: Organisation) -> User:
    user = UserFactory.create(full_name="Fatima Demo", language="fr")
    MembershipFactory.create(organisation=cooperative, user=user, role="president")
    return user


@pytest.fixture
def draft(settle: Settle, cooperative: Organisation, president: User) -> SettlementRun:
    """One cooperative has an account, one has none."""
    sold(payee().pk, 10_000, at=SOLD)
    return settle.drafted()


def waiting() -> Statement:
    return Statement.objects.get(outcome="no_account")


def chosen(actor: Actor, officer: User) -> Statement:
    return mandate_choose(actor=actor, statement_id=waiting().pk, officer_id=officer.pk, now=NOW)


def sent(actor: Actor, run: SettlementRun, form: str) -> list[dict[str, str]]:
    file = settlement_export(actor=actor, run_id=run.pk, file_format=form, now=NOW)
    return list(csv.DictReader(io.StringIO(bytes(file.content).decode()), delimiter=";"))


def test_it_is_paid_in_cash_beside_the_transfers_and_each_way_has_a_file(
    settle: Settle, draft: SettlementRun, president: User, cooperative: Organisation
) -> None:
    statement = chosen(settle.preparer, president)
    assert (statement.outcome, statement.total, statement.line_count) == ("payable", Money(27_000), 1)
    settlement_approve(actor=settle.approver, run_id=draft.pk, now=NOW)
    # An account that can be used by now does not change what was approved.
    BankAccountFactory.create(organisation=cooperative)
    settlement_lock(actor=settle.preparer, run_id=draft.pk, now=NOW)
    payout = Payout.objects.get(organisation=cooperative)
    assert (payout.way, payout.rib, payout.holder) == (PayoutWay.MANDATE, "", "Fatima Demo")
    assert run_detail(actor=settle.preparer, run_id=draft.pk).unsent == (PayoutWay.BANK, PayoutWay.MANDATE)

    transfers = sent(settle.preparer, draft, "csv")
    draft.refresh_from_db()
    assert (len(transfers), draft.state) == (1, "locked")
    mandates = sent(settle.preparer, draft, "mandate")
    assert [(row["code"], row["beneficiary"], row["amount"]) for row in mandates] == [
        (payout.end_to_end_id, "Fatima Demo", "270.00")
    ]
    assert sent(settle.preparer, draft, "mandate") == mandates
    draft.refresh_from_db()
    assert (draft.state, PayoutFile.objects.count()) == ("exported", 2)
    with pytest.raises(IllegalMove):
        sent(settle.preparer, draft, "pain001")

    answer = "end_to_end_id;status;date;amount;reason\n" + "".join(
        f"{row.end_to_end_id};paid;2026-11-16;{row.amount.amount};\n" for row in Payout.objects.all()
    )
    payout_result_import(actor=settle.preparer, content=answer.encode(), name="a.csv", now=NOW)

    draft.refresh_from_db()
    assert (draft.state, balance(chart.payouts_in_transit())) == ("closed", Money(0))
    assert balance(chart.payable_available(cooperative.pk)) == Money(0)
    assert payouts_findings() == []


def test_officers_are_told_the_code_and_paper_and_page_say_it(
    settle: Settle, draft: SettlementRun, president: User, cooperative: Organisation
) -> None:
    statement = chosen(settle.preparer, president)
    settlement_approve(actor=settle.approver, run_id=draft.pk, now=NOW)
    settlement_lock(actor=settle.preparer, run_id=draft.pk, now=NOW)
    payout = Payout.objects.get(organisation=cooperative)
    about: dict[str, Any] = {
        "payout_id": payout.pk,
        "organisation_id": cooperative.pk,
        "happened_at": NOW,
    }

    tell_mandate(MandateIssued(**about), now=NOW)
    tell_paid(PayoutPaid(**about), now=NOW)

    told = Message.objects.filter(template__in=("mandate_issued", "payout_sent"))
    assert {(row.template, row.context["code"]) for row in told} == {("mandate_issued", payout.end_to_end_id)}
    card, _lines = statement_detail(actor=member_actor(cooperative), statement_id=statement.pk)
    assert (card.way, card.holder, card.code) == (PayoutWay.MANDATE, "Fatima Demo", payout.end_to_end_id)
    for language in ("ar", "fr"):
        assert statement_pdf(statement_id=statement.pk, language=language).startswith(b"%PDF")


def test_whoever_chose_it_cannot_approve_however_small_it_is(
    settle: Settle, draft: SettlementRun, president: User
) -> None:
    both = staff_actor(Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS)
    SettlementRun.objects.update(second_person_from_minor=10_000_000)
    chosen(both, president)

    assert not run_detail(actor=both, run_id=draft.pk).may_approve
    with pytest.raises(NotAllowed):
        settlement_approve(actor=both, run_id=draft.pk, now=NOW)

    assert settlement_approve(actor=settle.approver, run_id=draft.pk, now=NOW).state == "approved"


def test_it_can_be_taken_back_and_chosen_again_until_the_draft_is_approved(
    settle: Settle, draft: SettlementRun, president: User
) -> None:
    statement = chosen(settle.preparer, president)

    taken = mandate_withdraw(actor=settle.preparer, statement_id=statement.pk)

    assert (taken.outcome, taken.mandate_by_id) == ("no_account", None)
    assert not StatementLine.objects.filter(statement=statement).exists()
    with pytest.raises(IllegalMove):
        mandate_withdraw(actor=settle.preparer, statement_id=statement.pk)
    chosen(settle.preparer, president)
    with pytest.raises(IllegalMove):
        mandate_choose(actor=settle.preparer, statement_id=statement.pk, officer_id=president.pk, now=NOW)
    settlement_approve(actor=settle.approver, run_id=draft.pk, now=NOW)
    with pytest.raises(IllegalMove):
        mandate_withdraw(actor=settle.preparer, statement_id=statement.pk)


def test_an_account_that_only_cools_is_waited_for(
    settle: Settle, draft: SettlementRun, president: User, cooperative: Organisation
) -> None:
    BankAccountFactory.create(organisation=cooperative, usable_from=NOW + timedelta(days=2))

    with pytest.raises(IllegalMove, match="can be paid to from"):
        chosen(settle.preparer, president)

    BankAccount.objects.filter(organisation=cooperative).update(is_active=False)
    assert chosen(settle.preparer, president).outcome == "payable"


def test_only_a_named_officer_of_the_cooperative_gets_the_money(
    settle: Settle, draft: SettlementRun, cooperative: Organisation
) -> None:
    member = MembershipFactory.create(organisation=cooperative, user__full_name="Hamid", role="sales").user
    nameless = MembershipFactory.create(organisation=cooperative, user__full_name=" ", role="treasurer").user

    for somebody in (member, nameless, UserFactory.create(full_name="Passer-by")):
        with pytest.raises(InvalidInput):
            chosen(settle.preparer, somebody)

    assert waiting().mandate_holder == ""


def test_what_was_refunded_since_the_draft_is_taken_off_and_nothing_is_paid_of_nothing(
    settle: Settle, draft: SettlementRun, president: User, cooperative: Organisation
) -> None:
    refunded(cooperative.pk, 30_000, at=NOW)

    with pytest.raises(IllegalMove):
        chosen(settle.preparer, president)

    statement = waiting()
    assert (statement.mandate_holder, statement.lines.count()) == ("", 0)


def test_a_refund_between_approval_and_lock_is_taken_off_the_mandate(
    settle: Settle, draft: SettlementRun, president: User, cooperative: Organisation
) -> None:
    chosen(settle.preparer, president)
    settlement_approve(actor=settle.approver, run_id=draft.pk, now=NOW)
    refunded(cooperative.pk, 10_000, at=NOW)

    settlement_lock(actor=settle.preparer, run_id=draft.pk, now=NOW)

    assert Payout.objects.get(organisation=cooperative).amount == Money(18_000)
    assert payouts_findings() == []


def test_others_choose_nothing(draft: SettlementRun, president: User, cooperative: Organisation) -> None:
    for actor in (
        Actor.anonymous(),
        Actor.of_machine("m"),
        member_actor(cooperative),
        staff_actor(Permission.MANAGE_HUB),
    ):
        with pytest.raises(NotAllowed):
            chosen(actor, president)
    with pytest.raises(NotFound):
        mandate_choose(actor=Actor.of_machine("m"), statement_id=0, officer_id=president.pk, now=NOW)
