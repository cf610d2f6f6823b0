"""The staff, or a seller, deletes several products or families at once: all of them or none."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from catalog.services.product_type_write import product_type_delete
from catalog.services.product_write import product_delete
from marketplace.kernel.actor import Actor


@transaction.atomic
def products_delete(*, actor: Actor, product_ids: Sequence[int], now: datetime) -> int:
    """
    Delete products that were never sold or stocked, and archive those with a history; return how many.

    :raises NotFound: if there is no such product, or one is not the actor's to see
    :raises NotAllowed: if the actor may not write one
    :raises IllegalMove: if one is archived already and has a history
    """
    keys = sorted(set(product_ids))
    for key in keys:
        product_delete(actor=actor, product_id=key, now=now)
    return len(keys)


@transaction.atomic
def product_types_delete(*, actor: Actor, product_type_ids: Sequence[int]) -> int:
    """
    Delete families without products; return how many.

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is no such family
    :raises IllegalMove: if there are products of one
    """
    keys = sorted(set(product_type_ids))
    for key in keys:
        product_type_delete(actor=actor, product_type_id=key)
    return len(keys)
