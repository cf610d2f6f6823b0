"""A price is taken away: test that ..."""

import pytest

from catalog.models.offer import Listing, Price
from catalog.services.price_remove import price_remove
from catalog.states import ProductState
from marketplace.kernel.errors import IllegalMove, NotAllowed, NotFound
from tests.factories.catalog import ProductFactory
from tests.factories.ground import member_actor

pytestmark = pytest.mark.django_db


def test_without_its_price_a_variant_leaves_the_shelves_of_the_channel(noon):
    product = ProductFactory.create(listed=True)
    price = Price.objects.get(variant__product=product)
    keys = {"variant_id": price.variant_id, "price_id": price.pk, "now": noon}

    channel = price_remove(actor=member_actor(product.organisation), **keys)

    assert channel == price.channel_id
    assert not Price.objects.exists()
    assert Listing.objects.get().is_visible is False
    product.refresh_from_db()
    assert product.updated_at == noon
    with pytest.raises(NotFound):
        price_remove(actor=member_actor(product.organisation), **keys)


def test_who_may_not_write_a_product_takes_no_price_away(noon):
    product = ProductFactory.create(listed=True)
    price = Price.objects.get(variant__product=product)
    keys = {"variant_id": price.variant_id, "price_id": price.pk, "now": noon}

    for actor, refusal in (
        (member_actor(ProductFactory.create().organisation), NotFound),
        (member_actor(product.organisation, "production"), NotAllowed),
    ):
        with pytest.raises(refusal):
            price_remove(actor=actor, **keys)
    product.state = ProductState.ARCHIVED
    product.save()
    with pytest.raises(IllegalMove):
        price_remove(actor=member_actor(product.organisation), **keys)
    assert Price.objects.filter(pk=price.pk).exists()
