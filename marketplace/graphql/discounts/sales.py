"""Sales, the contract's older word for promotions on products, in its shape."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import graphene

from marketplace.channels.models import Channel as ChannelModel
from marketplace.graphql.catalog.attributes import language_argument
from marketplace.graphql.catalog.translations import SaleTranslation, Translation, name_translation
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.listing import (
    SaleFilterInput,
    SaleSortingInput,
    sales_filtered,
    sales_sorted,
)
from marketplace.graphql.discounts.scoped import scoped_fields
from marketplace.graphql.guards import require_permission
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect, connection_field, connection_of
from marketplace.graphql.kit.ids import Node, id_field, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.kept import kept_on_row
from marketplace.graphql.shop.languages import language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.selectors.promotions import channels_of_rules, rules_of_promotions
from marketplace.promotions.services.sale_write import scopes_of_rule

SaleType = saleor_enum("SaleType", "How a sale reduces.")
SaleConnection = connection_of("Sale", lambda: Sale)
BY_ID = Column("id", read=uuid.UUID)
_INSTEAD = "Use the `promotion` queries and mutations instead."


class SaleRow:
    """A promotion, told as a sale."""

    def __init__(self, promotion: Promotion) -> None:
        self.promotion = promotion
        self.id = promotion.pk
        self.name = promotion.name
        self.created: datetime = promotion.created_at
        self.updated_at: datetime = promotion.updated_at
        self.start_date: datetime = promotion.starts_at
        self.end_date: datetime | None = promotion.ends_at
        self.metadata: dict[str, str] = promotion.metadata
        self.private_metadata: dict[str, str] = promotion.private_metadata


rows_are(SaleRow, "Sale")


class SaleChannelListing(graphene.ObjectType):
    """By how much a sale reduces in a channel."""

    class Meta:
        interfaces = (Node,)

    id = id_field("SaleChannelListing", description="The ID of the listing.")
    channel = graphene.Field(Channel, required=True, description="The channel.")
    discount_value = graphene.Float(required=True, description="By how much it reduces there.")
    currency = graphene.String(required=True, description="Currency code of the channel.")


def _rules(parents: Sequence[SaleRow], info: Info) -> list[list[PromotionRule]]:
    return [found or [] for found in info.context.load(rules_of_promotions, [each.id for each in parents])]


def _scopes(parents: Sequence[SaleRow], info: Info) -> list[Mapping[str, Sequence[int]]]:
    return [scopes_of_rule(rules[0] if rules else None) for rules in _rules(parents, info)]


def _listed(parents: Sequence[SaleRow], info: Info) -> list[list[tuple[PromotionRule, ChannelModel]]]:
    found = _rules(parents, info)
    keys = [rule.pk for rules in found for rule in rules]
    channels = dict(zip(keys, info.context.load(channels_of_rules, keys), strict=True))
    return [[(rule, channel) for rule in rules for channel in channels[rule.pk] or ()] for rules in found]


class Sale(
    kept_on_row(Permission.MANAGE_DISCOUNTS),  # type: ignore[misc]
    scoped_fields(_scopes),  # type: ignore[misc]
    graphene.ObjectType,
):
    """A promotion on products, as older clients know it: one reduction, valued channel by channel."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Sale", description="The ID of the sale.")
    name = graphene.String(required=True, description="The name of the sale.")
    type = graphene.Field(SaleType, required=True, description="How it reduces.")
    start_date = DateTime(required=True, description="When it begins.")
    end_date = DateTime(description="When it ends.")
    created = DateTime(required=True, description="When it was made.")
    updated_at = DateTime(required=True, description="When it was last changed.")
    translation = graphene.Field(
        SaleTranslation,
        language_code=language_argument(),
        description="Its name in a language, null if nobody wrote one.",
    )
    channel_listings = graphene.List(
        graphene.NonNull(SaleChannelListing), description="By how much it reduces, channel by channel."
    )
    discount_value = graphene.Float(description="By how much it reduces in its first channel.")
    currency = graphene.String(description="Currency of its first channel.")

    @staticmethod
    @batched
    def resolve_type(parents: Sequence[SaleRow], info: Info) -> list[str]:
        """Return how each reduces."""
        return [(rules[0].value_type if rules else "fixed").upper() for rules in _rules(parents, info)]

    @staticmethod
    def resolve_translation(root: SaleRow, _info: Info, language_code: Any) -> Translation | None:
        """Return the name in just this language."""
        return name_translation(root.id, root.promotion.names, language_of(language_code))

    @staticmethod
    @batched
    def resolve_channel_listings(parents: Sequence[SaleRow], info: Info) -> list[list[dict[str, Any]]]:
        """Return by how much each reduces, channel by channel."""
        return [
            [
                {
                    "id": rule.pk,
                    "channel": channel,
                    "discount_value": (rule.value or Decimal(0)).normalize(),
                    "currency": channel.currency,
                }
                for rule, channel in listed
            ]
            for listed in _listed(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_discount_value(parents: Sequence[SaleRow], info: Info) -> list[Decimal | None]:
        """Return by how much each reduces in its first channel."""
        return [
            (listed[0][0].value or Decimal(0)).normalize() if listed else None
            for listed in _listed(parents, info)
        ]

    @staticmethod
    @batched
    def resolve_currency(parents: Sequence[SaleRow], info: Info) -> list[str | None]:
        """Return the currency of the first channel of each."""
        return [listed[0][1].currency if listed else None for listed in _listed(parents, info)]


class SalePages:
    """Sales as a source of pages."""

    def __init__(self, pages: QuerySetPages) -> None:
        self.pages = pages
        self.order = pages.order

    def rows(self, *, limit: int, after: Key | None, backward: bool) -> list[SaleRow]:
        """Return up to `limit` rows after a key, in the direction walked."""
        found = self.pages.rows(limit=limit, after=after, backward=backward)
        return [SaleRow(row) for row in found]

    def key(self, row: SaleRow) -> Key:
        """Return a row's place in the order."""
        return self.pages.key(row.promotion)

    def count(self) -> int:
        """Count all rows."""
        return self.pages.count()


class SaleQueries(graphene.ObjectType):
    """What can be asked of sales."""

    sale = graphene.Field(
        Sale,
        id=graphene.ID(required=True, description="ID of the sale."),
        channel=graphene.String(description="A sale is the same in every channel."),
        description="Look up a sale by ID. Requires MANAGE_DISCOUNTS.",
        deprecation_reason=_INSTEAD,
    )
    sales = connection_field(
        SaleConnection,
        filter=graphene.Argument(SaleFilterInput, description="Which of them."),
        sort_by=graphene.Argument(SaleSortingInput, description="By what they are sorted."),
        query=graphene.String(description="A part of the name."),
        channel=graphene.String(description="Slug of a channel: only sales that hold there."),
        description="List of sales. Requires MANAGE_DISCOUNTS.",
        deprecation_reason=_INSTEAD,
    )

    @staticmethod
    def resolve_sale(_root: object, info: Info, id: str, channel: str | None = None) -> SaleRow | None:
        """Return one sale."""
        require_permission(info, Permission.MANAGE_DISCOUNTS)
        key = key_of(id, "Sale", uuid.UUID)
        found = Promotion.objects.filter(pk=key, is_sale=True).first() if key is not None else None
        return SaleRow(found) if found is not None else None

    @staticmethod
    def resolve_sales(
        _root: object,
        info: Info,
        filter: Mapping[str, Any] | None = None,
        sort_by: Mapping[str, Any] | None = None,
        query: str | None = None,
        channel: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of sales."""
        require_permission(info, Permission.MANAGE_DISCOUNTS)
        rows = Promotion.objects.filter(is_sale=True)
        if channel is not None:
            holding = PromotionRule.objects.filter(channels__slug=channel)
            rows = rows.filter(pk__in=holding.values("promotion"))
        rows = sales_filtered(rows, {"search": query, **(filter or {})}, now=info.context.now)
        rows, order = sales_sorted(rows, sort_by, channel, BY_ID)
        return connect(SalePages(QuerySetPages(rows, order)), info)
