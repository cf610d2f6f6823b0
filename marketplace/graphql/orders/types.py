"""Orders, their lines and parcels, and the people whose they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import graphene

from marketplace.accounts.models import Address as AddressModel
from marketplace.accounts.models import User as UserModel
from marketplace.accounts.selectors import addresses_by_user
from marketplace.graphql.catalog.types import Cooperative, ProductVariant
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each, connection_field, connection_of
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, global_id, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, declared, late
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders import words
from marketplace.graphql.orders.allocations import LineAllocations
from marketplace.graphql.orders.boxes import OrderBoxes
from marketplace.graphql.orders.details import OrderDetails, OrderTotals
from marketplace.graphql.orders.discounts import LineReductions, OrderReductions
from marketplace.graphql.orders.fulfillments import OrderFulfillments
from marketplace.graphql.orders.gifts import GiftWish, gift_row
from marketplace.graphql.orders.inputs import CustomerOrderWhereInput
from marketplace.graphql.orders.invoices import OrderInvoices
from marketplace.graphql.orders.lookups import orders_asked
from marketplace.graphql.orders.pages import OrdersOfUsers, open_checkouts
from marketplace.graphql.orders.payments import Payment, PaymentRow, payment_of_order
from marketplace.graphql.orders.refunds import OrderRefunds
from marketplace.graphql.orders.resolvers import (
    OrderLineResolvers,
    OrderResolvers,
    SubOrderResolvers,
)
from marketplace.graphql.orders.rows import LineRow, OrderRow, views
from marketplace.graphql.orders.shortages import OrderShortages
from marketplace.graphql.orders.taxation import DeliveryTaxation, LineTaxation
from marketplace.graphql.orders.transactions import TransactionItem
from marketplace.graphql.orders.users import UserFields, user_id
from marketplace.graphql.orders.weighings import OrderWeighings
from marketplace.graphql.shop.addresses import Address, address_row
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.languages import LanguageCodeEnum, code_of
from marketplace.graphql.shop.metadata import FORBIDDEN, ObjectWithMetadata, rows_are
from marketplace.graphql.shop.money import Money, TaxedMoney
from marketplace.graphql.shop.pictures import Image, picture_args
from marketplace.kernel.actor import Permission
from orders.states import SubOrderState

OrderConnection = connection_of("Order", lambda: Order)
SubOrderStatus = graphene.Enum(
    "SubOrderStatus",
    [(state.name, state.name) for state in SubOrderState],
    description=lambda _value: "Where one cooperative's part of an order stands." if _value is None else None,
)


@declared
class OrderLine(OrderLineResolvers, LineReductions, LineAllocations, LineTaxation, graphene.ObjectType):
    """Represents order line of particular order."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("OrderLine", attribute="key", description="ID of the order line.")
    product_name = graphene.String(required=True, description="Name of the product in order line.")
    variant_name = graphene.String(required=True, description="Name of the variant in order line.")
    translated_product_name = graphene.String(required=True, description="Name in the customer's language.")
    translated_variant_name = graphene.String(required=True, description="Name in the customer's language.")
    product_sku = graphene.String(description="SKU of the product variant.")
    product_variant_id = graphene.String(description="The ID of the product variant.")
    is_shipping_required = graphene.Boolean(required=True, description="Whether it travels.")
    quantity = graphene.Int(required=True, description="Number of variant items ordered.")
    quantity_fulfilled = graphene.Int(required=True, description="Number of items that have left.")
    quantity_to_fulfill = graphene.Int(required=True, description="Number of items still to be sent.")
    tax_rate = graphene.Float(required=True, description="Rate of tax applied on product variant.")
    thumbnail = graphene.Field(Image, description="The product's main picture, small.", **picture_args())
    unit_price = graphene.Field(TaxedMoney, required=True, description="Price of one item.")
    undiscounted_unit_price = graphene.Field(
        TaxedMoney, required=True, description="Price of one item before discounts."
    )
    total_price = graphene.Field(TaxedMoney, required=True, description="Price of the order line.")
    undiscounted_total_price = graphene.Field(
        TaxedMoney, required=True, description="Price of the order line before discounts."
    )
    variant = graphene.Field(ProductVariant, description="The product variant as it is now.")
    is_price_overridden = graphene.Boolean(description="Whether another price was agreed with the customer.")
    price_override_reason = graphene.String(
        description="Why another price was agreed. Requires MANAGE_ORDERS."
    )

    @staticmethod
    def resolve_is_price_overridden(root: LineRow, _info: Info) -> bool:
        """Say whether its price was agreed."""
        return root.line.is_price_agreed

    @staticmethod
    def resolve_price_override_reason(root: LineRow, info: Info) -> str | None:
        """
        Return why, if a reason was given.

        :raises PermissionDenied: unless the actor looks after orders
        """
        require_permission(info, Permission.MANAGE_ORDERS)
        return root.line.agreed_reason or None

    @staticmethod
    def resolve_product_sku(root: LineRow, _info: Info) -> str:
        """Return the number that its maker gave it."""
        return root.line.sku

    @staticmethod
    def resolve_product_variant_id(root: LineRow, _info: Info) -> str:
        """Return the variant's id."""
        return global_id("ProductVariant", root.line.variant_id)

    @staticmethod
    def resolve_is_shipping_required(_root: LineRow, _info: Info) -> bool:
        """Say yes: everything is a thing."""
        return True

    @staticmethod
    def resolve_tax_rate(root: LineRow, _info: Info) -> Any:
        """Return the rate as it was."""
        return root.line.tax_rate.normalize()


