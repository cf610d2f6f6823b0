from datetime import timedelta

import pytest

from catalog.selectors.seller import product_of_seller, products_of_seller, products_to_review
from catalog.states import ProductState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed, NotFound
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return OrganisationFactory.create(active=True)


def test_a_member_sees_its_products_in_any_state_in_two_statements(seller, django_assert_num_queries):
    actor = member_actor(seller, "production")
    first = ProductFactory.create(organisation=seller)
    VariantFactory.create(product=first)
    second = ProductFactory.create(organisation=seller, state=ProductState.PAUSED)
    ProductFactory.create()

    with django_assert_num_queries(2):
        page = products_of_seller(actor=actor, organisation_id=seller.pk)

    assert [(own.product_id, own.state, own.variant_count) for own in page.items] == [
        (second.pk, "paused", 0),
        (first.pk, "draft", 1),
    ]
    paused = products_of_seller(actor=actor, organisation_id=seller.pk, state="paused")
    assert [own.product_id for own in paused.items] == [second.pk]


def test_pages_of_own_products_follow_each_other(seller):
    actor = member_actor(seller)
    ids = [ProductFactory.create(organisation=seller).pk for _ in range(3)]

    page = products_of_seller(actor=actor, organisation_id=seller.pk, first=2)
    rest = products_of_seller(actor=actor, organisation_id=seller.pk, first=2, after=page.cursor)

    assert [own.product_id for own in (*page.items, *rest.items)] == ids[::-1]
    assert (page.has_next, rest.has_next) == (True, False)


@pytest.mark.parametrize("who", ["visitor", "customer", "stranger", "cash"])
def test_others_see_nothing(who, seller):
    actor = {
        "visitor": Actor.anonymous(),
        "customer": Actor(user_id=99),
        "stranger": member_actor(OrganisationFactory.create()),
        "cash": staff_actor(Permission.MANAGE_CASH),
    }[who]
    product = ProductFactory.create(organisation=seller)

    with pytest.raises(NotAllowed):
        products_of_seller(actor=actor, organisation_id=seller.pk)
    with pytest.raises(NotFound):
        product_of_seller(actor=actor, product_id=product.pk)
    with pytest.raises(NotAllowed):
        products_to_review(actor=actor)


def test_one_product_can_be_read_by_its_maker(seller):
    product = ProductFactory.create(organisation=seller)

    assert product_of_seller(actor=member_actor(seller, "production"), product_id=product.pk) == product
    with pytest.raises(NotFound):
        product_of_seller(actor=member_actor(seller), product_id=10**12)


def test_the_review_queue_begins_with_who_waited_longest(django_assert_num_queries):
    rows = [
        ProductFactory.create(state=ProductState.PROPOSED, updated_at=NOON - timedelta(hours=hours))
        for hours in (1, 3, 3)
    ]
    ProductFactory.create()
    staff = staff_actor(Permission.MANAGE_PRODUCTS)

    with django_assert_num_queries(2):
        page = products_to_review(actor=staff, first=2)
    rest = products_to_review(actor=staff, first=2, after=page.cursor)

    assert [own.product_id for own in page.items] == [rows[1].pk, rows[2].pk]
    assert [own.product_id for own in rest.items] == [rows[0].pk]
