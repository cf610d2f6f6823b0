"""What the resolvers of collections, pages and menus load in batches."""

from collections.abc import Sequence

from catalog.models.collection import Collection
from catalog.models.menu import Menu, MenuItem
from catalog.models.page import Page, PageType
from catalog.selectors.assigned import Assigned, AttributeRow, assigned_of_pages, attributes_of_types
from catalog.selectors.metadata import Kept, metadata_of
from catalog.selectors.written_pages import PageTypeRow, page_types_of


def page_types(keys: Sequence[int]) -> dict[int, PageTypeRow]:
    """Load types of pages."""
    return page_types_of(keys)


def page_attributes(keys: Sequence[int]) -> dict[int, list[Assigned]]:
    """Load the attributes of pages."""
    return assigned_of_pages(keys)


def attributes_of_page_types(keys: Sequence[int]) -> dict[int, list[AttributeRow]]:
    """Load the attributes that pages of a type have."""
    return attributes_of_types("page", keys)


def kept_with_collections(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of collections."""
    return metadata_of(Collection, keys)


def kept_with_pages(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of pages."""
    return metadata_of(Page, keys)


def kept_with_page_types(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of types of pages."""
    return metadata_of(PageType, keys)


def kept_with_menus(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of menus."""
    return metadata_of(Menu, keys)


def kept_with_menu_items(keys: Sequence[int]) -> dict[int, Kept]:
    """Load the metadata of menu items."""
    return metadata_of(MenuItem, keys)
