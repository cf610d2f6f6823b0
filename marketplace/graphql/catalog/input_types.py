"""What products are filtered and sorted by, as the contract writes it."""

import graphene

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.kit.scalars import Decimal as DecimalScalar
from marketplace.graphql.shop.filters import (
    ContainsFilterInput,
    DateRangeInput,
    DateTimeFilterInput,
    DateTimeRangeInput,
    IntRangeInput,
    MetadataFilter,
)

ProductOrderField = saleor_enum("ProductOrderField", "By what products can be sorted.")
OrderDirection = saleor_enum("OrderDirection", "The direction of an order.")
StockAvailability = saleor_enum("StockAvailability", "Whether the web shop can sell some of a product.")


class PriceRangeInput(graphene.InputObjectType):
    """Bounds of a price, in the channel's currency, tax included."""

    gte = graphene.Float(description="Price greater than or equal to.")
    lte = graphene.Float(description="Price less than or equal to.")


class DecimalRangeInput(graphene.InputObjectType):
    """Bounds of a number."""

    gte = DecimalScalar(description="Decimal value greater than or equal to.")
    lte = DecimalScalar(description="Decimal value less than or equal to.")


class DecimalFilterInput(graphene.InputObjectType):
    """A number to compare with."""

    eq = DecimalScalar(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(DecimalScalar), description="The value included in.")
    range = graphene.Argument(DecimalRangeInput, description="The value in range.")


class StringFilterInput(graphene.InputObjectType):
    """A text to compare with."""

    eq = graphene.String(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(graphene.String), description="The value included in.")


class GlobalIDFilterInput(graphene.InputObjectType):
    """Ids to compare with."""

    eq = graphene.ID(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(graphene.ID), description="The value included in.")


class AssignedAttributeReferenceInput(graphene.InputObjectType):
    """What references lead to."""

    referenced_ids = graphene.Argument(ContainsFilterInput, description="Ids of pages, products and so on.")
    page_slugs = graphene.Argument(ContainsFilterInput, description="Slugs of pages.")
    product_slugs = graphene.Argument(ContainsFilterInput, description="Slugs of products.")
    product_variant_skus = graphene.Argument(ContainsFilterInput, description="SKUs of variants.")
    category_slugs = graphene.Argument(ContainsFilterInput, description="Slugs of categories.")
    collection_slugs = graphene.Argument(ContainsFilterInput, description="Slugs of collections.")


class AssignedAttributeValueInput(graphene.InputObjectType):
    """Values of an attribute."""

    slug = graphene.Argument(StringFilterInput, description="Slug of the value.")
    name = graphene.Argument(StringFilterInput, description="Name of the value.")
    numeric = graphene.Argument(DecimalFilterInput, description="The number that it is.")
    date = graphene.Argument(DateRangeInput, description="Bounds of the day that it is.")
    date_time = graphene.Argument(DateTimeRangeInput, description="Bounds of the moment that it is.")
    boolean = graphene.Boolean(description="Yes or no.")
    reference = graphene.Argument(AssignedAttributeReferenceInput, description="What it leads to.")


class AssignedAttributeWhereInput(graphene.InputObjectType):
    """An attribute and its value."""

    slug = graphene.String(description="Slug of the attribute; without one, any attribute.")
    value = graphene.Argument(AssignedAttributeValueInput, description="Its value; any without this.")


class AttributeInput(graphene.InputObjectType):
    """An attribute and its value."""

    slug = graphene.String(description="Slug of the attribute; without one, any attribute.")
    value = graphene.Argument(AssignedAttributeValueInput, description="Its value; any without this.")
    values = graphene.List(graphene.NonNull(graphene.String), description="Slugs of values, any of them.")
    values_range = graphene.Argument(IntRangeInput, description="Bounds of the number that it is.")
    date_time = graphene.Argument(DateTimeRangeInput, description="Bounds of the moment that it is.")
    date = graphene.Argument(DateRangeInput, description="Bounds of the day that it is.")
    boolean = graphene.Boolean(description="Yes or no.")


class ProductStockFilterInput(graphene.InputObjectType):
    """How much of a product stands where."""

    warehouse_ids = graphene.List(
        graphene.NonNull(graphene.ID), description="Warehouses; without them the web shop's."
    )
    quantity = graphene.Argument(IntRangeInput, description="Bounds of the number of items.")


