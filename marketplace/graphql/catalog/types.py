"""The types of the catalogue and their fields; how each is answered stands in a module of its own."""

from typing import Any

import graphene

from catalog.models.taxonomy import ProductType as ProductTypeModel
from catalog.selectors.categories import Family, Shelf
from catalog.selectors.product_rows import ProductRow
from marketplace.graphql.catalog import loads
from marketplace.graphql.catalog.assigned import ObjectWithAttributes
from marketplace.graphql.catalog.attributes import (
    SelectedAttribute,
    VariantAttributeScope,
    language_argument,
)
from marketplace.graphql.catalog.behind import FamilyBehind, ProductBehind, VariantBehind
from marketplace.graphql.catalog.categories import CategoryResolvers
from marketplace.graphql.catalog.certificates import Certificate
from marketplace.graphql.catalog.cooperatives import CooperativeResolvers
from marketplace.graphql.catalog.input_types import ProductFilterInput, ProductOrderInput, ProductWhereInput
from marketplace.graphql.catalog.item_details import ProductDetails, VariantDetails
from marketplace.graphql.catalog.media import ProductMedia
from marketplace.graphql.catalog.other_offers import ProductOffers
from marketplace.graphql.catalog.pricing import ProductPricingInfo, VariantPricingInfo
from marketplace.graphql.catalog.products import ProductResolvers
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.translations import (
    CategoryTranslation,
    ProductTranslation,
    ProductVariantTranslation,
)
from marketplace.graphql.catalog.variant_inputs import variant_list_args
from marketplace.graphql.catalog.variants import PreorderData, VariantResolvers, Weight
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.connection import connection_field, connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, declared, late
from marketplace.graphql.kit.scalars import Date, DateTime, JSONString
from marketplace.graphql.shop.addresses import AddressInput
from marketplace.graphql.shop.countries import CountryCode
from marketplace.graphql.shop.kept import kept_with
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, LanguageCodeEnum
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.graphql.shop.pictures import Image, picture_args
from marketplace.graphql.shop.places import Place

ProductTypeKindEnum = saleor_enum("ProductTypeKindEnum", "What kind of products a product type holds.")

ProductConnection = connection_of("Product", lambda: Product)
VariantConnection = connection_of("ProductVariant", lambda: ProductVariant)
CategoryConnection = connection_of("Category", lambda: Category)
CooperativeConnection = connection_of("Cooperative", lambda: Cooperative)


def address_argument(why: str) -> Any:
    """Return the address that the contract lets a client name, and why it changes nothing here."""
    return graphene.Argument(AddressInput, description=why)


def product_list_args() -> dict[str, Any]:
    """Return the arguments of every list of products."""
    return {
        "filter": graphene.Argument(ProductFilterInput, description="Filtering options for products."),
        "where": graphene.Argument(ProductWhereInput, description="Filtering options, the newer way."),
        "sort_by": graphene.Argument(ProductOrderInput, description="Sort products."),
        "search": graphene.String(description="Search products."),
        "channel": graphene.String(description="Slug of a channel for which the data should be returned."),
    }


