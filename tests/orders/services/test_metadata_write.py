"""Texts that are kept with baskets and orders."""

import uuid

import pytest

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from orders.models.checkout import Checkout
from orders.models.draft import Draft
from orders.services.metadata_write import (
    checkout_metadata_write,
    draft_metadata_write,
    order_metadata_write,
)
from tests.factories.ground import NOON, UserFactory
from tests.factories.orders import market

pytestmark = pytest.mark.django_db
VISITOR = Actor.anonymous()
STAFF = Actor(user_id=1, permissions=frozenset({Permission.MANAGE_ORDERS, Permission.MANAGE_CHECKOUTS}))


def test_a_basket_keeps_and_forgets_texts():
    basket = market(prices=(1000,), stock=5).checkout({0: 1})

    checkout_metadata_write(actor=VISITOR, checkout_id=basket.pk, changes={"a": "1", "b": "2"})
    checkout_metadata_write(actor=VISITOR, checkout_id=basket.pk, removed=["a"])
    checkout_metadata_write(actor=STAFF, checkout_id=basket.pk, changes={"p": "1"}, is_private=True)

    basket.refresh_from_db()
    assert (basket.metadata, basket.private_metadata) == ({"b": "2"}, {"p": "1"})


def test_a_basket_is_kept_from_strangers_and_from_too_much():
    basket = market(prices=(1000,), stock=5).checkout({0: 1})
    with pytest.raises(NotAllowed):
        checkout_metadata_write(actor=VISITOR, checkout_id=basket.pk, changes={"a": "1"}, is_private=True)
    with pytest.raises(InvalidInput):
        checkout_metadata_write(actor=VISITOR, checkout_id=basket.pk, changes={"a": "x" * 1001})
    Checkout.objects.filter(pk=basket.pk).update(user=UserFactory.create())
    for stranger in (VISITOR, Actor(user_id=10**6)):
        with pytest.raises(NotFound):
            checkout_metadata_write(actor=stranger, checkout_id=basket.pk, changes={"a": "1"})
    Checkout.objects.filter(pk=basket.pk).update(user=None, completed_at=NOON)
    with pytest.raises(Conflict):
        checkout_metadata_write(actor=VISITOR, checkout_id=basket.pk, changes={"a": "1"})

    basket.refresh_from_db()
    assert (basket.metadata, basket.private_metadata) == ({}, {})


def test_an_order_is_its_customers_and_the_staffs():
    shop, user = market(prices=(1000,), stock=5), UserFactory.create()
    order = shop.order({0: 1})
    type(order).objects.filter(pk=order.pk).update(user=user)

    order_metadata_write(actor=Actor(user_id=user.pk), order_id=order.pk, changes={"a": "1"})
    order_metadata_write(actor=STAFF, order_id=order.pk, changes={"p": "1"}, is_private=True)
    with pytest.raises(NotAllowed):
        order_metadata_write(actor=Actor(user_id=user.pk), order_id=order.pk, removed=["p"], is_private=True)
    for stranger in (VISITOR, Actor(user_id=10**6)):
        with pytest.raises(NotFound):
            order_metadata_write(actor=stranger, order_id=order.pk, changes={"a": "2"})
    with pytest.raises(NotFound):
        order_metadata_write(actor=STAFF, order_id=uuid.uuid4(), changes={"a": "2"})

    order.refresh_from_db()
    assert (order.metadata["a"], order.private_metadata) == ("1", {"p": "1"})


def test_a_draft_s_texts_are_the_staff_s_alone():
    basket = market(prices=(1000,), stock=5).checkout({0: 1})
    with pytest.raises(NotFound):
        draft_metadata_write(actor=STAFF, draft_id=basket.pk, changes={"a": "1"})
    Draft.objects.create(checkout=basket, number=1)
    with pytest.raises(NotAllowed):
        draft_metadata_write(actor=VISITOR, draft_id=basket.pk, changes={"a": "1"})

    draft_metadata_write(actor=STAFF, draft_id=basket.pk, changes={"a": "1", "b": "2"})
    draft_metadata_write(actor=STAFF, draft_id=basket.pk, removed=["a"])
    draft_metadata_write(actor=STAFF, draft_id=basket.pk, changes={"p": "1"}, is_private=True)

    basket.refresh_from_db()
    assert (basket.metadata, basket.private_metadata) == ({"b": "2"}, {"p": "1"})
