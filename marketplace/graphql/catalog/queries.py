"""What can be asked of the catalogue."""

from typing import Any

import graphene
from django.utils import timezone

from catalog.selectors.categories import Shelf
from catalog.selectors.filters import COLLECTION_PLACE, ORDERS, ProductOrder
from catalog.selectors.product_rows import (
    ProductRow,
    Reach,
    product_id_of_reference,
    product_id_translated,
    product_rows_of,
    variant_id_of_reference,
    variant_id_of_sku,
)
from marketplace.cooperatives.selectors import OrganisationCard, sellers_by, sellers_on_show
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.categories import NOTHING, Given
from marketplace.graphql.catalog.category_filters import (
    CategoryFilterInput,
    CategorySortingInput,
    CategoryWhereInput,
    shelves_listed,
)
from marketplace.graphql.catalog.cooperatives import SellerPages
from marketplace.graphql.catalog.inputs import filters_of, order_of, wants_tree
from marketplace.graphql.catalog.pages import ProductPages
from marketplace.graphql.catalog.reached import is_seen, reached
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.types import (
    Category,
    CategoryConnection,
    Cooperative,
    CooperativeConnection,
    Product,
    ProductConnection,
    ProductVariant,
    product_list_args,
)
from marketplace.graphql.catalog.variant_queries import VariantQueries
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.batching import costs
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.pages import ListPages
from marketplace.graphql.shop.channels import channel_of
from marketplace.graphql.shop.languages import LanguageCodeEnum, language_of