class ProductFilterInput(graphene.InputObjectType):
    """Which products to keep."""

    is_published = graphene.Boolean(description="Whether a product is on the shelves of the channel.")
    collections = graphene.List(graphene.NonNull(graphene.ID), description="Collections, any of them.")
    categories = graphene.List(
        graphene.NonNull(graphene.ID), description="Shelves, with what stands below them."
    )
    has_category = graphene.Boolean(description="Whether a product stands on a shelf: all do.")
    attributes = graphene.List(graphene.NonNull(AttributeInput), description="Attributes, all of them.")
    stock_availability = graphene.Argument(StockAvailability, description="Whether there is some to sell.")
    stocks = graphene.Argument(ProductStockFilterInput, description="How much of it stands where.")
    search = graphene.String(description="Words to be found in the texts of a product.")
    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    published_from = DateTime(description="On the shelves since this moment, or later.")
    is_available = graphene.Boolean(description="Whether it can be bought: all that is on the shelves can.")
    available_from = DateTime(description="On the shelves since this moment, or later.")
    is_visible_in_listing = graphene.Boolean(description="Whether a product is shown in lists.")
    price = graphene.Argument(PriceRangeInput, description="Bounds of the lowest price.")
    minimal_price = graphene.Argument(PriceRangeInput, description="Bounds of the lowest price.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When it was last changed.")
    product_types = graphene.List(graphene.NonNull(graphene.ID), description="Families.")
    gift_card = graphene.Boolean(description="Whether it is a gift card: no product is.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Products by ID.")
    has_preordered_variants = graphene.Boolean(description="Whether it is sold before it is harvested.")
    slugs = graphene.List(graphene.NonNull(graphene.String), description="Products by slug.")
    channel = graphene.String(description="Slug of the channel, where the field itself is given none.")
    cooperative = graphene.ID(description="Who makes it.")
    region = graphene.String(description="Region of origin (ISO 3166-2 code).")
    season_month = graphene.Int(description="A month (1 to 12) in which it is harvested or made.")
    certification = graphene.String(description="A certificate that is valid today, for example IGP or AOP.")


class ProductWhereInput(graphene.InputObjectType):
    """Which products to keep."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Products by ID.")
    name = graphene.Argument(StringFilterInput, description="Name of the product, in any language.")
    slug = graphene.Argument(StringFilterInput, description="Slug of the product.")
    product_type = graphene.Argument(GlobalIDFilterInput, description="Families.")
    category = graphene.Argument(GlobalIDFilterInput, description="Shelves, with what stands below them.")
    collection = graphene.Argument(GlobalIDFilterInput, description="Collections, any of them.")
    is_available = graphene.Boolean(description="Whether it can be bought: all that is on the shelves can.")
    is_published = graphene.Boolean(description="Whether a product is on the shelves of the channel.")
    is_visible_in_listing = graphene.Boolean(description="Whether a product is shown in lists.")
    published_from = DateTime(description="On the shelves since this moment, or later.")
    available_from = DateTime(description="On the shelves since this moment, or later.")
    has_category = graphene.Boolean(description="Whether a product stands on a shelf: all do.")
    price = graphene.Argument(DecimalFilterInput, description="Bounds of the lowest price.")
    minimal_price = graphene.Argument(DecimalFilterInput, description="Bounds of the lowest price.")
    attributes = graphene.List(graphene.NonNull(AttributeInput), description="Attributes, all of them.")
    stock_availability = graphene.Argument(StockAvailability, description="Whether there is some to sell.")
    stocks = graphene.Argument(ProductStockFilterInput, description="How much of it stands where.")
    gift_card = graphene.Boolean(description="Whether it is a gift card: no product is.")
    has_preordered_variants = graphene.Boolean(description="Whether it is sold before it is harvested.")
    updated_at = graphene.Argument(DateTimeFilterInput, description="When it was last changed.")
    AND = graphene.List(graphene.NonNull(lambda: ProductWhereInput), description="All of these must hold.")
    OR = graphene.List(graphene.NonNull(lambda: ProductWhereInput), description="Any of these must hold.")


class ProductOrderInput(graphene.InputObjectType):
    """How to sort products."""

    class Meta:
        name = "ProductOrder"

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    channel = graphene.String(description="Slug of the channel, where the field itself is given none.")
    attribute_id = graphene.ID(description="An attribute by whose values to sort.")
    field = graphene.Argument(ProductOrderField, description="By what to sort.")
