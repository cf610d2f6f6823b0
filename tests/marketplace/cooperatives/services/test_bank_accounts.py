"""Where an organisation is paid: two people, a wait, and everybody is told."""

from datetime import timedelta

import pytest

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.selectors import payable_accounts
from marketplace.cooperatives.services.bank_account_confirm import bank_account_block, bank_account_confirm
from marketplace.cooperatives.services.bank_account_submit import bank_account_submit
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.ground import BankAccountFactory, OrganisationFactory, member_actor, rib_of, staff_actor

pytestmark = pytest.mark.django_db
RIB = rib_of(7001)


@pytest.fixture
def organisation():
    return OrganisationFactory.create(active=True)


@pytest.fixture
def president(organisation):
    return member_actor(organisation)


@pytest.fixture
def treasurer(organisation):
    return member_actor(organisation, "treasurer")


def _submit(actor, organisation, now, rib=RIB, holder=" Coopérative\u202e "):
    return bank_account_submit(actor=actor, organisation_id=organisation.pk, rib=rib, holder=holder, now=now)


def _bodies():
    return list(Message.objects.order_by("pk").values_list("body", flat=True))


def test_a_second_officer_confirms_and_the_money_waits_three_days(organisation, president, treasurer, noon):
    old = BankAccountFactory.create(organisation=organisation)
    account = _submit(treasurer, organisation, noon, rib=f"MA64 {RIB}")
    assert (account.rib, account.holder, account.is_active) == (RIB, "Coopérative", False)
    assert payable_accounts([organisation.pk], noon) == {organisation.pk: old}

    bank_account_confirm(actor=president, bank_account_id=account.pk, now=noon + timedelta(hours=1))

    account.refresh_from_db()
    old.refresh_from_db()
    assert (account.is_active, old.is_active) == (True, False)
    assert account.usable_from == noon + timedelta(hours=73)
    assert payable_accounts([organisation.pk], noon + timedelta(hours=72)) == {}
    assert payable_accounts([organisation.pk], noon + timedelta(hours=73)) == {organisation.pk: account}
    officers = sorted([president.user_id, treasurer.user_id])
    assert [body["officer_ids"] for body in _bodies()] == [officers, officers]
    assert _bodies()[0]["rib_ending"] == RIB[-6:]


def test_who_submitted_an_account_does_not_confirm_it(organisation, treasurer, noon):
    account = _submit(treasurer, organisation, noon)

    with pytest.raises(NotAllowed):
        bank_account_confirm(actor=treasurer, bank_account_id=account.pk, now=noon)

    account.refresh_from_db()
    assert (account.is_active, account.confirmed_by_id) == (False, None)


def test_an_account_is_confirmed_once(organisation, president, treasurer, noon):
    account = _submit(treasurer, organisation, noon)
    bank_account_confirm(actor=president, bank_account_id=account.pk, now=noon)

    with pytest.raises(IllegalMove):
        bank_account_confirm(actor=president, bank_account_id=account.pk, now=noon + timedelta(days=9))
    with pytest.raises(Conflict):
        _submit(treasurer, organisation, noon)

    account.refresh_from_db()
    assert account.usable_from == noon + timedelta(hours=72)


def test_an_officer_who_notices_a_theft_blocks_the_account(organisation, president, treasurer, noon):
    account = _submit(treasurer, organisation, noon)
    bank_account_confirm(actor=president, bank_account_id=account.pk, now=noon)
    pending = _submit(president, organisation, noon, rib=rib_of(7002))

    bank_account_block(actor=treasurer, bank_account_id=account.pk)
    bank_account_block(actor=treasurer, bank_account_id=pending.pk)

    account.refresh_from_db()
    assert not account.is_active
    assert BankAccount.objects.get() == account
    assert payable_accounts([organisation.pk], noon + timedelta(days=30)) == {}
    with pytest.raises(IllegalMove):
        bank_account_confirm(actor=president, bank_account_id=account.pk, now=noon)


@pytest.mark.parametrize(
    ("_case", "rib", "holder", "field"),
    [
        ("a wrong key", RIB[:-1] + str((int(RIB[-1]) + 1) % 10), "X", "rib"),
        ("too short", "123", "X", "rib"),
        ("letters", "A" * 24, "X", "rib"),
        ("nobody", RIB, "\u200b", "holder"),
        ("a holder that is too long", RIB, "x" * 71, "holder"),
    ],
)
def test_an_account_that_cannot_be_is_refused(_case, rib, holder, field, organisation, president, noon):
    with pytest.raises(InvalidInput) as refusal:
        _submit(president, organisation, noon, rib=rib, holder=holder)

    assert refusal.value.field == field
    assert not BankAccount.objects.exists()
    assert _bodies() == []


def test_a_closed_organisation_gets_no_account(organisation, president, noon):
    type(organisation).objects.update(state=VerificationState.CLOSED)

    with pytest.raises(IllegalMove):
        _submit(president, organisation, noon)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("visitor", NotFound),
        ("stranger", NotFound),
        ("cash", NotFound),
        ("sales", NotAllowed),
        ("people", NotAllowed),
    ],
)
def test_others_neither_submit_nor_confirm_nor_block(who, error, organisation, noon):
    actor = {
        "visitor": Actor.anonymous,
        "stranger": lambda: member_actor(OrganisationFactory.create()),
        "cash": lambda: staff_actor(Permission.MANAGE_CASH),
        "sales": lambda: member_actor(organisation, "sales"),
        "people": lambda: staff_actor(Permission.MANAGE_USERS),
    }[who]()
    account = BankAccountFactory.create(organisation=organisation)
    before = list(BankAccount.objects.values())

    with pytest.raises(error):
        _submit(actor, organisation, noon)
    with pytest.raises(error):
        bank_account_confirm(actor=actor, bank_account_id=account.pk, now=noon)
    with pytest.raises(error):
        bank_account_block(actor=actor, bank_account_id=account.pk)

    assert list(BankAccount.objects.values()) == before
    assert _bodies() == []


def test_what_does_not_exist_is_not_found(president, noon):
    with pytest.raises(NotFound):
        bank_account_confirm(actor=president, bank_account_id=10**12, now=noon)
