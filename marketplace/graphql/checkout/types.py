"""Checkouts: a basket on its way to becoming an order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene

from logistics.selectors.delivery import DeliveryOption
from marketplace.accounts.models import User as UserModel
from marketplace.accounts.selectors import users_by_id
from marketplace.channels.models import Channel as ChannelModel
from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.types import Cooperative, ProductVariant
from marketplace.graphql.checkout.details import CheckoutDetails, CheckoutLineDetails
from marketplace.graphql.checkout.gateways import GatewayRow, PaymentGateway, gateway_rows
from marketplace.graphql.checkout.paying import CheckoutPaying
from marketplace.graphql.checkout.reductions import CheckoutReductions
from marketplace.graphql.checkout.rows import (
    CheckoutRow,
    DeliveryProblemRow,
    DeliveryRow,
    GroupRow,
    LineRow,
    ProblemRow,
    sum_of,
)
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared, late
from marketplace.graphql.kit.scalars import UUID, DateTime
from marketplace.graphql.orders.deliveries import Delivery, ShippingMethod
from marketplace.graphql.orders.gifts import GiftWish, gift_row
from marketplace.graphql.orders.transactions import TransactionItem
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.addresses import Address, address_row
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.languages import (
    LanguageCodeEnum,
    code_of,
)
from marketplace.graphql.shop.metadata import ObjectWithMetadata
from marketplace.graphql.shop.money import Money, Taxed, TaxedMoney
from marketplace.kernel.money import Money as Amount
from orders.basket import ProblemKind

CheckoutAuthorizeStatusEnum = saleor_enum(
    "CheckoutAuthorizeStatusEnum", "How much of a checkout is promised."
)
CheckoutChargeStatusEnum = saleor_enum("CheckoutChargeStatusEnum", "How much of a checkout is paid.")


class CheckoutLine(CheckoutLineDetails, graphene.ObjectType):
    """Represents an item in the checkout."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("CheckoutLine", description="The ID of the checkout line.")
    variant = graphene.Field(ProductVariant, required=True, description="The product variant.")
    quantity = graphene.Int(required=True, description="The quantity of product variant.")
    unit_price = graphene.Field(TaxedMoney, required=True, description="The unit price today.")
    undiscounted_unit_price = graphene.Field(
        Money, required=True, description="The unit price before discounts."
    )
    total_price = graphene.Field(TaxedMoney, required=True, description="The sum of the line today.")
    undiscounted_total_price = graphene.Field(Money, required=True, description="The sum before discounts.")
    requires_shipping = graphene.Boolean(required=True, description="Whether the item travels.")
    is_gift = graphene.Boolean(description="Whether a promotion gives it.")
    problems = graphene.List(
        graphene.NonNull(lambda: CheckoutLineProblem), description="What stands in the way of this line."
    )

    @staticmethod
    def resolve_variant(root: LineRow, _info: Info) -> VariantRow | None:
        """Return the variant as it is now."""
        offer = root.line.offer
        return VariantRow.of(offer, root.row.checkout.channel) if offer is not None else None

    @staticmethod
    def resolve_quantity(root: LineRow, _info: Info) -> int:
        """Return how many."""
        return root.line.quantity

    @staticmethod
    def resolve_undiscounted_unit_price(root: LineRow, _info: Info) -> Amount:
        """Return the price of one without any discount."""
        line = root.line
        return line.unit_price if line.is_overridden else line.full_unit_price

    @staticmethod
    def resolve_undiscounted_total_price(root: LineRow, _info: Info) -> Amount:
        """Return the price of all without any discount."""
        line = root.line
        return line.total if line.is_overridden else line.full_total

    @staticmethod
    def resolve_is_gift(root: LineRow, _info: Info) -> bool:
        """Say whether a promotion gives it."""
        return root.line.is_gift

    @staticmethod
    def resolve_requires_shipping(_root: LineRow, _info: Info) -> bool:
        """Say yes: everything is a thing."""
        return True

    @staticmethod
    def resolve_problems(root: LineRow, _info: Info) -> list[ProblemRow]:
        """Return what stands in the way."""
        return line_problems(root)


class CheckoutLineProblemInsufficientStock(graphene.ObjectType):
    """There is less left than the line wants."""

    available_quantity = graphene.Int(description="How many are left.")
    line = graphene.Field(CheckoutLine, required=True, description="The line.")
    variant = graphene.Field(ProductVariant, required=True, description="The variant.")

    @staticmethod
    def resolve_variant(root: ProblemRow, info: Info) -> VariantRow | None:
        """Return the variant."""
        return CheckoutLine.resolve_variant(root.line, info)


class CheckoutLineProblemVariantNotAvailable(graphene.ObjectType):
    """The line's variant cannot be bought any more."""

    line = graphene.Field(CheckoutLine, required=True, description="The line.")


class CheckoutProblemDeliveryMethodStale(graphene.ObjectType):
    """The delivery was chosen long ago; ours are always checked anew, so this is never told."""

    delivery = graphene.Field(Delivery, required=True, description="The delivery.")


