"""Bring what the catalogue shows of a product's judgements up to date."""

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from catalog.services.product_rating_set import product_rating_locked, product_rating_set
from marketplace.customers.models.review import Review
from marketplace.customers.states import ReviewState


def product_rate(*, product_id: int) -> None:
    """Count the published judgements of a product again; it is locked first, so that counts do not cross."""
    product = product_rating_locked(product_id=product_id)
    published = Review.objects.filter(product_id=product_id, state=ReviewState.PUBLISHED)
    found = published.aggregate(count=Count("pk"), stars=Coalesce(Sum("stars"), 0))
    product_rating_set(product=product, count=found["count"], stars=found["stars"])
