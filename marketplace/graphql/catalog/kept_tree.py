"""The tree of categories, kept in this process for as long as nothing in it was changed."""

from typing import Final

from catalog.models.taxonomy import Category
from catalog.selectors.categories import CategoryTree, category_tree
from marketplace.graphql.answers.kept import KeptWhileUnchanged
from marketplace.graphql.answers.watching import CONTENT

_kept: Final = KeptWhileUnchanged[CategoryTree](CONTENT, Category._meta.db_table)


def current_tree() -> CategoryTree:
    """Return the tree as it is now."""
    return _kept.get("tree", category_tree)
