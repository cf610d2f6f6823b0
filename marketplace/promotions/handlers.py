"""What promotions do when something has happened in the catalogue."""

from datetime import datetime

from catalog.events import PriceChanged, ProductPublished
from marketplace.outbox import bus
from marketplace.promotions.services.promotions_apply import promotions_apply


@bus.listens(ProductPublished, name="promotions.reduce_published")
def reduce_published(event: ProductPublished, *, now: datetime) -> None:
    """Let a product that comes on the shelves have the promotions that run."""
    promotions_apply(now=now, product_ids=[event.product_id])


@bus.listens(PriceChanged, name="promotions.reduce_first_price")
def reduce_first_price(event: PriceChanged, *, now: datetime) -> None:
    """A first price has no reduction to follow it yet; later ones keep theirs as they are set."""
    if event.before_minor is None:
        promotions_apply(now=now, product_ids=[event.product_id])
