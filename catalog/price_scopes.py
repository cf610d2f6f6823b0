"""
Which prices a promotion is about: a predicate as the API writes it, turned into a condition of SQL.

{"productPredicate": {"ids": [1]}}, and likewise for variants, categories (with the shelves below them), collections
and cooperatives; several keys must all hold; "AND" and "OR" hold lists of predicates. Ids are plain keys. An empty
predicate is about nothing, so that a rule that says nothing reduces nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

Params = dict[str, Any]

# `p` is the product, `v` the variant.
_LEAVES: Mapping[str, str] = {
    "variantPredicate": "v.id = ANY(%({name})s)",
    "productPredicate": "p.id = ANY(%({name})s)",
    "cooperativePredicate": "p.organisation_id = ANY(%({name})s)",
    "collectionPredicate": """EXISTS (SELECT 1 FROM catalog_collectionproduct cp
        WHERE cp.product_id = p.id AND cp.collection_id = ANY(%({name})s))""",
    "categoryPredicate": """p.category_id IN (
        WITH RECURSIVE below(id) AS (
            SELECT unnest(%({name})s::bigint[])
            UNION SELECT c.id FROM catalog_category c JOIN below ON c.parent_id = below.id)
        SELECT id FROM below)""",
}
MOST_DEPTH = 8


def scope_sql(predicate: Mapping[str, Any], params: Params, *, depth: int = 0) -> str:
    """
    Return the condition of a predicate and add its values to `params`.

    :raises InvalidInput: if the predicate has a word that is not known, or is nested too deeply
    """
    if depth > MOST_DEPTH:
        raise InvalidInput(_("This condition is nested too deeply."), field="catalogue_predicate")
    parts = []
    for word, inner in predicate.items():
        if word in ("AND", "OR"):
            parts.append(_joined(word, inner, params, depth))
        elif word in _LEAVES:
            parts.append(_leaf(word, inner, params))
        else:
            raise InvalidInput(
                _("This condition is not known: %(word)s.") % {"word": word}, field="catalogue_predicate"
            )
    return "(" + " AND ".join(parts) + ")" if parts else "false"


def _joined(word: str, inner: Sequence[Mapping[str, Any]], params: Params, depth: int) -> str:
    parts = [scope_sql(each, params, depth=depth + 1) for each in inner]
    return "(" + f" {word} ".join(parts) + ")" if parts else "false"


def _leaf(word: str, inner: Mapping[str, Any], params: Params) -> str:
    ids = inner.get("ids")
    if set(inner) - {"ids"} or not isinstance(ids, list) or not all(isinstance(key, int) for key in ids):
        raise InvalidInput(_("Conditions name what they are about by its id."), field="catalogue_predicate")
    name = f"ids{len(params)}"
    params[name] = ids
    return _LEAVES[word].format(name=name)


def scope_ids(predicate: Mapping[str, Any], word: str) -> list[int]:
    """Return all ids that a predicate names for one of its words, at whatever depth, in their order."""
    found: list[int] = []
    for key, inner in predicate.items():
        if key in ("AND", "OR"):
            for each in inner:
                found += scope_ids(each, word)
        elif key == word:
            found += inner.get("ids", [])
    return list(dict.fromkeys(found))
