"""What can be said of collections, pages and menus."""

from typing import Any

import graphene

from marketplace.graphql.assortment.values import AttributeValueInput
from marketplace.graphql.kit.scalars import Date, DateTime, JSONString, Upload
from marketplace.graphql.shop.metadata import MetadataInput


class SeoInput(graphene.InputObjectType):
    """What search engines are told."""

    title = graphene.String(description="SEO title.")
    description = graphene.String(description="SEO description.")


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


class CollectionInput(graphene.InputObjectType):
    """What is said of a collection, in the shop's first language."""

    is_published = graphene.Boolean(description="Has no effect: see collectionChannelListingUpdate.")
    name = graphene.String(description="Name of the collection.")
    slug = graphene.String(description="Slug of the collection.")
    description = JSONString(description="Description of the collection, as EditorJS blocks.")
    background_image = Upload(description="The picture behind its name.")
    background_image_alt = graphene.String(description="Alt text for that picture.")
    seo = graphene.Argument(SeoInput, description="What search engines are told.")
    publication_date = Date(description="Has no effect: see collectionChannelListingUpdate.")
    metadata = graphene.List(graphene.NonNull(MetadataInput), description="Public metadata to keep.")
    private_metadata = graphene.List(graphene.NonNull(MetadataInput), description="Private metadata to keep.")


class CollectionCreateInput(CollectionInput):
    """What is said of a new collection, in the shop's first language."""

    products = _ids("Products that stand in it, in their order.")


class PublishableChannelListingInput(graphene.InputObjectType):
    """How something is shown in a channel."""

    channel_id = graphene.ID(required=True, description="ID of a channel.")
    is_published = graphene.Boolean(description="Whether it is shown there.")
    publication_date = Date(description="The day from which it is shown.")
    published_at = DateTime(description="The moment from which it is shown.")


class CollectionChannelListingUpdateInput(graphene.InputObjectType):
    """Where a collection is shown."""

    add_channels = graphene.List(
        graphene.NonNull(PublishableChannelListingInput), description="Where it is to be shown."
    )
    remove_channels = _ids("Where it is to be gone altogether.")


class MoveProductInput(graphene.InputObjectType):
    """How far to move a product."""

    product_id = graphene.ID(required=True, description="The product to move.")
    sort_order = graphene.Int(description="By how many places; negative ones go to the front.")


class PageInput(graphene.InputObjectType):
    """What is said of a page, in the shop's first language."""

    slug = graphene.String(description="Page internal name.")
    title = graphene.String(description="Page title.")
    content = JSONString(description="Page content, as EditorJS blocks.")
    is_published = graphene.Boolean(description="Whether the page is shown.")
    publication_date = graphene.String(description="The day (ISO 8601) from which it is shown.")
    published_at = DateTime(description="The moment from which it is shown.")
    seo = graphene.Argument(SeoInput, description="What search engines are told.")
    attributes = graphene.List(
        graphene.NonNull(AttributeValueInput), description="Values of its type's attributes."
    )


class PageCreateInput(PageInput):
    """What is said of a new page, in the shop's first language."""

    page_type = graphene.ID(required=True, description="ID of the type of the page.")


class PageTypeCreateInput(graphene.InputObjectType):
    """What is said of a new type of pages."""

    name = graphene.String(description="Name of the page type.")
    slug = graphene.String(description="Page type slug.")
    add_attributes = _ids("Attributes that its pages have.")


class PageTypeUpdateInput(PageTypeCreateInput):
    """What is said of a type of pages."""

    remove_attributes = _ids("Attributes that its pages lose, with their values.")


class MenuItemInput(graphene.InputObjectType):
    """What is said of an entry of a menu, in the shop's first language."""

    name = graphene.String(description="Name of the menu item.")
    url = graphene.String(description="The address to which it leads.")
    category = graphene.ID(description="The category to which it leads.")
    collection = graphene.ID(description="The collection to which it leads.")
    page = graphene.ID(description="The page to which it leads.")


class MenuItemCreateInput(graphene.InputObjectType):
    """What is said of a new entry of a menu, in the shop's first language."""

    name = graphene.String(required=True, description="Name of the menu item.")
    url = graphene.String(description="The address to which it leads.")
    category = graphene.ID(description="The category to which it leads.")
    collection = graphene.ID(description="The collection to which it leads.")
    page = graphene.ID(description="The page to which it leads.")
    menu = graphene.ID(required=True, description="The menu in which it stands.")
    parent = graphene.ID(description="The entry below which it stands.")


class MenuCreateInput(graphene.InputObjectType):
    """What is said of a new menu."""

    name = graphene.String(required=True, description="Name of the menu.")
    slug = graphene.String(description="Slug of the menu; made of the name without one.")
    items = graphene.List(graphene.NonNull(MenuItemInput), description="Its entries, in their order.")


class MenuInput(graphene.InputObjectType):
    """What is said of a menu."""

    name = graphene.String(description="Name of the menu.")
    slug = graphene.String(description="Slug of the menu.")


class MenuItemMoveInput(graphene.InputObjectType):
    """Where to move an entry of a menu."""

    item_id = graphene.ID(required=True, description="The entry to move.")
    parent_id = graphene.ID(description="The entry below which it is to stand; the root without one.")
    sort_order = graphene.Int(description="By how many places; negative ones go to the front.")
