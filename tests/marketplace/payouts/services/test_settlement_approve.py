"""The second person."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.payouts.models.settlement import SettlementRun, Statement, StatementLine
from marketplace.payouts.models.term import SettlementTerm
from marketplace.payouts.services.settlement_approve import settlement_approve, settlement_discard
from marketplace.payouts.services.settlement_prepare import settlement_prepare
from tests.factories.ground import member_actor, staff_actor
from tests.factories.payouts import SettlementTermFactory, sold
from tests.marketplace.payouts.conftest import DUE, NOW, SOLD, Settle, payee

pytestmark = pytest.mark.django_db


def test_another_person_approves(settle: Settle, approver: Actor) -> None:
    run = settle.approved()

    run.refresh_from_db()
    assert (run.state, run.approved_by_id, run.approved_at) == ("approved", approver.user_id, NOW)


def test_the_preparer_cannot_approve_whatever_they_may(term: SettlementTerm) -> None:
    both = staff_actor(Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS)
    run = settlement_prepare(actor=both, due_date=DUE, now=NOW)

    with pytest.raises(NotAllowed):
        settlement_approve(actor=both, run_id=run.pk, now=NOW)

    assert SettlementRun.objects.get().state == "draft"


def test_a_superuser_cannot_approve_what_they_prepared(term: SettlementTerm) -> None:
    boss = Actor(user_id=staff_actor().user_id, is_superuser=True)
    run = settlement_prepare(actor=boss, due_date=DUE, now=NOW)

    with pytest.raises(NotAllowed):
        settlement_approve(actor=boss, run_id=run.pk, now=NOW)

    assert SettlementRun.objects.get().state == "draft"


@pytest.mark.parametrize("who", ["visitor", "member", "preparer", "machine"])
def test_others_cannot_approve(settle: Settle, who: str) -> None:
    organisation = payee()
    run = settle.drafted()
    actors = {
        "visitor": Actor.anonymous(),
        "member": member_actor(organisation),
        "preparer": staff_actor(Permission.PREPARE_SETTLEMENTS),
        "machine": Actor.of_machine("settlement"),
    }

    with pytest.raises(NotAllowed):
        settlement_approve(actor=actors[who], run_id=run.pk, now=NOW)

    assert SettlementRun.objects.get().state == "draft"


def test_the_database_refuses_one_person_for_both(settle: Settle, preparer: Actor) -> None:
    run = settle.drafted()

    with pytest.raises(IntegrityError, match="payouts_run_second_person"), transaction.atomic():
        SettlementRun.objects.filter(pk=run.pk).update(
            state="approved", approved_by_id=preparer.user_id, approved_at=NOW
        )


def test_the_database_refuses_to_lock_what_nobody_approved(settle: Settle) -> None:
    run = settle.drafted()

    with pytest.raises(IntegrityError, match="payouts_run_moves_only_approved"), transaction.atomic():
        SettlementRun.objects.filter(pk=run.pk).update(state="locked")


def test_approving_twice_is_refused(settle: Settle, approver: Actor) -> None:
    run = settle.approved()

    with pytest.raises(IllegalMove):
        settlement_approve(actor=approver, run_id=run.pk, now=NOW)


def test_an_unknown_run_is_not_found(approver: Actor) -> None:
    with pytest.raises(NotFound):
        settlement_approve(actor=approver, run_id=1, now=NOW)


def test_a_discarded_draft_frees_its_postings_and_its_date(settle: Settle, approver: Actor) -> None:
    one = payee()
    sold(one.pk, 30000, at=SOLD)
    run = settle.approved()

    discarded = settlement_discard(actor=approver, run_id=run.pk, reason=" wrong day ", now=NOW)

    assert (discarded.state, discarded.discard_reason) == ("discarded", "wrong day")
    assert (Statement.objects.count(), StatementLine.objects.count()) == (0, 0)
    again = settle.drafted()
    assert again.pk != run.pk
    assert Statement.objects.get().total_minor == 27000


def test_a_discard_needs_a_reason(settle: Settle, approver: Actor) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.drafted()

    with pytest.raises(InvalidInput):
        settlement_discard(actor=approver, run_id=run.pk, reason="  ", now=NOW)

    assert StatementLine.objects.count() == 1


def test_a_locked_run_cannot_be_discarded(settle: Settle, approver: Actor) -> None:
    sold(payee().pk, 30000, at=SOLD)
    run = settle.locked()

    with pytest.raises(IllegalMove):
        settlement_discard(actor=approver, run_id=run.pk, reason="too late", now=NOW)

    assert StatementLine.objects.count() == 1


def test_a_member_cannot_discard(settle: Settle) -> None:
    run = settle.drafted()

    with pytest.raises(NotAllowed):
        settlement_discard(actor=member_actor(payee()), run_id=run.pk, reason="no", now=NOW)

    assert SettlementRun.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("limit", "is_allowed"), [(0, False), (9_000, False), (9_001, True)]
)  # the run pays 90.00
def test_below_the_limit_of_the_terms_one_person_may_do_both(limit: int, is_allowed: bool) -> None:
    term = SettlementTermFactory.create()
    term.second_person_from_minor = limit
    term.save()
    both = staff_actor(Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS)
    sold(payee().pk, 10_000, at=SOLD)
    run = settlement_prepare(actor=both, due_date=DUE, now=NOW)

    if is_allowed:
        settlement_approve(actor=both, run_id=run.pk, now=NOW)
    else:
        with pytest.raises(NotAllowed):
            settlement_approve(actor=both, run_id=run.pk, now=NOW)

    run.refresh_from_db()
    assert (run.state, run.approved_minor) == (("approved", 9_000) if is_allowed else ("draft", None))


def test_the_database_refuses_one_person_from_the_limit_on() -> None:
    term = SettlementTermFactory.create()
    term.second_person_from_minor = 9_000
    term.save()
    both = staff_actor(Permission.PREPARE_SETTLEMENTS, Permission.APPROVE_SETTLEMENTS)
    sold(payee().pk, 10_000, at=SOLD)
    run = settlement_prepare(actor=both, due_date=DUE, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        SettlementRun.objects.filter(pk=run.pk).update(
            state="approved", approved_by=both.user_id, approved_at=NOW, approved_minor=9_000
        )


@pytest.mark.django_db(transaction=True)
def test_a_double_approval_is_one_approval() -> None:
    SettlementTermFactory.create()
    people = [staff_actor(Permission.APPROVE_SETTLEMENTS) for _ in range(4)]
    sold(payee().pk, 10_000, at=SOLD)
    run = settlement_prepare(actor=staff_actor(Permission.PREPARE_SETTLEMENTS), due_date=DUE, now=NOW)
    approved: list[int | None] = []

    def work(actor: Actor) -> None:
        try:
            settlement_approve(actor=actor, run_id=run.pk, now=NOW)
            approved.append(actor.user_id)
        except IllegalMove:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    run.refresh_from_db()
    assert approved == [run.approved_by_id]
