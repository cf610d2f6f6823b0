"""A seller takes a variant off the shelves of a channel by taking away its price there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.offer import Price
from catalog.services.listing_refresh import listing_refresh
from catalog.services.variant_update import variant_locked
from catalog.states import ProductState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound


@transaction.atomic
def price_remove(*, actor: Actor, variant_id: int, price_id: int, now: datetime) -> int:
    """
    Take away the price of a variant in one channel, and return the channel's id; nobody can buy it there any more.

    :raises NotFound: if the variant has no such price, or it is not the actor's to see
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if the product is archived
    """
    variant = variant_locked(actor=actor, variant_id=variant_id)
    product = variant.product
    if product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("An archived product is not changed any more."), field="state")
    price = Price.objects.filter(pk=price_id, variant=variant).first()
    if price is None:
        raise NotFound(_("This variant has no such price."), field="price")
    price.delete()
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    listing_refresh(product_ids=[product.pk])
    return price.channel_id
