"""Accounts at the card processor instead of a RIB: test that ..."""

from datetime import timedelta

import pytest

from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.selectors import payable_accounts
from marketplace.cooperatives.services.bank_account_confirm import bank_account_confirm
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from orders.gateways.base import ProcessorUnreachable
from orders.services.payee_connect import payee_connect
from tests.factories.ground import NOON, BankAccountFactory, OrganisationFactory, member_actor
from tests.factories.transfers import ACCOUNT, ConnectTwin

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory.create(active=True)


@pytest.fixture
def treasurer(organisation: Organisation) -> Actor:
    return member_actor(organisation, "treasurer")


def connect(
    actor: Actor, organisation: Organisation, name: str = f" {ACCOUNT}", twin: ConnectTwin | None = None
) -> BankAccount:
    return payee_connect(
        actor=actor,
        organisation_id=organisation.pk,
        connected_id=name,
        gateway=twin or ConnectTwin(NOON),
        now=NOON,
    )


def test_a_second_officer_confirms_it_and_it_cools_as_a_rib_does(
    organisation: Organisation, treasurer: Actor
) -> None:
    old = BankAccountFactory.create(organisation=organisation)

    account = connect(treasurer, organisation)

    assert (account.rib, account.connected_id, account.holder) == ("", ACCOUNT, "Amal SARL")
    with pytest.raises(NotAllowed):
        bank_account_confirm(actor=treasurer, bank_account_id=account.pk, now=NOON)
    assert payable_accounts([organisation.pk], NOON) == {organisation.pk: old}
    president = member_actor(organisation, "president")
    bank_account_confirm(actor=president, bank_account_id=account.pk, now=NOON)
    assert payable_accounts([organisation.pk], NOON + timedelta(hours=71)) == {}
    assert payable_accounts([organisation.pk], NOON + timedelta(hours=72)) == {organisation.pk: account}
    with pytest.raises(Conflict):
        connect(treasurer, organisation)


def test_what_the_processor_does_not_know_or_cannot_pay_is_not_written_down(
    organisation: Organisation, treasurer: Actor
) -> None:
    incomplete = ConnectTwin(NOON, payable={ACCOUNT: False})
    for name, twin in (("RIB 12", None), ("acct_unknown1", None), (ACCOUNT, incomplete)):
        with pytest.raises(InvalidInput) as refused:
            connect(treasurer, organisation, name, twin)
        assert refused.value.field == "connected_id"
    with pytest.raises(ProcessorUnreachable):
        connect(treasurer, organisation, ACCOUNT, ConnectTwin(NOON, is_down=True))
    Organisation.objects.update(state="closed")
    with pytest.raises(IllegalMove):
        connect(treasurer, organisation)

    assert not BankAccount.objects.exists()


def test_others_name_no_account(organisation: Organisation) -> None:
    for actor in (
        Actor.anonymous(),
        member_actor(organisation, "sales"),
        member_actor(OrganisationFactory.create()),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            connect(actor, organisation)

    assert not BankAccount.objects.exists()
