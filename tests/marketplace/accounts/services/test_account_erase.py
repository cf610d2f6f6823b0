"""A person erases their account: what goes, what stays, and who cannot."""

import pytest

from marketplace.accounts.models import Address, User
from marketplace.accounts.services.account_delete import StillNeeded
from marketplace.accounts.services.account_erase import account_erase, erasing_word
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotAllowed
from tests.factories.ground import NOON, AddressFactory, MembershipFactory, UserFactory
from tests.factories.orders import market

pytestmark = pytest.mark.django_db


def test_the_person_goes_and_the_order_stays() -> None:
    order = market().order({0: 1})
    user = UserFactory.create(phone="+212612345678")
    order.user = user
    order.save(update_fields=["user"])
    AddressFactory.create(user=user)

    account_erase(actor=Actor(user_id=user.pk), typed=" 5678 ", now=NOON)

    order.refresh_from_db()
    assert order.user_id is None
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Address.objects.exists()


def test_without_a_number_the_address_is_typed() -> None:
    user = UserFactory.create(phone=None, email="amina@example.com")

    assert erasing_word(user) == "amina@example.com"
    account_erase(actor=Actor(user_id=user.pk), typed="Amina@Example.com", now=NOON)
    assert not User.objects.filter(pk=user.pk).exists()


def test_who_types_something_else_stays() -> None:
    user = UserFactory.create(phone="+212612345678")

    with pytest.raises(InvalidInput) as refused:
        account_erase(actor=Actor(user_id=user.pk), typed="5679", now=NOON)

    assert refused.value.field == "typed"
    assert User.objects.filter(pk=user.pk).exists()


def test_who_has_work_here_leaves_it_first() -> None:
    with pytest.raises(NotAllowed):
        account_erase(actor=Actor.anonymous(), typed="", now=NOON)
    staff = UserFactory.create(is_staff=True)
    with pytest.raises(StillNeeded):
        account_erase(actor=Actor(user_id=staff.pk), typed=erasing_word(staff), now=NOON)
    membership = MembershipFactory.create()
    member = Actor(
        user_id=membership.user_id, roles={membership.organisation_id: frozenset({membership.role})}
    )
    with pytest.raises(StillNeeded):
        account_erase(actor=member, typed=erasing_word(membership.user), now=NOON)
    assert User.objects.count() == 2
