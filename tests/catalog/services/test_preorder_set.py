"""preorder_set: test that ..."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.models.pooled import PooledListing
from catalog.models.preorder import Preorder
from catalog.selectors.offers import offers
from catalog.services.preorder_set import preorder_end, preorder_set
from marketplace.channels.selectors import default_channel
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON, AllianceFactory, OrganisationFactory, member_actor
from tests.factories.orders import Market, market
from tests.once import fresh, once

pytestmark = pytest.mark.django_db
built = once(market)
TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def shop(built: Market) -> Market:
    return fresh(built)


def said(shop: Market, *, actor=None, most=5, until=10 * DAY, arrives=30 * DAY, index=0, now=NOON):
    variant = shop.variants[index]
    return preorder_set(
        actor=actor or member_actor(variant.product.organisation, Role.SALES), variant_id=variant.pk, most=most,
        until_date=TODAY + until, arrives_date=TODAY + arrives, now=now,
    )  # fmt: skip


def offer(shop: Market, at=NOON):
    return offers([shop.variants[0].pk], default_channel(), at)[shop.variants[0].pk]


def test_while_it_runs_the_offer_is_of_the_harvest_and_afterwards_of_the_stock(shop):
    first = said(shop)
    again = said(shop, most=7, arrives=40 * DAY)

    terms = offer(shop).preorder

    assert again == first
    assert terms is not None
    assert (terms.left, terms.until_date, terms.arrives_date) == (7, TODAY + 10 * DAY, TODAY + 40 * DAY)
    assert offer(shop).left(50) == 7
    assert offer(shop, NOON + 11 * DAY).preorder is None
    assert offer(shop, NOON + 11 * DAY).left(50) == 50
    # The next harvest is another one
    following = preorder_set(
        actor=member_actor(shop.variants[0].product.organisation, Role.SALES), variant_id=shop.variants[0].pk, most=1,
        until_date=TODAY + 20 * DAY, arrives_date=TODAY + 20 * DAY, now=NOON + 11 * DAY,
    )  # fmt: skip
    assert following != first
    actor = member_actor(shop.variants[0].product.organisation, Role.PRESIDENT)
    for _time in range(2):
        preorder_end(actor=actor, variant_id=shop.variants[0].pk, now=NOON + 11 * DAY)
    assert not Preorder.objects.filter(ended_at=None).exists()
    assert offer(shop, NOON + 11 * DAY).preorder is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"most": 0}, "most"),
        ({"most": 100_001}, "most"),
        ({"until": -DAY}, "until_date"),
        ({"until": 31 * DAY}, "arrives_date"),
        ({"arrives": 367 * DAY}, "arrives_date"),
    ],
)
def test_what_cannot_be_promised_is_refused(shop, asked, field):
    with pytest.raises(InvalidInput) as refusal:
        said(shop, **asked)

    assert refusal.value.field == field


def test_who_may_and_what_is_not_preordered(shop):
    product = shop.variants[0].product
    stranger = member_actor(OrganisationFactory.create(active=True), Role.PRESIDENT)
    with pytest.raises(NotFound):
        said(shop, actor=stranger)
    with pytest.raises(NotAllowed):
        said(shop, actor=member_actor(product.organisation, Role.TREASURER))
    with pytest.raises(NotFound):
        preorder_end(actor=stranger, variant_id=0, now=NOON)
    PooledListing.objects.create(
        product=product, alliance=AllianceFactory.create(), grades={"1": 100}, opened_at=NOON
    )
    with pytest.raises(IllegalMove):
        said(shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Preorder.objects.create(
            variant=shop.variants[1], most=1, taken=2, until_date=TODAY, arrives_date=TODAY, set_by="x", set_at=NOON
        )  # fmt: skip
