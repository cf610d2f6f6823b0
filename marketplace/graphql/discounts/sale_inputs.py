"""What can be written of sales."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import graphene

from marketplace.graphql.contract import word
from marketplace.graphql.discounts.inputs import scopes_of
from marketplace.graphql.discounts.types import DiscountValueTypeEnum
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.scalars import DateTime, PositiveDecimal
from marketplace.kernel.errors import NotFound
from marketplace.promotions.services.promotion_write import PromotionChanges
from marketplace.promotions.services.sale_write import SaleChanges


def _ids(what: str) -> graphene.List:
    return graphene.List(graphene.NonNull(graphene.ID), description=f"{what} that it is about.")


class SaleInput(graphene.InputObjectType):
    """What is known of a sale."""

    name = graphene.String(description="Its name.")
    type = graphene.Argument(DiscountValueTypeEnum, description="How it reduces.")
    value = PositiveDecimal(description="Said channel by channel: `saleChannelListingUpdate`.")
    products = _ids("Products")
    variants = _ids("Variants")
    categories = _ids("Categories")
    collections = _ids("Collections")
    start_date = DateTime(description="When it begins.")
    end_date = DateTime(description="When it ends.")


class SaleChannelListingAddInput(graphene.InputObjectType):
    """By how much a sale reduces in a channel."""

    channel_id = graphene.ID(required=True, description="ID of the channel.")
    discount_value = PositiveDecimal(required=True, description="By how much.")


class SaleChannelListingInput(graphene.InputObjectType):
    """Where a sale holds."""

    add_channels = graphene.List(
        graphene.NonNull(SaleChannelListingAddInput), description="Channels in which it holds."
    )
    remove_channels = graphene.List(
        graphene.NonNull(graphene.ID), description="Channels in which it holds no more."
    )


def sale_key(given: str) -> uuid.UUID:
    """
    Return the key of the sale that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name none
    """
    key = key_of(given, "Sale", uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field="id")
    return key


def sale_changes(given: Mapping[str, Any]) -> SaleChanges:
    """Return what is to be written of a sale."""
    scopes = scopes_of(given)
    return SaleChanges(
        promotion=PromotionChanges(
            name=given.get("name"),
            starts_at=given.get("start_date"),
            ends_at=given.get("end_date"),
            never_ends="end_date" in given and given["end_date"] is None,
        ),
        value_type=None if given.get("type") is None else word(given["type"]).lower(),
        scopes=scopes or None,
    )


def values_by_channel(given: Mapping[str, Any]) -> dict[int, Decimal]:
    """Return by how much a sale reduces, by channel id."""
    added = given.get("add_channels") or ()
    return {keys_of([each["channel_id"]], "Channel")[0]: each["discount_value"] for each in added}
