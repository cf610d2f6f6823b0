"""The grades of a common product count for other sums, and what was closed is opened again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.pooled import PooledListing
from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.services.pooled_listing_open import grades_checked
from catalog.states import ProductState
from marketplace.cooperatives.states import AllianceState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def pooled_listing_regrade(
    *, actor: Actor, listing_id: int, grades: Mapping[str, int], now: datetime
) -> PooledListing:
    """
    Let what is promised from now on count for other sums; what was promised keeps the sum it was promised at.

    :param grades: what a unit of each grade counts for (minor units); "1" is the best
    :raises NotFound: if there is none, or it is not the actor's cooperative's to write
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if nothing more is taken for it
    :raises InvalidInput: if the grades are not in their order, or count for nothing
    """
    listing = _own(actor, listing_id)
    if listing.closed_at is not None:
        raise IllegalMove(_("Nothing more is taken for this common product."), field="listing")
    listing.grades = grades_checked(grades)
    listing.save(update_fields=["grades"])
    return listing


@transaction.atomic
def pooled_listing_reopen(*, actor: Actor, listing_id: int, now: datetime) -> PooledListing:
    """
    Take goods again for what was closed. Again changes nothing.

    :raises NotFound: if there is none, or it is not the actor's cooperative's to write
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if its alliance is not at work any more, or the product has been put away
    """
    listing = _own(actor, listing_id)
    if listing.alliance.state != AllianceState.ACTIVE or listing.product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("This alliance is not at work."), field="alliance")
    listing.closed_at = None
    listing.save(update_fields=["closed_at"])
    return listing


def _own(actor: Actor, listing_id: int) -> PooledListing:
    listing = PooledListing.objects.select_for_update().filter(pk=listing_id).first()
    product = Product.objects.filter(pooled=listing).first() if listing else None
    if listing is None or product is None or not actor.belongs_to(product.organisation_id):
        raise NotFound(_("There is no such common product."), field="listing")
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    return listing
