"""Orders taken over by their customer, and seen by their cooperative: test that ..."""

import uuid

import pytest
from allauth.account.models import EmailAddress

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from orders.models.order import Order, SubOrder
from orders.services.orders_claim import orders_claim
from orders.services.sub_order_acknowledge import sub_order_acknowledge
from tests.factories.ground import NOON, UserFactory, member_actor, staff_actor
from tests.factories.orders import VISITOR, Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db


built = once(market)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


@pytest.fixture
def order(shop: Market) -> Order:
    """A guest's order: phone +212612345678, amina@example.com."""
    return shop.order({0: 1, 1: 1})


@pytest.mark.parametrize("proof", ["phone", "email", "address of the account"])
def test_a_proved_contact_claims_a_guests_orders_once(order: Order, proof: str) -> None:
    person = UserFactory.create()
    if proof == "phone":
        person.phone, person.phone_verified_at = "+212612345678", NOON
    elif proof == "email":
        person.email, person.email_verified_at = "Amina@example.com", NOON
    else:
        EmailAddress.objects.create(user=person, email="amina@example.com", verified=True)
    person.save()
    actor = Actor(user_id=person.pk)

    assert orders_claim(actor=actor) == 1
    assert orders_claim(actor=actor) == 0

    order.refresh_from_db()
    assert order.user_id == person.pk


def test_a_contact_that_was_only_written_down_claims_nothing(order: Order) -> None:
    person = UserFactory.create(phone="+212612345678", email="amina@example.com")
    EmailAddress.objects.create(user=person, email="amina@example.com", verified=False)

    assert orders_claim(actor=Actor(user_id=person.pk)) == 0
    with pytest.raises(NotAllowed):
        orders_claim(actor=VISITOR)

    order.refresh_from_db()
    assert order.user_id is None


def test_an_order_that_has_its_person_is_nobody_elses(order: Order) -> None:
    owner = UserFactory.create()
    Order.objects.filter(pk=order.pk).update(user=owner)
    other = UserFactory.create(phone="+212612345678", phone_verified_at=NOON)

    assert orders_claim(actor=Actor(user_id=other.pk)) == 0

    order.refresh_from_db()
    assert order.user_id == owner.pk


def part_of(order: Order, shop: Market) -> SubOrder:
    return order.sub_orders.get(organisation=shop.sellers[0])


def test_a_cooperative_says_that_it_prepares_and_takes_it_back(shop: Market, order: Order) -> None:
    part, actor = part_of(order, shop), member_actor(shop.sellers[0], Role.PRODUCTION.value)

    said = sub_order_acknowledge(actor=actor, sub_order_id=part.pk, acknowledged=True, now=NOON)
    assert said.acknowledged_at == NOON
    sub_order_acknowledge(actor=actor, sub_order_id=part.pk, acknowledged=False, now=NOON)

    part.refresh_from_db()
    assert part.acknowledged_at is None


def test_others_can_not_say_so(shop: Market, order: Order) -> None:
    part = part_of(order, shop)
    refused = {
        NotFound: [VISITOR, member_actor(shop.sellers[1]), staff_actor(Permission.MANAGE_CASH)],
        NotAllowed: [member_actor(shop.sellers[0], Role.TREASURER.value)],
    }

    for error, people in refused.items():
        for actor in people:
            with pytest.raises(error):
                sub_order_acknowledge(actor=actor, sub_order_id=part.pk, acknowledged=True, now=NOON)
    with pytest.raises(NotFound):
        sub_order_acknowledge(
            actor=member_actor(shop.sellers[0]), sub_order_id=uuid.uuid4(), acknowledged=True, now=NOON
        )

    part.refresh_from_db()
    assert part.acknowledged_at is None


@pytest.mark.parametrize("state", ["placed", "packed", "cancelled"])
def test_only_what_is_to_be_prepared_can_be_prepared(shop: Market, order: Order, state: str) -> None:
    part = part_of(order, shop)
    SubOrder.objects.filter(pk=part.pk).update(state=state)

    with pytest.raises(IllegalMove):
        sub_order_acknowledge(
            actor=member_actor(shop.sellers[0]), sub_order_id=part.pk, acknowledged=True, now=NOON
        )

    part.refresh_from_db()
    assert part.acknowledged_at is None
