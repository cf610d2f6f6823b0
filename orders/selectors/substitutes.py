"""What a cooperative could send instead of something that is missing."""

from datetime import datetime

from catalog.models.product import Product
from catalog.selectors.offers import Offer, offers_of_products
from logistics.selectors.stock import available
from orders.models.box import OrderBoxItem
from orders.models.order import OrderLine
from orders.models.pooled import PoolDecision

_MOST_LOOKED_AT = 60


def substitutes_for(line: OrderLine, *, units: int, at: datetime) -> list[Offer]:
    """
    Return what may be sent instead of so many units of a line, the nearest first; six statements.

    It is its cooperative's own, costs no more than what was sold, is taxed like it, and as many units of it are left:
    the sale stays with its seller, its commission and its invoice (decision 258). Of a gift box, and of a common
    sale, nothing can be exchanged. The line comes with its order's channel and its sub-order.
    """
    own = line.sub_order.organisation_id
    if OrderBoxItem.objects.filter(line=line).exists() or PoolDecision.objects.filter(line=line).exists():
        return []
    product_ids = list(
        Product.objects.filter(organisation=own, variants__is_active=True)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .distinct()[:_MOST_LOOKED_AT]
    )
    shelves = offers_of_products(product_ids, line.order.channel, at)
    fitting = [offer for shelf in shelves.values() for offer in shelf if _fits(offer, line)]
    left = available([offer.variant_id for offer in fitting]) if fitting else {}
    enough = [offer for offer in fitting if left[offer.variant_id] >= units]
    families = {offer.variant_id: offer for shelf in shelves.values() for offer in shelf}
    return sorted(enough, key=lambda offer: _distance(offer, families.get(line.variant_id)))


def _distance(offer: Offer, missing: Offer | None) -> tuple[bool, bool, int, int]:
    """The same product in another size, then the same family, then the dearest."""
    return (
        missing is None or offer.product_id != missing.product_id,
        missing is None or offer.category_id != missing.category_id,
        -offer.unit_price.minor,
        offer.variant_id,
    )


def _fits(offer: Offer, line: OrderLine) -> bool:
    return (
        offer.is_buyable
        and offer.variant_id != line.variant_id
        and offer.price is not None
        and offer.price.minor > 0
        and offer.price.currency == line.currency
        # What the line was sold for, whatever its quantity: never dearer
        and offer.price.minor * line.quantity <= line.total_minor
        and (offer.tax_code, offer.tax_rate) == (line.tax_code, line.tax_rate)
    )
