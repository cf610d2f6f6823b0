"""The tree of categories, kept in this process for as long as nothing in it was changed."""

from django.db import connection

from catalog.models.taxonomy import Category
from catalog.selectors.categories import CategoryTree, category_tree
from marketplace.graphql.answers.reading import shows
from marketplace.graphql.answers.versions import versions_now
from marketplace.graphql.answers.watching import CONTENT

# The last tree that was read, under the version at which everything like it stood before it was read: a tree may be
# newer than its version, then it is read once more, but never older.
_kept: dict[str, CategoryTree] = {}


def current_tree() -> CategoryTree:
    """
    Return the tree as it is now; one small statement while it is the one that was read last.

    What an open transaction sees may never come to be: it is read anew, and not kept.
    """
    if connection.in_atomic_block:
        return category_tree()
    version = versions_now().get(CONTENT, "")
    tree = _kept.get(version)
    if tree is not None:
        shows(Category._meta.db_table)
    else:
        tree = category_tree()
        _kept.clear()
        _kept[version] = tree
    return tree
