"""A seller puts an approved product on the shelves."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.events import ProductPublished
from catalog.models.offer import Listing, Price
from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from catalog.services.listing_refresh import listing_names_refresh, listing_refresh
from catalog.states import PRODUCT_FLOW, ProductState
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# Concurrent first publications meet in the unique key; a listing that was there keeps its first day on the shelf.
_LIST = """
    INSERT INTO catalog_listing (product_id, channel_id, is_published, published_at, currency, is_visible,
                                 organisation_id, category_id, product_type_id, region, province,
                                 name_key_ar, name_key_fr)
    SELECT p.id, ch.id, true, %(now)s, ch.currency, false,
           p.organisation_id, p.category_id, p.product_type_id, p.region, p.province, '', ''
    FROM catalog_product p, channels_channel ch WHERE p.id = %(product)s AND ch.id = ANY(%(channels)s)
    ON CONFLICT (product_id, channel_id)
    DO UPDATE SET is_published = true,
                  published_at = COALESCE(catalog_listing.published_at, EXCLUDED.published_at)
"""


@transaction.atomic
def product_publish(*, actor: Actor, product_id: int, channel_ids: Sequence[int], now: datetime) -> Product:
    """
    Publish an approved or paused product in these channels, or a published one in further channels.

    :raises NotFound: if there is none, or it is not the actor's to see, or a channel does not exist
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it has not been approved
    :raises InvalidInput: if no channel was named, or a channel has no price of it
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if product.state != ProductState.PUBLISHED:
        PRODUCT_FLOW.check(ProductState(product.state), ProductState.PUBLISHED)
    channels = _channels(product, channel_ids)

    product.state = ProductState.PUBLISHED
    product.updated_at = now
    product.save(update_fields=["state", "updated_at"])
    with connection.cursor() as cursor:
        cursor.execute(_LIST, {"now": now, "product": product.pk, "channels": channels})
    listing_refresh(product_ids=[product.pk])
    listing_names_refresh(product_ids=[product.pk])
    bus.publish(
        ProductPublished(
            product_id=product.pk,
            organisation_id=product.organisation_id,
            channel_ids=channels,
            happened_at=now,
        )
    )
    return product


def _channels(product: Product, channel_ids: Sequence[int]) -> list[int]:
    """Return the channels once each; they must exist, and the product must have a price in each."""
    channels = sorted(set(channel_ids))
    if not channels:
        raise InvalidInput(_("Say where it is to be sold."), field="channels")
    if Channel.objects.filter(pk__in=channels, is_active=True).count() != len(channels):
        raise NotFound(_("There is no such channel."), field="channels")
    priced = Price.objects.filter(
        variant__product=product, variant__is_active=True, channel__in=channels
    ).values_list("channel_id", flat=True)
    if set(priced) != set(channels):
        raise InvalidInput(_("Give at least one variant a price first."), field="variants")
    return channels


@transaction.atomic
def product_unlist(*, actor: Actor, product_id: int, channel_id: int, now: datetime) -> Product:
    """
    Take a product off the shelves of one channel; it stays published elsewhere.

    :raises NotFound: if there is none, it is not the actor's to see, or it is not listed there
    :raises NotAllowed: if the actor may not write it
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if not Listing.objects.filter(product=product, channel=channel_id).update(is_published=False):
        raise NotFound(_("This product is not on sale in this shop."), field="channel")
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    listing_refresh(product_ids=[product.pk])
    return product
