import pytest

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.services.bank_account_confirm import bank_account_confirm
from marketplace.cooperatives.services.bank_account_submit import bank_account_submit
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from marketplace.outbox.models import Receipt, ReceiptState
from tests.factories.ground import NOON, MembershipFactory, OrganisationFactory, rib_of


@pytest.fixture
def officers(db):
    organisation = OrganisationFactory.create(active=True)
    president = MembershipFactory.create(organisation=organisation, user__language="ar").user
    treasurer = MembershipFactory.create(
        organisation=organisation, role=Role.TREASURER, user__phone=None
    ).user
    MembershipFactory.create(organisation=organisation, role=Role.SALES)
    return organisation, president, treasurer


def acting(organisation, person, role):
    return Actor(user_id=person.pk, roles={organisation.pk: frozenset({role.value})})


def test_every_officer_is_told_by_every_way_that_the_money_is_to_go_elsewhere(officers):
    organisation, president, treasurer = officers
    account = bank_account_submit(
        actor=acting(organisation, president, Role.PRESIDENT), organisation_id=organisation.pk,
        rib=rib_of(77), holder="Elle", now=NOON,
    )  # fmt: skip
    deliver(now=NOON)
    submitted = {(row.channel, row.to) for row in Message.objects.filter(template="account_submitted")}
    bank_account_confirm(
        actor=acting(organisation, treasurer, Role.TREASURER), bank_account_id=account.pk, now=NOON
    )
    deliver(now=NOON)

    ways = {
        ("inbox", f"user:{president.pk}"), ("sms", president.phone), ("email", president.email),
        ("inbox", f"user:{treasurer.pk}"), ("email", treasurer.email),
    }  # fmt: skip
    confirmed = Message.objects.filter(template="account_confirmed")
    assert submitted == ways
    assert {(row.channel, row.to) for row in confirmed} == ways
    rib = BankAccount.objects.get(pk=account.pk).rib
    assert {row.context["account"] for row in Message.objects.all()} == {rib[-4:]}
    assert {row.context["since"] for row in confirmed.filter(language="fr")} == {"19 novembre 2026"}


def test_hearing_it_again_tells_nobody_again(officers):
    organisation, president, _treasurer = officers
    bank_account_submit(
        actor=acting(organisation, president, Role.PRESIDENT), organisation_id=organisation.pk,
        rib=rib_of(77), holder="Elle", now=NOON,
    )  # fmt: skip
    deliver(now=NOON)
    before = Message.objects.count()

    Receipt.objects.update(state=ReceiptState.PENDING, attempts=0, due_at=NOON)
    handled = deliver(now=NOON)

    assert (before, handled, Message.objects.count()) == (5, 1, 5)