class SubOrder(SubOrderResolvers, graphene.ObjectType):
    """One cooperative's part of an order."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(required=True, description="The ID of the sub-order.")
    number = graphene.String(required=True, description="The order's number and the part's place.")
    status = graphene.Field(SubOrderStatus, required=True, description="Where it stands.")
    cooperative = graphene.Field(Cooperative, required=True, description="Who sells it.")
    lines = graphene.List(graphene.NonNull(OrderLine), required=True, description="Its lines.")
    total = graphene.Field(TaxedMoney, required=True, description="What its goods cost.")


@declared
class Order(
    OrderResolvers,
    OrderDetails,
    OrderTotals,
    OrderReductions,
    OrderFulfillments,
    OrderRefunds,
    OrderShortages,
    OrderWeighings,
    OrderBoxes,
    OrderInvoices,
    DeliveryTaxation,
    graphene.ObjectType,
):
    """Represents an order: what one customer bought at once, from one cooperative or several."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Order", description="ID of the order.")
    created = graphene.Field(DateTime, required=True, description="Date and time when the order was placed.")
    status = graphene.Field(words.OrderStatus, required=True, description="Status of the order.")
    status_display = graphene.String(required=True, description="User-friendly order status.")
    user = graphene.Field(lambda: User, description="User who placed the order; for them and for staff.")
    user_email = graphene.String(description="Email address; for the customer and for staff.")
    billing_address = graphene.Field(Address, description="Billing address; veiled for strangers.")
    shipping_address = graphene.Field(Address, description="Shipping address; veiled for strangers.")
    shipping_method_name = graphene.String(description="How the parcel travels.")
    channel = graphene.Field(Channel, required=True, description="Channel through which it was placed.")
    lines = graphene.List(graphene.NonNull(OrderLine), required=True, description="Its lines.")
    sub_orders = graphene.List(
        graphene.NonNull(SubOrder), required=True, description="Each cooperative's part."
    )
    number = graphene.String(required=True, description="User-friendly number of an order.")
    origin = graphene.Field(words.OrderOriginEnum, required=True, description="How the order came about.")
    is_paid = graphene.Boolean(required=True, description="Whether the order has been fully paid.")
    payment_status = graphene.Field(
        words.PaymentChargeStatusEnum, required=True, description="Where the payment stands."
    )
    payment_status_display = graphene.String(required=True, description="User-friendly payment status.")
    authorize_status = graphene.Field(
        words.OrderAuthorizeStatusEnum, required=True, description="How much is promised or paid."
    )
    charge_status = graphene.Field(
        words.OrderChargeStatusEnum, required=True, description="How much is paid."
    )
    transactions = graphene.List(
        graphene.NonNull(TransactionItem), required=True, description="Payments; for the customer and staff."
    )
    payments = graphene.List(
        graphene.NonNull(Payment), required=True, description="Payments, for the customer and staff."
    )
    total = graphene.Field(TaxedMoney, required=True, description="Total amount of the order.")
    subtotal = graphene.Field(TaxedMoney, required=True, description="The sum of line prices.")
    shipping_price = graphene.Field(TaxedMoney, required=True, description="Total price of shipping.")
    total_charged = graphene.Field(Money, required=True, description="Amount that is paid.")
    total_captured = graphene.Field(
        Money,
        required=True,
        description="Amount that is paid.",
        deprecation_reason="Use `totalCharged` instead.",
    )
    total_authorized = graphene.Field(Money, required=True, description="Amount that is promised.")
    total_balance = graphene.Field(Money, required=True, description="What is paid less what it costs.")
    customer_note = graphene.String(required=True, description="What the customer wrote.")
    gift = graphene.Field(
        GiftWish, description="What its giver says; empty if it is no gift, or for strangers."
    )
    is_shipping_required = graphene.Boolean(required=True, description="Whether something travels.")
    language_code_enum = graphene.Field(
        LanguageCodeEnum, required=True, description="The language of its messages."
    )
    display_gross_prices = graphene.Boolean(required=True, description="Whether to show prices with taxes.")
    checkout_id = graphene.ID(description="ID of the checkout that became the order.")

    @staticmethod
    def resolve_origin(root: OrderRow, _info: Info) -> str:
        """Return how it came about."""
        return root.order.origin.upper()

    @staticmethod
    def resolve_gift(root: OrderRow, _info: Info) -> dict[str, object] | None:
        """Return what its giver says, to whoever may see whose the order is."""
        return gift_row(root.order) if root.is_open else None

    @staticmethod
    @batched
    def resolve_payments(parents: Sequence[OrderRow], info: Info) -> list[list[PaymentRow] | Exception]:
        """Return the payments, to whoever may see whose the order is; a draft has none."""
        found = zip(parents, views(parents, info), strict=True)
        return [
            ([] if row.draft else [payment_of_order(row, view.payment)])
            if row.is_open
            else PermissionDenied(FORBIDDEN)
            for row, view in found
        ]

    @staticmethod
    def resolve_is_shipping_required(_root: Any, _info: Info) -> bool:
        """Say yes: everything is a thing."""
        return True

    @staticmethod
    def resolve_display_gross_prices(_root: Any, _info: Info) -> bool:
        """Say yes: prices include taxes."""
        return True

    resolve_total_captured = OrderResolvers.resolve_total_charged