class CheckoutProblemDeliveryMethodInvalid(graphene.ObjectType):
    """The delivery that was chosen is not possible."""

    delivery = graphene.Field(Delivery, required=True, description="The delivery.")


class CheckoutLineProblem(graphene.Union):
    """Represents a problem in the checkout line."""

    class Meta:
        types = (CheckoutLineProblemInsufficientStock, CheckoutLineProblemVariantNotAvailable)

    @classmethod
    def type_of(cls, row: ProblemRow) -> Any:
        """Say which problem it is."""
        return _problem_type(row)


class CheckoutProblem(graphene.Union):
    """Represents a problem in the checkout."""

    class Meta:
        types = (
            CheckoutProblemDeliveryMethodStale,
            CheckoutProblemDeliveryMethodInvalid,
            CheckoutLineProblemInsufficientStock,
            CheckoutLineProblemVariantNotAvailable,
        )

    @classmethod
    def type_of(cls, row: ProblemRow | DeliveryProblemRow) -> Any:
        """Say which problem it is."""
        return (
            CheckoutProblemDeliveryMethodInvalid
            if isinstance(row, DeliveryProblemRow)
            else _problem_type(row)
        )


def _problem_type(row: ProblemRow) -> Any:
    if row.problem.kind is ProblemKind.GONE:
        return CheckoutLineProblemVariantNotAvailable
    return CheckoutLineProblemInsufficientStock


def line_problems(row: LineRow) -> list[ProblemRow]:
    """Return the problems of a line that the contract knows; a changed price shows in the price itself."""
    told = (problem for problem in row.line.problems if problem.kind is not ProblemKind.PRICE_CHANGED)
    return [ProblemRow(problem, row) for problem in told]


class CheckoutGroup(graphene.ObjectType):
    """The lines of one cooperative; they become its sub-order."""

    cooperative = graphene.Field(Cooperative, description="Who sells them.")
    lines = graphene.List(graphene.NonNull(CheckoutLine), required=True, description="The lines.")
    total_price = graphene.Field(TaxedMoney, required=True, description="What they cost.")

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[GroupRow], info: Info) -> list[OrganisationCard | None]:
        """Return who sells them."""
        return info.context.load(organisations_named, [each.group.organisation_id for each in parents])

    @staticmethod
    def resolve_lines(root: GroupRow, _info: Info) -> list[LineRow]:
        """Return the lines."""
        keys = {line.id for line in root.group.lines}
        return [line for line in root.row.lines if line.id in keys]

    @staticmethod
    def resolve_total_price(root: GroupRow, info: Info) -> Taxed:
        """Return what they cost."""
        lines = CheckoutGroup.resolve_lines(root, info)
        return sum_of([line.total_price for line in lines], root.row.basket.currency)


