"""Write onto a product how well its buyers judge it; whoever keeps the judgements calls this."""

from catalog.models.product import Product
from catalog.services.listing_refresh import listing_refresh
from marketplace.kernel.errors import InvalidInput

# What nobody has judged yet stands where the middle of all judgements is expected: as if five buyers had
# given three and a half stars (in hundredths). So one kind voice does not outrank forty, and a newcomer is not last.
EXPECTED_SCORE = 350
EXPECTED_WEIGHT = 5


def product_rating_locked(*, product_id: int) -> Product:
    """Lock a product before its judgements are counted, so that of two counts at once the later one stands."""
    return Product.objects.select_for_update(of=("self",)).get(pk=product_id)


def product_rating_set(*, product: Product, count: int, stars: int) -> None:
    """
    Set the mean, the number and the sort score of a product that the caller has locked.

    :param stars: the sum of the stars (1 to 5 each) of `count` judgements
    :raises InvalidInput: if so many judgements cannot have so many stars
    """
    if not count <= stars <= 5 * count:
        raise InvalidInput(f"{count} judgements cannot sum to {stars} stars.", field="stars")
    product.rating = round(stars / count, 2) if count else None
    product.review_count = count
    product.rating_score = rating_score(count=count, stars=stars)
    product.save(update_fields=["rating", "review_count", "rating_score"])
    listing_refresh(product_ids=[product.pk])


def rating_score(*, count: int, stars: int) -> int:
    """Return by what products are sorted: the mean in hundredths, drawn towards what is expected of anybody."""
    return (EXPECTED_SCORE * EXPECTED_WEIGHT + 100 * stars) // (EXPECTED_WEIGHT + count)
