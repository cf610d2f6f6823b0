"""A seller puts the variants of a product into another order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.models.product import Product, Variant
from catalog.services.media_locked import product_of_media_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.moves import moved


@transaction.atomic
def variants_move(
    *, actor: Actor, product_id: int, moves: Sequence[tuple[int, int | None]], now: datetime
) -> Product:
    """
    Move variants of a product by so many places: each (variant id, offset; None: to the end), one after the other.

    :raises NotFound: if there is no such product, it is not the actor's to see, or a variant is not its own
    :raises NotAllowed: if the actor may not write it
    :raises IllegalMove: if it is archived
    """
    product = product_of_media_locked(actor=actor, product_id=product_id)
    rows = {row.pk: row for row in product.variants.select_for_update().order_by("position", "id")}
    for place, key in enumerate(moved(list(rows), moves)):
        rows[key].position = place
    Variant.objects.bulk_update(rows.values(), ["position"])
    product.updated_at = now
    product.save(update_fields=["updated_at"])
    return product