class CatalogQueries(VariantQueries, graphene.ObjectType):
    """What can be asked of the catalogue."""

    products = connection_field(
        ProductConnection,
        description="List of the products on the shelves of a channel.",
        **product_list_args(),
    )
    product = graphene.Field(
        Product,
        id=graphene.ID(description="ID of the product."),
        slug=graphene.String(description="Slug of the product."),
        external_reference=graphene.String(description="What another system calls the product."),
        slug_language_code=graphene.Argument(
            LanguageCodeEnum, description="Look among the slugs of this language first."
        ),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        description="Look up a product by ID, slug or what another system calls it.",
    )
    product_variant = graphene.Field(
        ProductVariant,
        id=graphene.ID(description="ID of the product variant."),
        sku=graphene.String(description="SKU of the product variant."),
        external_reference=graphene.String(description="What another system calls the variant."),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        description="Look up a product variant by ID, SKU or what another system calls it.",
    )
    categories = connection_field(
        CategoryConnection,
        filter=graphene.Argument(CategoryFilterInput, description="Filtering options for categories."),
        where=graphene.Argument(CategoryWhereInput, description="Filtering options, the newer way."),
        sort_by=graphene.Argument(CategorySortingInput, description="Sort categories."),
        level=graphene.Int(description="Only the categories of this level, 0 at the root."),
        description="List of the shop's categories, in the order of the tree.",
    )
    category = graphene.Field(
        Category,
        id=graphene.ID(description="ID of the category."),
        slug=graphene.String(description="Slug of the category."),
        slug_language_code=graphene.Argument(
            LanguageCodeEnum, description="Look among the slugs of this language first."
        ),
        description="Look up a category by ID or slug.",
    )
    cooperatives = connection_field(
        CooperativeConnection,
        region=graphene.String(description="ISO 3166-2 code of a region."),
        sector=graphene.String(description="What they mostly make."),
        alliance=graphene.String(description="Slug of an alliance."),
        description="List of those who make and sell.",
    )
    cooperative = graphene.Field(
        Cooperative,
        id=graphene.ID(description="ID of the cooperative."),
        slug=graphene.String(description="Slug of the cooperative."),
        description="Look up a cooperative by ID or slug.",
    )

    @staticmethod
    @costs(2)
    def resolve_products(
        _root: object,
        info: Info,
        *,
        channel: str | None = None,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        search: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of what everybody may see in a channel; to the staff, of products in any state."""
        slug = channel or (filter or {}).get("channel") or (sort_by or {}).get("channel")
        found, reach = reached(info, slug)
        if found is None:
            return connect(NOTHING, info)
        tree = loads.tree_of(info) if wants_tree(filter, where) else None
        filters = filters_of(filter, where, search, tree, found.currency)
        order = order_of(sort_by, filters)
        if order.expression == COLLECTION_PLACE.expression and not filters.collection_ids:
            raise ApiError("Sorting by COLLECTION is available only with a filter by collection.")
        if order.is_rank and reach is not Reach.SHELVES:
            order = ORDERS[ProductOrder.NEWEST]
        today = timezone.localdate(info.context.now)
        return connect(ProductPages(found, filters, order, today, reach=reach), info)

    @staticmethod
    def resolve_product(
        _root: object,
        info: Info,
        *,
        id: str | None = None,
        slug: str | None = None,
        slug_language_code: Any = None,
        external_reference: str | None = None,
        channel: str | None = None,
    ) -> ProductRow | None:
        """Return a product that everybody may see in the channel, or that the actor may see in any state."""
        one_of(id=id, slug=slug, external_reference=external_reference)
        key = key_of(id, "Product") if id is not None else None
        if external_reference is not None:
            key = product_id_of_reference(external_reference)
        found, reach = reached(info, channel)
        if (key is None and slug is None) or found is None:
            return None
        if slug is not None and slug_language_code is not None:
            key = product_id_translated(slug, language_of(slug_language_code))
        named = product_rows_of(
            product_ids=() if key is None else (key,),
            slugs=() if slug is None or key is not None else (slug,),
            channel=None if reach is Reach.ALL else found,
        )
        row = next(iter(named.values()), None)
        return row if row is not None and is_seen(row, info) else None

    @staticmethod
    def resolve_product_variant(
        _root: object,
        info: Info,
        *,
        id: str | None = None,
        sku: str | None = None,
        external_reference: str | None = None,
        channel: str | None = None,
    ) -> VariantRow | None:
        """Return a variant of a product that the actor may see."""
        one_of(id=id, sku=sku, external_reference=external_reference)
        if external_reference is not None:
            key = variant_id_of_reference(external_reference)
        else:
            key = key_of(id, "ProductVariant") if id is not None else variant_id_of_sku(sku or "")
        found = channel_of(info, channel)
        if key is None or found is None:
            return None
        (offer,) = info.context.load(loads.offers_by_variant, [(found, info.context.now, key)])
        if offer is None:
            return None
        place: loads.Place = (found, offer.product_id)
        (row,) = info.context.load(loads.products, [place])
        return VariantRow.of(offer, found) if row is not None and is_seen(row, info) else None

    @staticmethod
    def resolve_categories(
        _root: object,
        info: Info,
        *,
        filter: Given = None,
        where: Given = None,
        sort_by: Given = None,
        level: int | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of the shelves."""
        shelves = list(loads.tree_of(info).shelves.values())
        if level is not None:
            shelves = [each for each in shelves if each.level == level]
        return connect(ListPages(shelves_listed(info, shelves, filter, where, sort_by)), info)

    @staticmethod
    def resolve_category(
        _root: object,
        info: Info,
        *,
        id: str | None = None,
        slug: str | None = None,
        slug_language_code: Any = None,
    ) -> Shelf | None:
        """Return one shelf."""
        one_of(id=id, slug=slug)
        tree = loads.tree_of(info)
        if slug is not None and slug_language_code is not None:
            translated = tree.translated(slug, language_of(slug_language_code))
            if translated is not None:
                return translated
        key = key_of(id, "Category") if id is not None else tree.by_slug.get(slug or "")
        return tree.shelves.get(key) if key is not None else None

    @staticmethod
    def resolve_cooperatives(
        _root: object, info: Info, *, region: str = "", sector: str = "", alliance: str = "", **_page: object
    ) -> Page:
        """Return a page of the active sellers, newest first."""
        return connect(SellerPages(sellers_on_show(region=region, sector=sector, alliance=alliance)), info)

    @staticmethod
    def resolve_cooperative(
        _root: object, _info: Info, *, id: str | None = None, slug: str | None = None
    ) -> OrganisationCard | None:
        """Return one active seller."""
        one_of(id=id, slug=slug)
        key = key_of(id, "Cooperative") if id is not None else None
        if key is None and slug is None:
            return None
        found = sellers_by(keys=() if key is None else (key,), slugs=() if slug is None else (slug,))
        return next(iter(found.values()), None)
