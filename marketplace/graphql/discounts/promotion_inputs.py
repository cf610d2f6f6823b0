"""What can be written and asked of promotions and their rules."""

import uuid
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import graphene
from django.db.models import Q, QuerySet

from marketplace.graphql.catalog.input_types import OrderDirection, StringFilterInput
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.predicates import (
    CataloguePredicateInput,
    OrderPredicateInput,
    catalogue_predicate,
    order_predicate,
)
from marketplace.graphql.discounts.promotions import PromotionTypeEnum, RewardTypeEnum, RewardValueTypeEnum
from marketplace.graphql.kit.errors import ApiError
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.scalars import JSON, DateTime, PositiveDecimal
from marketplace.graphql.orders.conditions import MOST_CONDITIONS, compared, with_key
from marketplace.graphql.orders.pages import moment
from marketplace.graphql.shop.filters import DateTimeFilterInput, MetadataFilter
from marketplace.kernel.errors import NotFound
from marketplace.kernel.rich_text import clean_document
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.services.promotion_write import PromotionChanges, RuleChanges


class _RuleFields:
    """What is known of a rule."""

    name = graphene.String(description="Rule name.")
    description = JSON(description="Rule description (EditorJS).")
    catalogue_predicate = graphene.Argument(
        CataloguePredicateInput, description="Which products it is about."
    )
    order_predicate = graphene.Argument(OrderPredicateInput, description="Which baskets it is about.")
    reward_value_type = graphene.Argument(RewardValueTypeEnum, description="Fixed or per cent.")
    reward_value = PositiveDecimal(description="What it takes off.")
    reward_type = graphene.Argument(RewardTypeEnum, description="What it gives to a basket.")


class PromotionRuleInput(_RuleFields, graphene.InputObjectType):
    """A rule of a promotion that is made."""

    channels = graphene.List(graphene.NonNull(graphene.ID), description="Channels where it holds.")
    gifts = graphene.List(graphene.NonNull(graphene.ID), description="Variants of which one is given.")


class PromotionRuleCreateInput(PromotionRuleInput):
    """A rule that is added to a promotion."""

    promotion = graphene.ID(required=True, description="The ID of the promotion that rule belongs to.")


class PromotionRuleUpdateInput(_RuleFields, graphene.InputObjectType):
    """What is to change of a rule."""

    add_channels = graphene.List(graphene.NonNull(graphene.ID), description="Channels where it holds too.")
    remove_channels = graphene.List(
        graphene.NonNull(graphene.ID), description="Channels where it holds no more."
    )
    add_gifts = graphene.List(graphene.NonNull(graphene.ID), description="Gifts to add.")
    remove_gifts = graphene.List(graphene.NonNull(graphene.ID), description="Gifts to take away.")


class PromotionUpdateInput(graphene.InputObjectType):
    """What is to change of a promotion."""

    description = JSON(description="Promotion description (EditorJS).")
    start_date = DateTime(description="When it begins.")
    end_date = DateTime(description="When it ends; null: never.")
    name = graphene.String(description="Promotion name.")


class PromotionCreateInput(graphene.InputObjectType):
    """What is known of a promotion."""

    description = JSON(description="Promotion description (EditorJS).")
    start_date = DateTime(description="When it begins; by default at once.")
    end_date = DateTime(description="When it ends; by default never.")
    name = graphene.String(required=True, description="Promotion name.")
    type = graphene.Argument(PromotionTypeEnum, required=True, description="Prices or baskets.")
    rules = graphene.List(graphene.NonNull(PromotionRuleInput), description="List of promotion rules.")


class PromotionTypeEnumFilterInput(graphene.InputObjectType):
    """A kind of promotions to compare with."""

    eq = graphene.Argument(PromotionTypeEnum, description="The value equal to.")
    one_of = graphene.List(graphene.NonNull(PromotionTypeEnum), description="The value included in.")


class PromotionWhereInput(graphene.InputObjectType):
    """Which promotions to keep; conditions hold together, those of `OR` one by one."""

    metadata = graphene.List(graphene.NonNull(MetadataFilter), description="Public metadata, all of it.")
    ids = graphene.List(graphene.NonNull(graphene.ID), description="Promotions by ID.")
    name = graphene.Argument(StringFilterInput, description="Name of the promotion.")
    end_date = graphene.Argument(DateTimeFilterInput, description="When it ends.")
    start_date = graphene.Argument(DateTimeFilterInput, description="When it begins.")
    is_old_sale = graphene.Boolean(description="Whether it came by the older way of sales.")
    type = graphene.Argument(PromotionTypeEnumFilterInput, description="Prices or baskets.")
    AND = graphene.List(
        lambda: graphene.NonNull(PromotionWhereInput), name="AND", description="All of these."
    )
    OR = graphene.List(lambda: graphene.NonNull(PromotionWhereInput), name="OR", description="Any of these.")


