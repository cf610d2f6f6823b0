"""Where an entry of a menu leads, as the contract says it."""

from collections.abc import Mapping
from typing import Any

from catalog.services.menu_write import Target
from marketplace.graphql.content.frame import needed_key

TARGETS = frozenset({"url", "category", "collection", "page"})


def target_of(given: Mapping[str, Any]) -> Target:
    """
    Return where an entry leads.

    :raises ApiError: if an ID is none
    :raises NotFound: if an ID can name nothing of its type
    """

    def key(name: str, type_name: str) -> int | None:
        return needed_key(given[name], type_name, name) if given.get(name) else None

    return Target(
        category_id=key("category", "Category"),
        collection_id=key("collection", "Collection"),
        page_id=key("page", "Page"),
        url=given.get("url") or None,
    )
