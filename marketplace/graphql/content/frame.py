"""What the mutations of collections, pages and menus have in common."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import graphene
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.selectors.collections import CollectionRow, collections_of
from catalog.selectors.menus import menu_items_of, menus_of
from catalog.selectors.written_pages import PageTypeRow, WrittenPage, page_types_of, pages_of
from catalog.services.described_changes import DescribedChanges, Missing
from marketplace.graphql.content.menus import ItemInChannel, MenuInChannel
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import global_id, key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.shop.metadata import metadata_given
from marketplace.kernel.errors import DomainError, NotFound

MenuError = error_type(
    "MenuError",
    saleor_enum("MenuErrorCode", "Why a menu could not be written."),
    description="Why a menu could not be written.",
)
PageError = error_type(
    "PageError",
    saleor_enum("PageErrorCode", "Why a page could not be written."),
    description="Why a page could not be written.",
    attributes=graphene.List(graphene.NonNull(graphene.ID), description="Attributes that caused the error."),
    values=graphene.List(graphene.NonNull(graphene.ID), description="Values that caused the error."),
)
CollectionError = error_type(
    "CollectionError",
    saleor_enum("CollectionErrorCode", "Why a collection could not be written."),
    description="Why a collection could not be written.",
    products=graphene.List(graphene.NonNull(graphene.ID), description="Products that caused the error."),
)
CollectionChannelListingError = error_type(
    "CollectionChannelListingError",
    saleor_enum("ProductErrorCode", "Why nothing was done with a product."),
    description="Why a collection could not be shown.",
    attributes=graphene.List(graphene.NonNull(graphene.ID), description="Attributes that caused the error."),
    values=graphene.List(graphene.NonNull(graphene.ID), description="Values that caused the error."),
    channels=graphene.List(graphene.NonNull(graphene.ID), description="Channels that caused the error."),
)


class CollectionMutation(ServiceMutation):
    """A mutation of a collection."""

    class Meta:
        abstract = True

    @classmethod
    def _told(cls, refusal: DomainError) -> dict[str, Any]:
        told: dict[str, Any] = super()._told(refusal)
        if products := getattr(refusal, "product_ids", ()):
            told["products"] = [global_id("Product", key) for key in products]
        return told


def needed_key(id_: str, type_name: str, field: str = "id") -> int:
    """
    Return the key of what a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name nothing of that type
    """
    key = key_of(id_, type_name)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field=field)
    return key


def needed_keys(ids: Sequence[str], type_name: str, field: str) -> list[int]:
    """
    Return the keys of what a client means.

    :raises ApiError: if one is no ID
    :raises NotFound: if one can name nothing of that type
    """
    keys: list[int] = keys_of(ids, type_name)
    if len(keys) != len(ids):
        raise NotFound(f"Could not resolve to a node with the global id list of '{list(ids)}'.", field=field)
    return keys


def changes_of(
    given: Mapping[str, Any], *, name: str = "name", text: str = "description"
) -> DescribedChanges:
    """
    Return what was given as changes of the texts in the shop's first language.

    :raises Missing: if the name is there and says nothing
    """
    seo = given.get("seo") or {}
    if given.get(name) is not None and not given[name].strip():
        raise Missing(_("This must not be empty."), field=name)

    def in_first(value: Any) -> Any:
        return None if value is None else {DEFAULT_LANGUAGE: value}

    return DescribedChanges(
        names=in_first(given.get(name)),
        slug=given.get("slug") or None,
        documents=in_first(given.get(text)),
        seo_titles=in_first(seo.get("title")),
        seo_descriptions=in_first(seo.get("description")),
        metadata=_kept(given.get("metadata")),
        private_metadata=_kept(given.get("private_metadata")),
    )


def moment_of(published_at: datetime | None, day: date | str | None) -> datetime | None:
    """Return from when something is shown: the moment, or the beginning of the day in Morocco."""
    if published_at is not None or not day:
        return published_at
    start = date.fromisoformat(day) if isinstance(day, str) else day
    return timezone.make_aware(datetime.combine(start, time())).astimezone(UTC)


def collection_row(info: Info, key: int) -> CollectionRow:
    """Return a collection as it stands after a change."""
    return collections_of(keys=[key], channel=None, now=info.context.now)[key]


def page_row(key: int) -> WrittenPage:
    """Return a page as it stands after a change."""
    return pages_of(keys=[key])[key]


def page_type_row(key: int) -> PageTypeRow:
    """Return a type of pages as it stands after a change."""
    return page_types_of([key])[key]


def menu_row(key: int) -> MenuInChannel:
    """Return a menu as it stands after a change."""
    return MenuInChannel(menus_of(keys=[key])[key], None)


def menu_item_row(key: int) -> ItemInChannel:
    """Return an entry of a menu as it stands after a change."""
    return ItemInChannel(menu_items_of([key])[key], None)


def _kept(items: Sequence[Mapping[str, str]] | None) -> dict[str, str] | None:
    return None if items is None else metadata_given(items)
