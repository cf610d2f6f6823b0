"""
The order in which lists stand when nobody chose another: each cooperative in its turn.

The rule, as /ranking/ tells it: products stand in rounds. The first round holds the newest product of each
cooperative (on this shelf, or in the whole shop where no shelf was chosen), the second its second newest, and so on.
Within a round the cooperative that was shown least in the last four weeks comes first. Nobody can pay for a place,
and sales play no part. Turns are taken once a day (services/turns_take.py), so that a list stands still all day.

A round is an indexed column; within it as many rows are sorted as there are cooperatives, whatever the catalogue's
size. The place of a row is its round in front of its seller's turn.
"""

from typing import Any

from catalog.selectors.categories import CategoryTree
from catalog.selectors.filter_sql import Values, conditions
from catalog.selectors.filters import ProductFilters

# No shop has so many sellers; a place stays far below 2^63
SPAN = 10_000_000
TURN_JOIN = "LEFT JOIN catalog_sellerturn turns ON turns.organisation_id = l.organisation_id"
# Who has no turn yet (its first products came today) comes first
TURN = "COALESCE(turns.turn, 0)"


def round_column(filters: ProductFilters) -> str:
    """Return which round counts: the shelf's once a list is narrowed down to kinds of products, else the shop's."""
    is_shelf = filters.category or filters.product_type or filters.search or filters.category_ids
    return "l.shelf_round" if is_shelf or filters.product_type_ids else "l.shop_round"


def fair_listings(
    filters: ProductFilters,
    tree: CategoryTree | None,
    values: Values,
    *,
    ascending: bool,
    after: tuple[Any, int] | None,
) -> str:
    """
    Return a SELECT of up to `%(limit)s` listings in their turn, with their place as `sort_key`.

    :param after: the place and the id of the row before the first
    :raises InvalidInput: if a filter is not usable
    """
    where, joins = conditions(filters, tree, values)
    column, direction = round_column(filters), "ASC" if ascending else "DESC"
    where += after_place(column, after, values, ascending=ascending)
    return (
        f"SELECT l.*, {column}::bigint * {SPAN} + {TURN} AS sort_key FROM catalog_listing l {joins} {TURN_JOIN}"
        f" WHERE l.channel_id = %(channel)s AND l.is_visible {where}"
        f" ORDER BY {column} {direction}, {TURN} {direction}, l.product_id {direction} LIMIT %(limit)s"
    )


def after_place(
    column: str,
    after: tuple[Any, int] | None,
    values: Values,
    *,
    ascending: bool,
    tie: str = "l.product_id",
) -> str:
    """
    Write where a list goes on; the round by itself too, so that the index is entered at its place.

    :param tie: what puts products of one seller and round in order; the second of `after` is its value
    """
    if after is None:
        return ""
    reached, turn = divmod(after[0], SPAN)
    sign = ">" if ascending else "<"
    place = f"({values.bound(reached)}, {values.bound(turn)}, {values.bound(after[1])})"
    return f" AND {column} {sign}= {values.bound(reached)} AND ({column}, {TURN}, {tie}) {sign} {place}"