@declared
class Checkout(CheckoutDetails, CheckoutPaying, CheckoutReductions, graphene.ObjectType):
    """Checkout object: what a customer is about to buy."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Checkout", description="The checkout's ID.")
    token = graphene.Field(UUID, required=True, source="id", description="The checkout's token.")
    created = graphene.Field(DateTime, required=True, description="When the checkout was created.")
    updated_at = graphene.Field(DateTime, required=True, description="When the checkout was last changed.")
    user = graphene.Field(User, description="The user assigned to the checkout.")
    channel = graphene.Field(Channel, required=True, description="The channel of the checkout.")
    email = graphene.String(description="Email of a customer.")
    billing_address = graphene.Field(Address, description="The billing address of the checkout.")
    shipping_address = graphene.Field(Address, description="The shipping address of the checkout.")
    customer_note = graphene.String(required=True, description="The note for the checkout.")
    gift = graphene.Field(GiftWish, description="What its giver says; empty if it is no gift.")
    language_code = graphene.Field(LanguageCodeEnum, required=True, description="Checkout language code.")
    is_shipping_required = graphene.Boolean(required=True, description="Whether something travels.")
    quantity = graphene.Int(required=True, description="The number of items purchased.")
    stock_reservation_expires = graphene.Field(DateTime, description="Until when the goods are held.")
    lines = graphene.List(graphene.NonNull(CheckoutLine), required=True, description="The lines.")
    groups = graphene.List(
        graphene.NonNull(CheckoutGroup), required=True, description="The lines, cooperative by cooperative."
    )
    shipping_methods = graphene.List(
        graphene.NonNull(ShippingMethod), required=True, description="Ways in which the parcel can travel."
    )
    delivery = graphene.Field(Delivery, description="The way of delivery that was chosen.")
    shipping_price = graphene.Field(TaxedMoney, required=True, description="The price of the shipping.")
    subtotal_price = graphene.Field(TaxedMoney, required=True, description="The price of the goods.")
    total_price = graphene.Field(TaxedMoney, required=True, description="The sum of all.")
    total_balance = graphene.Field(Money, required=True, description="What is promised less what it costs.")
    discount = graphene.Field(Money, description="The total discount; zero as long as nothing is discounted.")
    discount_name = graphene.String(description="The name of the discount.")
    translated_discount_name = graphene.String(
        description="The name of the discount in the checkout's language; null if it has none there."
    )
    voucher_code = graphene.String(description="The code of a voucher; null without one.")
    gift_cards = graphene.List(
        graphene.NonNull(late("GiftCard")), required=True, description="The gift cards that pay a part."
    )
    display_gross_prices = graphene.Boolean(required=True, description="Whether to show prices with taxes.")
    available_payment_gateways = graphene.List(
        graphene.NonNull(PaymentGateway),
        required=True,
        description="List of available payment gateways.",
        deprecation_reason=(
            "The legacy Payments API is deprecated and will be removed. Use the Transactions API instead."
        ),
    )
    transactions = graphene.List(
        graphene.NonNull(TransactionItem), description="What the customer agreed to pay, and how."
    )
    authorize_status = graphene.Field(
        CheckoutAuthorizeStatusEnum, required=True, description="How much is promised."
    )
    charge_status = graphene.Field(CheckoutChargeStatusEnum, required=True, description="How much is paid.")
    problems = graphene.List(graphene.NonNull(CheckoutProblem), description="What stands in the way.")

    @staticmethod
    def resolve_created(root: CheckoutRow, _info: Info) -> datetime:
        """Return when it was opened."""
        return root.checkout.created_at

    @staticmethod
    def resolve_updated_at(root: CheckoutRow, _info: Info) -> datetime:
        """Return when it was changed."""
        return root.checkout.updated_at

    @staticmethod
    def resolve_user(root: CheckoutRow, info: Info) -> UserModel | None:
        """Return whose it is."""
        (user,) = info.context.load(users_by_id, [root.checkout.user_id])
        return user

    @staticmethod
    def resolve_channel(root: CheckoutRow, _info: Info) -> ChannelModel:
        """Return the channel."""
        return root.checkout.channel

    @staticmethod
    def resolve_email(root: CheckoutRow, _info: Info) -> str | None:
        """Return the address for messages."""
        return root.checkout.email or None

    @staticmethod
    def resolve_billing_address(root: CheckoutRow, _info: Info) -> dict[str, Any] | None:
        """Return who is named on the bill."""
        return address_row(f"{root.id}-billing", root.checkout.billing_address)

    @staticmethod
    def resolve_shipping_address(root: CheckoutRow, _info: Info) -> dict[str, Any] | None:
        """Return where the parcel goes."""
        return address_row(f"{root.id}-shipping", root.checkout.address)

    @staticmethod
    def resolve_customer_note(root: CheckoutRow, _info: Info) -> str:
        """Return what the customer wrote."""
        return root.checkout.note

    @staticmethod
    def resolve_gift(root: CheckoutRow, _info: Info) -> dict[str, object] | None:
        """Return what its giver says."""
        return gift_row(root.checkout)

    @staticmethod
    def resolve_language_code(root: CheckoutRow, _info: Info) -> str:
        """Return the language of messages."""
        return code_of(root.checkout.language)

    @staticmethod
    def resolve_is_shipping_required(root: CheckoutRow, _info: Info) -> bool:
        """Say whether there is anything."""
        return bool(root.lines)

    @staticmethod
    def resolve_quantity(root: CheckoutRow, _info: Info) -> int:
        """Return how many pieces it holds."""
        return root.basket.quantity

    @staticmethod
    def resolve_stock_reservation_expires(root: CheckoutRow, _info: Info) -> datetime | None:
        """Return until when the goods are held."""
        return root.checkout.reserved_until

    @staticmethod
    def resolve_groups(root: CheckoutRow, _info: Info) -> list[GroupRow]:
        """Return the lines, cooperative by cooperative."""
        return [GroupRow(group, root) for group in root.basket.groups]

    @staticmethod
    def resolve_shipping_methods(root: CheckoutRow, _info: Info) -> list[DeliveryOption]:
        """Return how the parcel can travel."""
        return list(root.basket.options)

    @staticmethod
    def resolve_delivery(root: CheckoutRow, _info: Info) -> DeliveryRow | None:
        """Return what was chosen, even if it is not possible any more."""
        chosen = root.checkout.delivery_method_id
        return DeliveryRow(chosen, root.basket.option) if chosen is not None else None

    @staticmethod
    def resolve_display_gross_prices(_root: CheckoutRow, _info: Info) -> bool:
        """Say yes: prices include taxes."""
        return True

    @staticmethod
    def resolve_available_payment_gateways(root: CheckoutRow, _info: Info) -> list[GatewayRow]:
        """Return how it can be paid."""
        return gateway_rows(root.checkout.channel, root.basket)

    @staticmethod
    def resolve_problems(root: CheckoutRow, _info: Info) -> list[ProblemRow | DeliveryProblemRow]:
        """Return what stands in the way."""
        found: list[ProblemRow | DeliveryProblemRow] = []
        chosen = root.checkout.delivery_method_id
        if chosen is not None and root.basket.option is None:
            found.append(DeliveryProblemRow(DeliveryRow(chosen, None)))
        return [*found, *(problem for line in root.lines for problem in line_problems(line))]


CheckoutConnection = connection_of("Checkout", lambda: Checkout)
CheckoutLineConnection = connection_of("CheckoutLine", lambda: CheckoutLine)