@declared
class ProductType(
    kept_with(  # type: ignore[misc]
        loads.kept_with_product_types,
        lambda row: row.product_type_id,
        *ProductTypeModel.metadata_permissions,
    ),
    FamilyBehind,
    graphene.ObjectType,
):
    """Represents a type of product: a family with what its products have in common."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("ProductType", attribute="product_type_id", description="The ID of the product type.")
    name = graphene.String(required=True, description="The product type name.")
    slug = graphene.String(required=True, description="Slug of the product type.")
    is_shipping_required = graphene.Boolean(required=True, description="Whether its products travel.")
    kind = graphene.Field(ProductTypeKindEnum, required=True, description="The product type kind.")
    is_food = graphene.Boolean(
        required=True, description="Whether its products are food, which needs an authorisation (law 28-07)."
    )

    @staticmethod
    def resolve_name(root: Family, _info: Info) -> str:
        """Return the name in the shop's first language."""
        return root.name(DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_slug(root: Family, _info: Info) -> str:
        """Return its key."""
        return root.key

    @staticmethod
    def resolve_is_shipping_required(_root: Family, _info: Info) -> bool:
        """Say yes: everything is a thing."""
        return True

    @staticmethod
    def resolve_kind(_root: Family, _info: Info) -> str:
        """Return NORMAL: there are no gift cards."""
        return "NORMAL"


@declared
class Category(CategoryResolvers, graphene.ObjectType):
    """Represents a single category of products."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Category", attribute="category_id", description="The ID of the category.")
    name = graphene.String(required=True, description="Category name.")
    description = JSONString(description="Description of the category, as EditorJS blocks.")
    slug = graphene.String(required=True, description="Slug of the category.")
    seo_title = graphene.String(description="SEO title of the category.")
    seo_description = graphene.String(description="SEO description of the category.")
    background_image = graphene.Field(Image, description="The picture behind its name.", **picture_args())
    parent = graphene.Field(lambda: Category, description="Parent category.")
    level = graphene.Int(required=True, description="Level of the category, 0 at the root.")
    updated_at = graphene.Field(DateTime, required=True, description="When it was last changed.")
    ancestors = connection_field(CategoryConnection, description="The way from the root to the category.")
    children = connection_field(CategoryConnection, description="The categories directly below it.")
    products = connection_field(
        ProductConnection,
        description="The products of the category, with those below it.",
        **product_list_args(),
    )
    translation = graphene.Field(
        CategoryTranslation,
        language_code=language_argument(),
        description="Its texts in a language, null if nobody wrote any.",
    )


@declared
class ProductVariant(VariantDetails, VariantResolvers, VariantBehind, graphene.ObjectType):
    """Represents a version of a product such as different size or color."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata, ObjectWithAttributes)

    id = id_field("ProductVariant", description="The ID of the product variant.")
    name = graphene.String(required=True, description="The name of the product variant.")
    sku = graphene.String(description="The SKU of the product variant.")
    product = graphene.Field(lambda: Product, required=True, description="Product to which it belongs.")
    channel = graphene.String(description="Channel given to retrieve this product variant.")
    track_inventory = graphene.Boolean(required=True, description="Whether its stock is counted.")
    quantity_limit_per_customer = graphene.Int(description="The most of it that one basket may hold.")
    weight = graphene.Field(Weight, description="The weight of one item with its packing.")
    pricing = graphene.Field(
        VariantPricingInfo,
        address=address_argument("Prices are the same at every address."),
        description="The price in the channel, null if it has none there.",
    )
    attributes = graphene.List(
        graphene.NonNull(SelectedAttribute),
        required=True,
        variant_selection=graphene.Argument(VariantAttributeScope, description="Which attributes to show."),
        description="List of attributes assigned to this variant.",
        deprecation_reason="Use the `assignedAttributes` field instead.",
    )
    media = graphene.List(graphene.NonNull(ProductMedia), description="Pictures that show it.")
    translation = graphene.Field(
        ProductVariantTranslation,
        language_code=language_argument(),
        description="Its texts in a language, null if nobody wrote any.",
    )
    quantity_available = graphene.Int(
        address=address_argument("Stock is the same for every address."),
        country_code=graphene.Argument(CountryCode, description="Stock is the same for every country."),
        description="How many items can be bought now.",
    )
    preorder = graphene.Field(PreorderData, description="How it is sold before the harvest, while it is.")


@declared
class Product(ProductDetails, ProductResolvers, ProductBehind, ProductOffers, graphene.ObjectType):
    """Represents an individual item for sale in the storefront."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata, ObjectWithAttributes)

    id = id_field("Product", description="The ID of the product.")
    name = graphene.String(required=True, description="Name of the product.")
    description = JSONString(description="Description of the product, as EditorJS blocks.")
    product_type = graphene.Field(ProductType, required=True, description="The family of the product.")
    slug = graphene.String(required=True, description="Slug of the product.")
    seo_title = graphene.String(description="SEO title of the product.")
    seo_description = graphene.String(description="SEO description of the product.")
    attribute = graphene.Field(
        SelectedAttribute,
        slug=graphene.String(required=True, description="Slug of the attribute."),
        description="A single attribute of the product.",
        deprecation_reason="Use the `assignedAttribute` field instead.",
    )
    attributes = graphene.List(
        graphene.NonNull(SelectedAttribute),
        required=True,
        description="List of attributes assigned to this product.",
        deprecation_reason="Use the `assignedAttributes` field instead.",
    )
    collections = graphene.List(
        graphene.NonNull(late("Collection")), description="The collections in which it stands."
    )
    category = graphene.Field(Category, description="The shelf on which it stands.")
    created = graphene.Field(
        DateTime, required=True, source="created_at", description="When the product was created."
    )
    updated_at = graphene.Field(DateTime, required=True, description="When the product was last changed.")
    channel = graphene.String(description="Channel given to retrieve this product.")
    rating = graphene.Float(description="The mean of the stars (1 to 5) that its buyers gave.")
    thumbnail = graphene.Field(Image, description="The main picture, small.", **picture_args())
    pricing = graphene.Field(
        ProductPricingInfo,
        address=address_argument("Prices are the same at every address."),
        description="From how much to how much it costs in the channel.",
    )
    is_available = graphene.Boolean(
        address=address_argument("Stock is the same for every address."),
        description="Whether it can be bought now and is in stock.",
    )
    is_available_for_purchase = graphene.Boolean(description="Whether it can be bought, in stock or not.")
    available_for_purchase = graphene.Field(
        Date,
        description="Since which day it is on the shelves.",
        deprecation_reason=(
            "Use the `availableForPurchaseAt` field to fetch the available for purchase date."
        ),
    )
    available_for_purchase_at = graphene.Field(DateTime, description="Since when it is on the shelves.")
    variants = graphene.List(
        graphene.NonNull(ProductVariant),
        description="List of variants for the product.",
        deprecation_reason="Use `productVariants` field instead.",
    )
    product_variants = connection_field(
        VariantConnection, description="The variants of the product.", **variant_list_args()
    )
    default_variant = graphene.Field(ProductVariant, description="The cheapest variant that can be bought.")
    translation = graphene.Field(
        ProductTranslation,
        language_code=language_argument(),
        description="Its texts in a language, null if nobody wrote any.",
    )
    cooperative = graphene.Field(lambda: Cooperative, required=True, description="Who makes it.")
    origin = graphene.Field(Place, required=True, description="Where it is grown or made.")
    certificates = graphene.List(
        graphene.NonNull(Certificate), required=True, description="Signs of quality that it may show today."
    )
    season_months = graphene.List(
        graphene.NonNull(graphene.Int),
        required=True,
        description="Months (1 to 12) in which it is harvested or made; empty means all year.",
    )
    allergens = graphene.List(
        graphene.NonNull(graphene.String),
        required=True,
        description="Allergens that must be declared (decree 2-12-389).",
    )


class Cooperative(CooperativeResolvers, graphene.ObjectType):
    """A cooperative, union, GIE, association or company that makes and sells."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Cooperative", attribute="organisation_id", description="The ID of the cooperative.")
    name = graphene.String(required=True, description="Its name.")
    slug = graphene.String(required=True, description="Its slug.")
    kind = graphene.String(required=True, description="Its legal form.")
    sector = graphene.String(required=True, description="What it mostly makes.")
    place = graphene.Field(Place, required=True, description="Where it is at home.")
    member_count = graphene.Int(required=True, description="How many members it has.")
    women_count = graphene.Int(required=True, description="How many of them are women.")
    picture = graphene.Field(Image, description="Its picture.")
    story = graphene.String(
        language_code=graphene.Argument(LanguageCodeEnum, description="A language; French without one."),
        description="What it tells about itself, in the language asked for or the nearest there is.",
    )
    products = connection_field(ProductConnection, description="What it sells.", **product_list_args())
    alliances = graphene.List(
        graphene.NonNull(late("Alliance")),
        required=True,
        resolver=answered_later("Cooperative.alliances"),
        description="The alliances on show to which it belongs.",
    )


for _row, _name in (
    (Family, "ProductType"),
    (Shelf, "Category"),
    (ProductRow, "Product"),
    (VariantRow, "ProductVariant"),
):
    rows_are(_row, _name)
