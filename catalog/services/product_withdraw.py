"""The last steps that pausing, archiving and taking back have in common."""

from datetime import datetime

from catalog.events import ProductWithdrawn
from catalog.models.product import Product
from catalog.services.listing_refresh import listing_refresh
from catalog.states import PRODUCT_FLOW, ProductState
from marketplace.outbox import bus


def product_withdraw(product: Product, after: ProductState, *, now: datetime) -> None:
    """
    Move a locked product to a state in which nobody can buy it, and tell if it could be bought before.

    :raises IllegalMove: if it cannot be moved there
    """
    before = ProductState(product.state)
    PRODUCT_FLOW.check(before, after)
    product.state = after
    product.updated_at = now
    product.save(update_fields=["state", "updated_at", "approved_by", "reason"])
    listing_refresh(product_ids=[product.pk])
    if before is ProductState.PUBLISHED:
        bus.publish(
            ProductWithdrawn(
                product_id=product.pk,
                organisation_id=product.organisation_id,
                variant_ids=list(product.variants.order_by("pk").values_list("pk", flat=True)),
                state=after.value,
                happened_at=now,
            )
        )
