"""Objections against holds: test that ..."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, DomainError, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance
from marketplace.outbox.models import Message
from marketplace.payouts.checks import payouts_findings
from marketplace.payouts.models.hold import Hold, HoldAppeal
from marketplace.payouts.services.hold_appeal import appeal_answer, appeals_lapse, hold_appeal
from marketplace.payouts.services.hold_place import hold_place, hold_release, holds_release_due
from marketplace.payouts.states import AppealState
from tests.factories.ground import OrganisationFactory, member_actor, staff_actor
from tests.factories.payouts import SettlementTermFactory
from tests.marketplace.payouts.conftest import NOW, payee

MACHINE = Actor.of_machine("holds")


@pytest.fixture
def coop(db: None) -> Organisation:
    SettlementTermFactory.create()
    return payee()


@pytest.fixture
def treasurer(coop: Organisation) -> Actor:
    return member_actor(coop, Role.TREASURER.value)


@pytest.fixture
def hold(coop: Organisation, preparer: Actor) -> Hold:
    return hold_place(
        actor=preparer,
        key="h",
        organisation_id=coop.pk,
        amount=Money(5_000),
        reason="pot cassé",
        release_date=date(2026, 12, 20),
        now=NOW,
    )


def held(coop: Organisation) -> Money:
    return -balance(chart.payable_held(coop.pk))


def answer(actor: Actor, appeal: HoldAppeal, is_granted: bool, words: str = "vu") -> HoldAppeal:
    return appeal_answer(actor=actor, appeal_id=appeal.pk, is_granted=is_granted, answer=words, now=NOW)


def test_an_answer_is_due_by_the_days_of_the_terms(treasurer: Actor, hold: Hold) -> None:
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="  Le pot était entier.  ", now=NOW)

    assert (appeal.words, appeal.state, appeal.made_by_id) == (
        "Le pot était entier.",
        "open",
        treasurer.user_id,
    )
    assert appeal.answer_due_date == date(2026, 11, 21)
    assert Message.objects.filter(topic="payouts.hold-appealed.v1").count() == 1


def test_a_granted_appeal_releases_the_amount(
    coop: Organisation, treasurer: Actor, approver: Actor, hold: Hold
) -> None:
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)

    answer(approver, appeal, True, "vous avez raison")

    appeal.refresh_from_db()
    hold.refresh_from_db()
    assert (appeal.state, appeal.answer, appeal.answered_by_id) == (
        "granted", "vous avez raison", approver.user_id,
    )  # fmt: skip
    assert hold.released_at == NOW
    assert held(coop) == Money(0)
    assert payouts_findings() == []


def test_a_refused_appeal_keeps_it_until_its_day(
    coop: Organisation, treasurer: Actor, approver: Actor, hold: Hold
) -> None:
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)

    answer(approver, appeal, False, "photo à l'appui")

    assert held(coop) == Money(5_000)
    with pytest.raises(Conflict):
        hold_appeal(actor=treasurer, hold_id=hold.pk, words="encore", now=NOW)
    assert holds_release_due(actor=MACHINE, now=NOW + timedelta(days=40)) == 1
    assert held(coop) == Money(0)


def test_silence_releases_the_amount_on_the_day_after(
    coop: Organisation, treasurer: Actor, hold: Hold
) -> None:
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)

    assert appeals_lapse(actor=MACHINE, now=NOW + timedelta(days=5)) == 0
    assert held(coop) == Money(5_000)
    assert appeals_lapse(actor=MACHINE, now=NOW + timedelta(days=6)) == 1
    assert appeals_lapse(actor=MACHINE, now=NOW + timedelta(days=6)) == 0

    appeal.refresh_from_db()
    assert (appeal.state, appeal.answered_by_id, held(coop)) == ("lapsed", None, Money(0))


def test_an_appeal_is_moot_when_the_hold_ends(
    coop: Organisation, treasurer: Actor, approver: Actor, preparer: Actor, hold: Hold
) -> None:
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)
    hold_release(actor=preparer, hold_id=hold.pk, now=NOW)

    with pytest.raises(IllegalMove):
        answer(approver, appeal, False)
    with pytest.raises(IllegalMove):
        hold_appeal(actor=treasurer, hold_id=hold.pk, words="trop tard", now=NOW)

    appeal.refresh_from_db()
    assert appeal.state == AppealState.MOOT


def test_who_placed_the_hold_does_not_answer(treasurer: Actor, preparer: Actor, hold: Hold) -> None:
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)

    for stranger in (preparer, treasurer, MACHINE, staff_actor(Permission.MANAGE_CASH), Actor.anonymous()):
        with pytest.raises(NotAllowed):
            answer(stranger, appeal, True)

    appeal.refresh_from_db()
    assert appeal.state == "open"


def test_only_officers_of_the_cooperative_object(coop: Organisation, approver: Actor, hold: Hold) -> None:
    others: list[tuple[Actor, type[DomainError]]] = [
        (member_actor(coop, Role.SALES.value), NotAllowed),
        (member_actor(OrganisationFactory.create(active=True)), NotFound),
        (approver, NotFound),
        (Actor.anonymous(), NotFound),
    ]
    for stranger, refusal in others:
        with pytest.raises(refusal):
            hold_appeal(actor=stranger, hold_id=hold.pk, words="non", now=NOW)

    assert HoldAppeal.objects.count() == 0


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_words_are_demanded_of_both(treasurer: Actor, approver: Actor, hold: Hold, words: str) -> None:
    with pytest.raises(InvalidInput):
        hold_appeal(actor=treasurer, hold_id=hold.pk, words=words, now=NOW)
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)
    with pytest.raises(InvalidInput):
        answer(approver, appeal, True, words)

    hold.refresh_from_db()
    assert hold.released_at is None


def test_a_second_appeal_is_refused_while_one_is_open(treasurer: Actor, hold: Hold) -> None:
    hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)

    with pytest.raises(Conflict):
        hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)

    assert HoldAppeal.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"reason": " "},
        {"amount_minor": 0},
        {"amount_minor": -1},
        {"release_date": date(2026, 11, 16)},
        {"release_date": None},
    ],
)
def test_the_database_refuses_a_hold_without_reason_amount_or_release(
    coop: Organisation, values: dict[str, object]
) -> None:
    known: dict[str, object] = {
        "organisation": coop, "key": "k", "reason": "r", "amount_minor": 1, "currency": "MAD",
        "placed_date": date(2026, 11, 16), "release_date": date(2026, 11, 17), "placed_at": NOW,
    }  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(**(known | values))


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(
    coop: Organisation, treasurer: Actor, hold: Hold, approver: Actor
) -> None:
    appeal = hold_appeal(actor=treasurer, hold_id=hold.pk, words="non", now=NOW)
    other = staff_actor(Permission.APPROVE_SETTLEMENTS)
    refused: list[Exception] = []

    def work(actor: Actor, is_granted: bool) -> None:
        try:
            answer(actor, appeal, is_granted)
        except IllegalMove as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=each) for each in ((approver, True), (other, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    appeal.refresh_from_db()
    assert len(refused) == 1
    assert held(coop) == (Money(0) if appeal.state == "granted" else Money(5_000))