@declared
class User(UserFields, graphene.ObjectType):
    """Represents user data: oneself, or for staff a customer."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = graphene.ID(required=True, description="The ID of the user.")
    email = graphene.String(required=True, description="The email address of the user; may be empty.")
    first_name = graphene.String(required=True, description="The given name of the user.")
    last_name = graphene.String(required=True, description="The family name of the user.")
    is_staff = graphene.Boolean(required=True, description="Whether the user works for the marketplace.")
    is_active = graphene.Boolean(required=True, description="Whether the user may sign in.")
    is_confirmed = graphene.Boolean(
        required=True, description="Whether the user has proved a phone or an email address."
    )
    phone = graphene.String(description="The phone number of the user (E.164).")
    addresses = graphene.List(graphene.NonNull(Address), required=True, description="The user's addresses.")
    default_shipping_address = graphene.Field(Address, description="The usual address.")
    default_billing_address = graphene.Field(Address, description="The usual address.")
    gift_cards = connection_field(
        connection_of("GiftCard", late("GiftCard")),
        resolver=answered_later("User.giftCards"),
        description="List of the user's gift cards; for the person and MANAGE_GIFT_CARD.",
    )
    orders = connection_field(
        OrderConnection,
        where=graphene.Argument(CustomerOrderWhereInput, description="Which of them."),
        description="List of user's orders, newest first.",
    )
    checkout_ids = graphene.List(
        graphene.NonNull(graphene.ID),
        channel=graphene.String(description="Slug of a channel for which the data should be returned."),
        description="IDs of the user's open checkouts, the one changed last first.",
    )
    language_code = graphene.Field(LanguageCodeEnum, required=True, description="The user's language.")
    last_login = graphene.Field(DateTime, description="When the user last signed in.")
    date_joined = graphene.Field(DateTime, required=True, description="When the user signed up.")

    @staticmethod
    def resolve_id(root: UserModel, _info: Info) -> str:
        """Return the ID."""
        return user_id(root)

    @staticmethod
    def resolve_email(root: UserModel, _info: Info) -> str:
        """Return the address."""
        return root.email or ""

    @staticmethod
    def resolve_is_confirmed(root: UserModel, _info: Info) -> bool:
        """Say whether there is a sure way to reach the person."""
        return root.email_verified_at is not None or root.phone_verified_at is not None

    @staticmethod
    @batched
    def resolve_addresses(parents: Sequence[UserModel], info: Info) -> list[list[Any]]:
        """Return the addresses, the usual one first."""
        return _addresses(parents, info)

    @staticmethod
    @batched
    def resolve_default_shipping_address(parents: Sequence[UserModel], info: Info) -> list[Any]:
        """Return the usual address."""
        return [_usual(rows, "shipping") for rows in _addresses(parents, info)]

    @staticmethod
    @batched
    def resolve_default_billing_address(parents: Sequence[UserModel], info: Info) -> list[Any]:
        """Return the usual address."""
        return [_usual(rows, "billing") for rows in _addresses(parents, info)]

    @staticmethod
    @batched
    def resolve_orders(
        parents: Sequence[UserModel], info: Info, where: Mapping[str, Any] | None = None, **_page: object
    ) -> list[Page]:
        """Return a page of the orders of each."""
        wanted = orders_asked(None, where, None) if where else None
        return connect_each(OrdersOfUsers(wanted), info, [each.pk for each in parents])

    @staticmethod
    @batched
    def resolve_checkout_ids(
        parents: Sequence[UserModel], info: Info, channel: str | None = None
    ) -> list[list[str]]:
        """Return the open baskets."""
        found = info.context.load(open_checkouts, [each.pk for each in parents])
        return [
            [global_id("Checkout", key) for key, slug in rows or [] if channel is None or slug == channel]
            for rows in found
        ]

    @staticmethod
    def resolve_language_code(root: UserModel, _info: Info) -> str:
        """Return the language."""
        return code_of(root.language)

    @staticmethod
    def resolve_date_joined(root: UserModel, _info: Info) -> datetime:
        """Return when the person signed up."""
        return root.created_at


def _addresses(parents: Sequence[UserModel], info: Info) -> list[list[Any]]:
    found = info.context.load(addresses_by_user, [each.pk for each in parents])
    return [[address_of_model(row) for row in rows or []] for rows in found]


_KEPT = (
    *("recipient", "given", "company", "phone", "street", "quarter", "landmark"),
    *("city", "province", "area", "postcode", "country"),
)


def address_of_model(row: AddressModel) -> dict[str, Any] | None:
    """Return a person's address as a row."""
    found = address_row(str(row.pk), {name: getattr(row, name) for name in _KEPT})
    if found is not None:
        found["is_default_shipping_address"] = row.is_default
        found["is_default_billing_address"] = row.is_default_billing
        found["metadata"] = row.metadata
    return found


def _usual(rows: Sequence[dict[str, Any]], what_for: str) -> dict[str, Any] | None:
    return next((row for row in rows if row[f"is_default_{what_for}_address"]), None)


rows_are(UserModel, "User")
