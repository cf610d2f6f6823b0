"""On which shelves and in which collections products stand: what scopes of reductions ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from marketplace.kernel.prepared import among

_MEMBERSHIPS = """
    WITH RECURSIVE above(product_id, category_id) AS (
        SELECT p.id, p.category_id FROM catalog_product p WHERE p.id = ANY(%(ids)s)
        UNION
        SELECT above.product_id, c.parent_id FROM above
        JOIN catalog_category c ON c.id = above.category_id WHERE c.parent_id IS NOT NULL
    )
    SELECT p.id,
           ARRAY(SELECT above.category_id FROM above WHERE above.product_id = p.id),
           ARRAY(SELECT cp.collection_id FROM catalog_collectionproduct cp WHERE cp.product_id = p.id)
    FROM catalog_product p WHERE p.id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True)
class Memberships:
    """A product's shelf and all above it, and its collections."""

    category_ids: frozenset[int]
    collection_ids: frozenset[int]


NOWHERE = Memberships(frozenset(), frozenset())


def memberships(product_ids: Sequence[int]) -> dict[int, Memberships]:
    """Return where each product stands, by product id, in one statement."""
    statement, keys = among(_MEMBERSHIPS, product_ids)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"ids": keys})
        return {key: Memberships(frozenset(above), frozenset(sets)) for key, above, sets in cursor.fetchall()}
