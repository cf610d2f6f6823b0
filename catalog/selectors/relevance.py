"""
The order of a search: products whose own names hold the words, then those around which they stand, then the rest.

Within each of the three every cooperative comes in its turn (selectors/fair_order.py), so that each is one walk along
an index and nothing has to be ranked; a group is only read while the ones before it do not fill the page. The cost does
not grow with what is found.
"""

from dataclasses import replace
from typing import Any

from catalog.selectors.categories import CategoryTree
from catalog.selectors.fair_order import SPAN, TURN, TURN_JOIN, after_place
from catalog.selectors.filter_sql import PRODUCT_JOIN, Values, conditions, search_query
from catalog.selectors.filters import ProductFilters

# A product's own names are of weight A, the names of its maker, family, shelf and place of weight B
# (services/search_document.py); the last group holds what matches anywhere.
_GROUPS = ("A", "AB", "")
# A place is the group's number in front of the place in fair order; a group holds a hundred million rounds.
_SPAN = SPAN * 100_000_000
_ROUND = "l.shelf_round"
# The best place is the highest number, and turns are counted upwards: a place is counted down from the group's end.
_PLACE = f"({_SPAN - 1} - {_ROUND}::bigint * {SPAN} - {TURN})"
_TIE = "-l.product_id"


def ranked_listings(
    filters: ProductFilters,
    tree: CategoryTree | None,
    values: Values,
    *,
    ascending: bool,
    after: tuple[Any, int] | None,
    condition: str = "",
) -> str:
    """
    Return a SELECT of up to `%(limit)s` listings that a search finds, with their place as `sort_key`.

    :param ascending: the least fitting first
    :param after: the place and the id of the row before the first
    :raises InvalidInput: if a filter is not usable
    """
    where, joins = conditions(replace(filters, search=""), tree, values)
    joins = joins or PRODUCT_JOIN
    queries = [search_query(filters.search, values, weights) for weights in _GROUPS]
    numbered = list(enumerate(reversed(range(len(_GROUPS)))))  # (index into the queries, number of the group)
    direction, turns = ("ASC", "DESC") if ascending else ("DESC", "ASC")
    parts: list[str] = []
    for index, number in reversed(numbered) if ascending else numbered:
        match = f"p.search_document @@ {queries[index]}"
        if index:
            match += f" AND NOT p.search_document @@ {queries[index - 1]}"
        match += _after(number, after, values, ascending=ascending)
        # Read only while the groups before leave room: PostgreSQL asks this once, before it reads anything.
        room = "".join(f" - (SELECT count(*) FROM group{before})" for before in range(len(parts)))
        parts.append(
            f"group{len(parts)} AS MATERIALIZED (SELECT l.*, {number * _SPAN} + {_PLACE} AS sort_key"
            f" FROM catalog_listing l {joins} {TURN_JOIN}"
            f" WHERE l.channel_id = %(channel)s AND l.is_visible {where} {condition}"
            f" AND {match} AND %(limit)s{room} > 0"
            f" ORDER BY {_ROUND} {turns}, {TURN} {turns}, {_TIE} {turns} LIMIT %(limit)s)"
        )
    together = " UNION ALL ".join(f"SELECT * FROM group{place}" for place in range(len(parts)))
    return (
        f"WITH {', '.join(parts)} SELECT * FROM ({together}) ranked"
        f" ORDER BY sort_key {direction}, product_id {direction} LIMIT %(limit)s"
    )


def _after(number: int, after: tuple[Any, int] | None, values: Values, *, ascending: bool) -> str:
    """Write where a group goes on: not at all if its turn is over, from its start if it is still to come."""
    if after is None:
        return ""
    reached, place = divmod(after[0], _SPAN)
    if reached != number:
        return " AND FALSE" if (number < reached) is ascending else ""
    return after_place(_ROUND, (_SPAN - 1 - place, -after[1]), values, ascending=not ascending, tie=_TIE)
