"""The back office, or a seller through the API, says in which channels a product is on the shelves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.events import ProductPublished
from catalog.models.offer import Listing, Price
from catalog.models.product import Product
from catalog.policies import is_second_person, may_edit, may_review
from catalog.selectors.seller import product_locked
from catalog.services.listing_refresh import listing_names_refresh, listing_refresh
from catalog.states import PRODUCT_FLOW, ProductState
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require
from marketplace.outbox import bus

# From which states the staff, which reviews, lets a product straight onto the shelves
_UNREVIEWED = frozenset({ProductState.DRAFT, ProductState.PROPOSED, ProductState.CHANGES_REQUESTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfChanges:
    """What holds in a channel; None leaves a part as it is. Without its price in a channel a variant is not there."""

    channel_id: int
    is_published: bool | None = None
    published_at: datetime | None = None
    remove_variants: Sequence[int] = ()


@transaction.atomic
def product_shelve(
    *,
    actor: Actor,
    product_id: int,
    changes: Sequence[ShelfChanges] = (),
    remove: Collection[int] = (),
    now: datetime,
) -> Product:
    """
    Put a product onto the shelves of channels or take it from them; it can be bought there once it has a price.

    What the staff puts there is reviewed by that; whoever proposed a product may not do so.

    :raises NotFound: if there is none, it is not the actor's to see, or there is no such channel
    :raises NotAllowed: if the actor may not write it, or proposed it
    :raises IllegalMove: if it has not been approved, or is archived
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    channels = Channel.objects.in_bulk([each.channel_id for each in changes])
    if len(channels) != len({each.channel_id for each in changes}):
        raise NotFound(_("There is no such channel."), field="channel_id")
    Listing.objects.filter(product=product, channel__in=remove).delete()
    Price.objects.filter(variant__product=product, channel__in=remove).delete()
    if any(each.is_published for each in changes):
        _publish(actor, product, [each.channel_id for each in changes if each.is_published], now)
    for each in changes:
        _list(product, channels[each.channel_id], each, now)
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    listing_refresh(product_ids=[product.pk])
    listing_names_refresh(product_ids=[product.pk])
    return product


def _publish(actor: Actor, product: Product, channel_ids: list[int], now: datetime) -> None:
    before = ProductState(product.state)
    if before in _UNREVIEWED:
        if not may_review(actor):
            raise IllegalMove(_("This product has not been approved yet."), field="is_published")
        require(
            is_second_person(actor, product.proposed_by_id),
            _("Whoever proposed a product may not approve it."),
        )
        product.approved_by_id = actor.user_id
    elif before is not ProductState.PUBLISHED:
        PRODUCT_FLOW.check(before, ProductState.PUBLISHED)
    product.state = ProductState.PUBLISHED
    product.save(update_fields=["state", "approved_by"])
    bus.publish(
        ProductPublished(
            product_id=product.pk,
            organisation_id=product.organisation_id,
            channel_ids=channel_ids,
            happened_at=now,
        )
    )


def _list(product: Product, channel: Channel, changes: ShelfChanges, now: datetime) -> None:
    listing = Listing.objects.filter(product=product, channel=channel).first() or Listing(
        product=product,
        channel=channel,
        currency=channel.currency,
        organisation_id=product.organisation_id,
        category_id=product.category_id,
        product_type_id=product.product_type_id,
        region=product.region,
        province=product.province,
    )
    if changes.is_published is not None:
        listing.is_published = changes.is_published
        if changes.is_published and listing.published_at is None:
            listing.published_at = now
    if changes.published_at is not None:
        listing.published_at = changes.published_at
    if not listing.is_published:
        listing.is_visible = False
    listing.save()
    Price.objects.filter(variant__in=changes.remove_variants, channel=channel).delete()
