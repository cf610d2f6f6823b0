"""Following a cooperative."""

import pytest

from catalog.events import ProductPublished
from marketplace.customers.models.kept import Follow
from marketplace.customers.selectors.kept import followed, is_followed
from marketplace.customers.services import cooperative_follow as services
from marketplace.customers.services.cooperative_follow import cooperative_follow, cooperative_unfollow
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, NotAllowed, NotFound
from marketplace.notifications.models import Message
from marketplace.outbox import bus
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, OrganisationFactory, UserFactory
from tests.orders.journey import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return OrganisationFactory.create(active=True)


@pytest.fixture
def actor():
    return Actor(user_id=UserFactory.create(language="ar").pk)


def publish(product):
    bus.publish(
        ProductPublished(
            product_id=product.pk, organisation_id=product.organisation_id, channel_ids=[], happened_at=NOON
        )
    )
    told()


def test_followers_are_told_of_a_product_once_however_often_it_is_put_back(maker, actor):
    for _ in range(2):
        cooperative_follow(actor=actor, organisation_id=maker.pk, now=NOON)
    product = ProductFactory.create(organisation=maker, listed=True)

    publish(product)
    publish(product)
    publish(ProductFactory.create(listed=True))

    inbox = Message.objects.get(template="followed_product", channel="inbox")
    assert inbox.to == f"user:{actor.user_id}"
    assert inbox.context["cooperative"] == maker.name("ar")
    assert [row.pk for row in followed(actor)] == [maker.pk]


def test_who_follows_no_longer_is_not_told(maker, actor):
    cooperative_follow(actor=actor, organisation_id=maker.pk, now=NOON)
    for _ in range(2):
        cooperative_unfollow(actor=actor, organisation_id=maker.pk)

    publish(ProductFactory.create(organisation=maker, listed=True))

    assert not Message.objects.exists()
    assert is_followed(actor, maker.pk) is False


def test_what_is_refused_leaves_no_row(maker, actor, monkeypatch):
    with pytest.raises(NotAllowed):
        cooperative_follow(actor=Actor.anonymous(), organisation_id=maker.pk, now=NOON)
    for other in (OrganisationFactory.create(), OrganisationFactory.create(hub=True)):
        with pytest.raises(NotFound):
            cooperative_follow(actor=actor, organisation_id=other.pk, now=NOON)
    monkeypatch.setattr(services, "MOST_FOLLOWED", 0)
    with pytest.raises(Conflict):
        cooperative_follow(actor=actor, organisation_id=maker.pk, now=NOON)

    assert not Follow.objects.exists()
