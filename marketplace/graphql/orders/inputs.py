"""By what orders can be filtered and sorted, in the contract's words."""

import graphene

from marketplace.graphql.catalog.input_types import (
    DecimalFilterInput,
    GlobalIDFilterInput,
    OrderDirection,
    StringFilterInput,
)
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.orders import words
from marketplace.graphql.shop.filters import (
    DateRangeInput,
    DateTimeRangeInput,
    IntFilterInput,
    MetadataFilter,
)

OrderSortField = saleor_enum("OrderSortField", "By what orders can be sorted.")
OrderStatusFilter = saleor_enum("OrderStatusFilter", "Where orders stand, or what they are ready for.")


def _many(of: type) -> graphene.List:
    return graphene.List(graphene.NonNull(of), description="Any of these.")


class OrderFilterInput(graphene.InputObjectType):
    """Which orders to keep."""

    payment_status = _many(words.PaymentChargeStatusEnum)
    status = _many(OrderStatusFilter)
    customer = graphene.String(description="Part of the customer's name, e-mail address or phone.")
    created = graphene.Argument(DateRangeInput, description="The day on which it was placed.")
    search = graphene.String(description="A number, or part of the customer's name, e-mail address or phone.")
    metadata = _many(MetadataFilter)
    channels = _many(graphene.ID)
    authorize_status = _many(words.OrderAuthorizeStatusEnum)
    charge_status = _many(words.OrderChargeStatusEnum)
    updated_at = graphene.Argument(DateTimeRangeInput, description="When it was last changed.")
    is_click_and_collect = graphene.Boolean(description="Whether the customer fetches it.")
    is_preorder = graphene.Boolean(description="Whether it holds something that can be pre-ordered now.")
    gift_card_used = graphene.Boolean(description="Whether a gift card paid a part of it.")
    gift_card_bought = graphene.Boolean(description="Whether a gift card was bought with it; none was.")
    ids = _many(graphene.ID)
    checkout_tokens = _many(UUID)
    numbers = _many(graphene.String)
    checkout_ids = _many(graphene.ID)


class OrderDraftFilterInput(graphene.InputObjectType):
    """Which drafts to keep."""

    customer = graphene.String(description="Part of the customer's name, e-mail address or phone.")
    created = graphene.Argument(DateRangeInput, description="The day on which it was begun.")
    search = graphene.String(description="A number, or part of the customer's name, e-mail address or phone.")
    metadata = _many(MetadataFilter)
    channels = _many(graphene.ID)


