"""An alliance sells a product in common, and stops doing so."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.pooled import PooledListing
from catalog.models.product import Product
from catalog.policies import may_edit
from catalog.selectors.seller import product_locked
from catalog.states import ProductState
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.states import AllianceState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require

GRADES = ("1", "2", "3")


@transaction.atomic
def pooled_listing_open(
    *, actor: Actor, product_id: int, alliance_id: int, grades: Mapping[str, int], now: datetime
) -> PooledListing:
    """
    Let all members of an alliance bring goods of a product of its selling member.

    :param grades: what a unit of each grade counts for (minor units); "1" is the best
    :raises NotFound: if there is no such product or alliance, or they are not the actor's cooperative's
    :raises NotAllowed: if the actor may not write the product
    :raises IllegalMove: if the alliance is not at work, or the product has been put away
    :raises InvalidInput: if the grades are not in their order, or count for nothing
    :raises Conflict: if it is sold in common already
    """
    product = product_locked(actor=actor, product_id=product_id)
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    alliance = Alliance.objects.filter(pk=alliance_id, seller=product.organisation_id).first()
    if alliance is None:
        raise NotFound(_("There is no such alliance."), field="alliance")
    if alliance.state != AllianceState.ACTIVE or product.state == ProductState.ARCHIVED:
        raise IllegalMove(_("This alliance is not at work."), field="alliance")
    checked = grades_checked(grades)
    if PooledListing.objects.filter(product=product).exists():
        raise Conflict(_("This product is sold in common already."), field="product")
    return PooledListing.objects.create(product=product, alliance=alliance, grades=checked, opened_at=now)


def grades_checked(grades: Mapping[str, int]) -> dict[str, int]:
    """
    Return grades in their order.

    :raises InvalidInput: if the first is missing, one is unknown, or one does not count for less than the one before
    """
    prices = [grades[grade] for grade in GRADES if grade in grades]
    in_order = all(first > second for first, second in pairwise(prices))
    if "1" not in grades or len(prices) < len(grades) or not in_order or min(prices, default=0) <= 0:
        raise InvalidInput(_("The first grade counts for most, the others for less each."), field="grades")
    return dict(sorted(grades.items()))


@transaction.atomic
def pooled_listing_close(*, actor: Actor, listing_id: int, now: datetime) -> PooledListing:
    """
    Take no more goods for a pooled listing; what is there is still sold and shared. Again changes nothing.

    :raises NotFound: if there is none, or it is not the actor's cooperative's to write
    :raises NotAllowed: if the actor may not write the product
    """
    listing = PooledListing.objects.select_for_update().filter(pk=listing_id).first()
    product = Product.objects.filter(pooled=listing).first() if listing else None
    if listing is None or product is None or not actor.belongs_to(product.organisation_id):
        raise NotFound(_("There is no such common product."), field="listing")
    require(
        may_edit(actor, product.organisation_id),
        _("Only the president or the sales people may write products."),
    )
    if listing.closed_at is None:
        listing.closed_at = now
        listing.save(update_fields=["closed_at"])
    return listing