class PromotionSortingInput(graphene.InputObjectType):
    """How to sort promotions."""

    direction = graphene.Argument(OrderDirection, required=True, description="Ascending or descending.")
    field = graphene.Argument(
        saleor_enum("PromotionSortField", "By what promotions can be sorted."),
        required=True,
        description="By what to sort.",
    )


_SORTED = {
    "NAME": Column("name"),
    "START_DATE": Column("starts_at", read=moment),
    "END_DATE": Column("ends_at", nullable=True, read=lambda value: None if value is None else moment(value)),
    "CREATED_AT": Column("created_at", read=moment),
}
_BY_ID = Column("id", read=uuid.UUID)


def _word(value: Any) -> Any:
    return getattr(value, "value", value)


def promotion_order(given: Mapping[str, Any] | None) -> tuple[Column, ...]:
    """Return by which columns promotions are sorted; by default in the order in which they were made."""
    column = _SORTED[_word(given["field"])] if given else _SORTED["CREATED_AT"]
    is_falling = given is not None and _word(given.get("direction")) == "DESC"
    return (column.reversed, _BY_ID.reversed) if is_falling else (column, _BY_ID)


def promotions_asked(where: Mapping[str, Any] | None) -> QuerySet[Promotion]:
    """
    Return the promotions that are asked for; the caller has asked who may see them.

    :raises ApiError: if there are too many conditions
    """
    rows = Promotion.objects.all()
    return rows.filter(_condition(where, [MOST_CONDITIONS])) if where else rows


def _condition(given: Mapping[str, Any], left: list[int]) -> Q:
    left[0] -= 1
    if left[0] < 0:
        raise ApiError("There are too many conditions.")
    found = _named(given)
    for name, path in (("start_date", "starts_at"), ("end_date", "ends_at")):
        if given.get(name):
            found &= compared(path, given[name])
    if given.get("type"):
        found &= compared("type", given["type"], lambda words: [_word(word).lower() for word in words])
    for each in given.get("AND") or ():
        found &= _condition(each, left)
    if given.get("OR"):
        found &= reduce(or_, [_condition(each, left) for each in given["OR"]])
    return found


def _named(given: Mapping[str, Any]) -> Q:
    found = Q()
    if given.get("ids") is not None:
        found &= Q(pk__in=keys_of(given["ids"], "Promotion", uuid.UUID))
    if given.get("name"):
        found &= compared("name", given["name"])
    if given.get("is_old_sale") is not None:
        found &= Q(is_sale=given["is_old_sale"])
    for item in given.get("metadata") or ():
        found &= with_key("metadata", item)
    return found


def uuid_key(given: str, kind: str, field: str = "id") -> uuid.UUID:
    """
    Return the key that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name none
    """
    key = key_of(given, kind, uuid.UUID)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return key


def promotion_changes(given: Mapping[str, Any]) -> PromotionChanges:
    """
    Return what is to be written of a promotion.

    :raises InvalidInput: if the description is no rich text
    """
    description = given.get("description")
    return PromotionChanges(
        name=given.get("name"),
        description=None if description is None else clean_document(description, field="description"),
        starts_at=given.get("start_date"),
        ends_at=given.get("end_date"),
        never_ends="end_date" in given and given["end_date"] is None,
    )


def rule_changes(
    given: Mapping[str, Any], *, channels: str = "channels", gifts: list[int] | None = None
) -> RuleChanges:
    """
    Return what is to be written of a rule.

    :param channels: under which name the channels are given
    :param gifts: the gifts, where they are not given as a whole
    :raises InvalidInput: if a predicate or the description is not in its form
    """
    description = given.get("description")
    catalogue, order = given.get("catalogue_predicate"), given.get("order_predicate")
    value_type, reward_type = given.get("reward_value_type"), given.get("reward_type")
    if gifts is None and given.get("gifts") is not None:
        gifts = keys_of(given["gifts"], "ProductVariant")
    return RuleChanges(
        name=given.get("name"),
        description=None if description is None else clean_document(description, field="description"),
        catalogue_predicate=None if catalogue is None else catalogue_predicate(catalogue),
        order_predicate=None if order is None else order_predicate(order),
        value=given.get("reward_value"),
        value_type=None if value_type is None else _word(value_type).lower(),
        reward_type=None if reward_type is None else _word(reward_type).lower(),
        gifts=gifts,
        channel_ids=None if given.get(channels) is None else keys_of(given[channels], "Channel"),
    )