class OrderSortingInput(graphene.InputObjectType):
    """How to sort orders."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(OrderSortField, required=True, description="By what to sort.")


def _words_filter(name: str, words_: type, description: str) -> type[graphene.InputObjectType]:
    fields = {
        "eq": graphene.Argument(words_, description="The value equal to."),
        "one_of": graphene.List(graphene.NonNull(words_), description="The value included in."),
    }
    return type(name, (graphene.InputObjectType,), {"__doc__": description, **fields})


OrderStatusEnumFilterInput = _words_filter(
    "OrderStatusEnumFilterInput", words.OrderStatus, "A status of orders to compare with."
)
OrderChargeStatusEnumFilterInput = _words_filter(
    "OrderChargeStatusEnumFilterInput", words.OrderChargeStatusEnum, "How much is paid, to compare with."
)
OrderAuthorizeStatusEnumFilterInput = _words_filter(
    "OrderAuthorizeStatusEnumFilterInput",
    words.OrderAuthorizeStatusEnum,
    "How much is promised, to compare with.",
)
FulfillmentStatusEnumFilterInput = _words_filter(
    "FulfillmentStatusEnumFilterInput", words.FulfillmentStatus, "A status of parcels to compare with."
)


class MetadataValueFilterInput(graphene.InputObjectType):
    """What a key of metadata holds."""

    eq = graphene.String(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(graphene.String), description="The value included in.")


class MetadataFilterInput(graphene.InputObjectType):
    """A key of metadata, and what it holds; without a value, that there is such a key."""

    key = graphene.String(required=True, description="Key of a metadata item.")
    value = graphene.Argument(MetadataValueFilterInput, description="What it holds.")


class PriceFilterInput(graphene.InputObjectType):
    """An amount to compare with."""

    currency = graphene.String(description="The currency; without one, any.")
    amount = graphene.Argument(DecimalFilterInput, required=True, description="The amount.")


class UUIDFilterInput(graphene.InputObjectType):
    """Keys to compare with."""

    eq = UUID(description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(UUID), description="The value included in.")


class FulfillmentFilterInput(graphene.InputObjectType):
    """Which parcels an order has."""

    status = graphene.Argument(FulfillmentStatusEnumFilterInput, description="Where a parcel stands.")


class LinesFilterInput(graphene.InputObjectType):
    """Which lines an order has."""

    metadata = graphene.Argument(MetadataFilterInput, description="What is kept with a line.")


class InvoiceFilterInput(graphene.InputObjectType):
    """Which invoices an order has."""

    created_at = graphene.Argument(DateTimeRangeInput, description="When it was issued.")


class AddressFilterInput(graphene.InputObjectType):
    """What an address says."""

    phone_number = graphene.Argument(StringFilterInput, description="The phone.")


class _AnyWhere:
    """What orders and drafts are both asked for, whoever lists them."""

    metadata = graphene.Argument(MetadataFilterInput, description="What is kept with it.")
    ids = _many(graphene.ID)
    number = graphene.Argument(IntFilterInput, description="Its number.")
    channel_id = graphene.Argument(GlobalIDFilterInput, description="Its channel.")
    created_at = graphene.Argument(DateTimeRangeInput, description="When it was placed or begun.")
    updated_at = graphene.Argument(DateTimeRangeInput, description="When it was last changed.")
    user_email = graphene.Argument(StringFilterInput, description="The e-mail address for messages.")
    is_click_and_collect = graphene.Boolean(description="Whether the customer fetches it.")
    lines_count = graphene.Argument(IntFilterInput, description="How many lines it has.")
    product_type_id = graphene.Argument(
        GlobalIDFilterInput, description="Families of which it holds something."
    )
    billing_address = graphene.Argument(AddressFilterInput, description="Who is named on the bill.")
    shipping_address = graphene.Argument(AddressFilterInput, description="Where it goes.")


class _Where(_AnyWhere):
    """What orders and drafts are both asked for by the staff."""

    user = graphene.Argument(GlobalIDFilterInput, description="Whose it is.")
    lines = _many(LinesFilterInput)


class _PlacedWhere:
    """What placed orders alone are asked for."""

    authorize_status = graphene.Argument(
        OrderAuthorizeStatusEnumFilterInput, description="How much is promised."
    )
    charge_status = graphene.Argument(OrderChargeStatusEnumFilterInput, description="How much is paid.")
    status = graphene.Argument(OrderStatusEnumFilterInput, description="Where it stands.")
    checkout_token = graphene.Argument(UUIDFilterInput, description="The basket that it was.")
    checkout_id = graphene.Argument(GlobalIDFilterInput, description="The basket that it was.")
    is_gift_card_used = graphene.Boolean(description="Whether a gift card paid a part of it.")
    is_gift_card_bought = graphene.Boolean(description="Whether a gift card was bought with it; none was.")
    voucher_code = graphene.Argument(StringFilterInput, description="The code that made it cheaper.")
    has_invoices = graphene.Boolean(description="Whether something of it was invoiced.")
    invoices = _many(InvoiceFilterInput)
    has_fulfillments = graphene.Boolean(description="Whether it has parcels.")
    total_gross = graphene.Argument(PriceFilterInput, description="What it costs, tax included.")


class OrderWhereInput(_Where, _PlacedWhere, graphene.InputObjectType):
    """Which orders to keep; conditions hold together, those of `OR` one by one."""

    fulfillments = _many(FulfillmentFilterInput)
    AND = graphene.List(lambda: graphene.NonNull(OrderWhereInput), name="AND", description="All of these.")
    OR = graphene.List(lambda: graphene.NonNull(OrderWhereInput), name="OR", description="Any of these.")


class CustomerOrderWhereInput(_AnyWhere, _PlacedWhere, graphene.InputObjectType):
    """Which of a customer's orders to keep; conditions hold together, those of `OR` one by one."""

    AND = graphene.List(
        lambda: graphene.NonNull(CustomerOrderWhereInput), name="AND", description="All of these."
    )
    OR = graphene.List(
        lambda: graphene.NonNull(CustomerOrderWhereInput), name="OR", description="Any of these."
    )


class DraftOrderWhereInput(_Where, graphene.InputObjectType):
    """Which drafts to keep; conditions hold together, those of `OR` one by one."""

    AND = graphene.List(
        lambda: graphene.NonNull(DraftOrderWhereInput), name="AND", description="All of these."
    )
    OR = graphene.List(lambda: graphene.NonNull(DraftOrderWhereInput), name="OR", description="Any of these.")
