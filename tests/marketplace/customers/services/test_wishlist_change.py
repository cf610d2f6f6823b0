"""Keeping products in mind."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from marketplace.customers.models.kept import WishlistItem
from marketplace.customers.selectors.kept import is_wished, wishlist_ids
from marketplace.customers.services import wishlist_change
from marketplace.customers.services.wishlist_change import wishlist_add, wishlist_merge, wishlist_remove
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, UserFactory


def person():
    return Actor(user_id=UserFactory.create().pk)


def shelves(count):
    return [ProductFactory.create(listed=True).pk for _ in range(count)]


@pytest.mark.django_db
def test_a_product_is_kept_once_and_let_go():
    actor, (first, second) = person(), shelves(2)

    for key in (first, second, first):
        wishlist_add(actor=actor, product_id=key, now=NOON)
    kept = wishlist_ids(actor)
    wishlist_remove(actor=actor, product_id=second)
    wishlist_remove(actor=actor, product_id=second)

    assert kept == [second, first]
    assert wishlist_ids(actor) == [first]
    assert (is_wished(actor, first), is_wished(actor, second)) == (True, False)


@pytest.mark.django_db
def test_nobody_sees_or_changes_the_list_of_another():
    mine, other, (key,) = person(), person(), shelves(1)
    wishlist_add(actor=mine, product_id=key, now=NOON)

    wishlist_remove(actor=other, product_id=key)

    assert wishlist_ids(other) == []
    assert wishlist_ids(mine) == [key]


@pytest.mark.django_db
def test_visitors_and_whoever_was_locked_out_keep_nothing():
    (key,) = shelves(1)
    closed = Actor(user_id=UserFactory.create(is_active=False).pk)

    for actor in (Actor.anonymous(), closed):
        with pytest.raises(NotAllowed):
            wishlist_add(actor=actor, product_id=key, now=NOON)

    assert not WishlistItem.objects.exists()


@pytest.mark.django_db
def test_what_is_on_no_shelf_is_not_kept():
    hidden = ProductFactory.create()

    for key in (hidden.pk, 0, 987654):
        with pytest.raises(NotFound):
            wishlist_add(actor=person(), product_id=key, now=NOON)

    assert not WishlistItem.objects.exists()


@pytest.mark.django_db
def test_what_was_kept_before_signing_in_comes_first_as_far_as_there_is_room(monkeypatch):
    monkeypatch.setattr(wishlist_change, "MOST_WISHES", 4)
    actor, keys = person(), shelves(5)
    wishlist_add(actor=actor, product_id=keys[0], now=NOON)
    wishlist_add(actor=actor, product_id=keys[1], now=NOON)

    added = wishlist_merge(actor=actor, product_ids=[keys[2], keys[1], 987654, keys[3], keys[4]], now=NOON)

    assert added == 2
    assert wishlist_ids(actor) == [keys[2], keys[3], keys[1], keys[0]]
    with pytest.raises(Conflict):
        wishlist_add(actor=actor, product_id=keys[4], now=NOON)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_pressing_twice_at_once_keeps_it_once():
    actor, (key,) = person(), shelves(1)

    def press(_turn):
        try:
            wishlist_add(actor=actor, product_id=key, now=NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(press, range(4)))

    assert wishlist_ids(actor) == [key]
