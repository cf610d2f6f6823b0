"""Vouchers and gift cards in the contract's shape."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import graphene

from marketplace.cooperatives.selectors import organisations_named
from marketplace.graphql.catalog.attributes import language_argument
from marketplace.graphql.catalog.translations import Translation, VoucherTranslation, name_translation
from marketplace.graphql.catalog.types import Cooperative
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.scoped import scoped_fields
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each, connection_field, connection_of
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.late import declared
from marketplace.graphql.kit.pages import NestedQuerySet
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.countries import CountryDisplay, country_of
from marketplace.graphql.shop.kept import kept_on_row
from marketplace.graphql.shop.languages import language_of
from marketplace.graphql.shop.metadata import FORBIDDEN, ObjectWithMetadata
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from marketplace.promotions.models.voucher import Voucher as VoucherModel
from marketplace.promotions.models.voucher import VoucherCode as CodeModel
from marketplace.promotions.models.voucher import VoucherListing
from marketplace.promotions.selectors.rules import codes_of_vouchers, listings_of_vouchers
from marketplace.promotions.states import ValueType

VoucherTypeEnum = saleor_enum("VoucherTypeEnum", "What a voucher takes off from.")
DiscountValueTypeEnum = saleor_enum("DiscountValueTypeEnum", "How a discount is reckoned.")
BY_ID = (Column("id", read=int),)


class VoucherCode(graphene.ObjectType):
    """Represents a code of a voucher."""

    id = id_field("VoucherCode", description="The ID of the voucher code.")
    code = graphene.String(description="Code to use the voucher.")
    used = graphene.Int(description="How often the code was used.")
    is_active = graphene.Boolean(description="Whether the code can be used.")
    created_at = DateTime(required=True, description="When it was created.")


VoucherCodeConnection = connection_of("VoucherCode", lambda: VoucherCode)
VoucherConnection = connection_of("Voucher", lambda: Voucher)


class VoucherChannelListing(graphene.ObjectType):
    """Represents what a voucher is worth in a channel."""

    class Meta:
        interfaces = (Node,)

    id = id_field("VoucherChannelListing", description="The ID of the listing.")
    channel = graphene.Field(Channel, required=True, description="The channel.")
    discount_value = graphene.Float(required=True, description="What it is worth there.")
    currency = graphene.String(required=True, description="Currency code of the channel.")
    min_spent = graphene.Field(Money, description="The least that must be spent.")

    @staticmethod
    def resolve_discount_value(root: VoucherListing, _info: Info) -> Decimal:
        """Return the value."""
        return root.value.normalize()

    @staticmethod
    def resolve_min_spent(root: VoucherListing, _info: Info) -> Amount | None:
        """Return the least sum, if there is one."""
        return None if root.min_spent_minor is None else Amount(root.min_spent_minor, root.currency)


def _scopes(parents: Sequence[VoucherModel], _info: Info) -> list[Mapping[str, Sequence[int]]]:
    kinds = ("products", "variants", "categories", "collections")
    return [{name: getattr(each, name) for name in kinds} for each in parents]


@declared
class Voucher(
    kept_on_row(Permission.MANAGE_DISCOUNTS),  # type: ignore[misc]
    scoped_fields(_scopes),  # type: ignore[misc]
    graphene.ObjectType,
):
    """Represents a voucher: codes that make an order cheaper."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Voucher", description="The ID of the voucher.")
    name = graphene.String(description="The name of the voucher.")
    code = graphene.String(description="The newest of its codes.")
    translation = graphene.Field(
        VoucherTranslation,
        language_code=language_argument(),
        description="Its name in a language, null if nobody wrote one.",
    )
    codes = connection_field(VoucherCodeConnection, description="Its codes.")
    usage_limit = graphene.Int(description="How often each code can be used.")
    used = graphene.Int(required=True, description="How often its codes were used.")
    start_date = DateTime(required=True, description="When it begins.")
    end_date = DateTime(description="When it ends.")
    apply_once_per_order = graphene.Boolean(required=True, description="Whether one item alone is reduced.")
    apply_once_per_customer = graphene.Boolean(required=True, description="Whether a customer uses it once.")
    single_use = graphene.Boolean(required=True, description="Whether each code is used once.")
    only_for_staff = graphene.Boolean(required=True, description="Whether it is for the staff alone.")
    min_checkout_items_quantity = graphene.Int(description="The least number of items.")
    type = graphene.Field(VoucherTypeEnum, required=True, description="What it takes off from.")
    discount_value_type = graphene.Field(
        DiscountValueTypeEnum, required=True, description="How it is reckoned."
    )
    discount_value = graphene.Float(description="What it is worth in its first channel.")
    currency = graphene.String(description="Currency of its first channel.")
    min_spent = graphene.Field(Money, description="The least that must be spent in its first channel.")
    channel_listings = graphene.List(
        graphene.NonNull(VoucherChannelListing), description="What it is worth, channel by channel."
    )
    countries = graphene.List(
        graphene.NonNull(CountryDisplay), description="Countries where it holds; none: everywhere."
    )
    cooperatives = graphene.List(
        graphene.NonNull(Cooperative), description="The cooperatives to whose goods it is limited."
    )
    funded_by = graphene.String(
        required=True, description='Who bears it: "platform", "cooperative" or "partner".'
    )

    @staticmethod
    def resolve_translation(root: VoucherModel, _info: Info, language_code: Any) -> Translation | None:
        """Return the name in just this language."""
        return name_translation(root.pk, root.names, language_of(language_code))

    @staticmethod
    @batched
    def resolve_code(parents: Sequence[VoucherModel], info: Info) -> list[str | None]:
        """Return the newest code of each, or the one that an order used."""
        return [
            getattr(voucher, "told_code", None) or (rows[0].code if rows else None)
            for voucher, rows in zip(parents, _codes(parents, info), strict=True)
        ]

    @staticmethod
    @batched
    def resolve_codes(
        parents: Sequence[VoucherModel], info: Info, **_page: object
    ) -> list[Page] | list[PermissionDenied]:
        """Return a page of the codes of each, to the staff: a customer meets the voucher of an order."""
        if not info.context.actor.may(Permission.MANAGE_DISCOUNTS):
            return [PermissionDenied(FORBIDDEN) for _each in parents]
        pages = NestedQuerySet(CodeModel.objects.all(), "voucher_id", BY_ID)
        return connect_each(pages, info, [each.pk for each in parents])

    @staticmethod
    @batched
    def resolve_used(parents: Sequence[VoucherModel], info: Info) -> list[int]:
        """Return how often each was used."""
        return [sum(row.used for row in rows) for rows in _codes(parents, info)]

    @staticmethod
    def resolve_start_date(root: VoucherModel, _info: Info) -> Any:
        """Return when it begins."""
        return root.starts_at

    @staticmethod
    def resolve_end_date(root: VoucherModel, _info: Info) -> Any:
        """Return when it ends."""
        return root.ends_at

    @staticmethod
    def resolve_apply_once_per_order(root: VoucherModel, _info: Info) -> bool:
        """Say whether one item alone is reduced."""
        return root.once_per_order

    @staticmethod
    def resolve_apply_once_per_customer(root: VoucherModel, _info: Info) -> bool:
        """Say whether a customer uses it once."""
        return root.once_per_customer

    @staticmethod
    def resolve_min_checkout_items_quantity(root: VoucherModel, _info: Info) -> int | None:
        """Return the least number of items, if there is one."""
        return root.min_quantity or None

    @staticmethod
    def resolve_type(root: VoucherModel, _info: Info) -> str:
        """Return what it takes off from."""
        return root.type.upper()

    @staticmethod
    def resolve_discount_value_type(root: VoucherModel, _info: Info) -> str:
        """Return how it is reckoned."""
        return ValueType(root.value_type).name

    @staticmethod
    @batched
    def resolve_discount_value(parents: Sequence[VoucherModel], info: Info) -> list[Decimal | None]:
        """Return what each is worth in its first channel."""
        return [rows[0].value.normalize() if rows else None for rows in _listings(parents, info)]

    @staticmethod
    @batched
    def resolve_currency(parents: Sequence[VoucherModel], info: Info) -> list[str | None]:
        """Return the currency of the first channel of each."""
        return [rows[0].currency if rows else None for rows in _listings(parents, info)]

    @staticmethod
    @batched
    def resolve_min_spent(parents: Sequence[VoucherModel], info: Info) -> list[Amount | None]:
        """Return the least that must be spent in the first channel of each."""
        return [
            VoucherChannelListing.resolve_min_spent(rows[0], info) if rows else None
            for rows in _listings(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_channel_listings(parents: Sequence[VoucherModel], info: Info) -> list[list[VoucherListing]]:
        """Return where each holds."""
        return _listings(parents, info)

    @staticmethod
    @batched
    def resolve_cooperatives(parents: Sequence[VoucherModel], _info: Info) -> list[list[Any]]:
        """Return to whose goods each is limited."""
        keys = sorted({key for each in parents for key in each.cooperatives})
        found = organisations_named(keys)
        return [[found[key] for key in each.cooperatives if key in found] for each in parents]

    @staticmethod
    def resolve_countries(root: VoucherModel, _info: Info) -> list[dict[str, str]]:
        """Return the countries where it holds."""
        return [country_of(code) for code in root.countries]

    @staticmethod
    def resolve_funded_by(root: VoucherModel, _info: Info) -> str:
        """Say who bears it."""
        return root.funder


def _codes(parents: Sequence[VoucherModel], info: Info) -> list[list[CodeModel]]:
    return [rows or [] for rows in info.context.load(codes_of_vouchers, [each.pk for each in parents])]


def _listings(parents: Sequence[VoucherModel], info: Info) -> list[list[VoucherListing]]:
    return [rows or [] for rows in info.context.load(listings_of_vouchers, [each.pk for each in parents])]
