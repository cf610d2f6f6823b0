"""Promotions, their rules and their history, in the contract's shape."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import graphene

from marketplace.channels.models import Channel as ChannelModel
from marketplace.graphql.catalog.attributes import language_argument
from marketplace.graphql.catalog.translations import PromotionRuleTranslation, PromotionTranslation
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.discounts.predicates import shown_catalogue, shown_order
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, global_id, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import declared
from marketplace.graphql.kit.scalars import JSON, DateTime, PositiveDecimal
from marketplace.graphql.shop.channels import Channel
from marketplace.graphql.shop.kept import kept_on_row
from marketplace.graphql.shop.languages import display_of, language_of
from marketplace.graphql.shop.metadata import ObjectWithMetadata, rows_are
from marketplace.kernel.actor import Permission
from marketplace.promotions.models.promotion import Promotion as PromotionModel
from marketplace.promotions.models.promotion import PromotionRule as RuleModel
from marketplace.promotions.selectors.promotions import channels_of_rules, rules_of_promotions

PromotionTypeEnum = saleor_enum("PromotionTypeEnum", "What a promotion is about.")
RewardTypeEnum = saleor_enum("RewardTypeEnum", "What a rule about baskets gives.")
RewardValueTypeEnum = saleor_enum("RewardValueTypeEnum", "How what a rule takes off is reckoned.")
PromotionEventsEnum = saleor_enum("PromotionEventsEnum", "What happened to a promotion.")


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a promotion, as its rows know it."""

    id: str
    type: str
    date: datetime
    rule_id: uuid.UUID | None = None


def _event(name: str, description: str, *, of_rule: bool = False) -> type[graphene.ObjectType]:
    fields: dict[str, Any] = {
        "Meta": type("Meta", (), {"interfaces": (Node,)}),
        "__doc__": description,
        "id": id_field(name, description="The ID of the event."),
        "date": graphene.Field(DateTime, required=True, description="When it happened."),
        "type": graphene.Field(PromotionEventsEnum, required=True, description="What happened."),
    }
    if of_rule:
        fields["rule_id"] = graphene.String(description="The rule that it happened to.")
    return type(name, (graphene.ObjectType,), fields)


PromotionCreatedEvent = _event("PromotionCreatedEvent", "A promotion was made.")
PromotionUpdatedEvent = _event("PromotionUpdatedEvent", "A promotion was changed.")
PromotionStartedEvent = _event("PromotionStartedEvent", "A promotion began.")
PromotionEndedEvent = _event("PromotionEndedEvent", "A promotion ended.")
PromotionRuleCreatedEvent = _event("PromotionRuleCreatedEvent", "A rule was added.", of_rule=True)
PromotionRuleUpdatedEvent = _event(
    "PromotionRuleUpdatedEvent", "A rule was changed; its row does not tell when.", of_rule=True
)
PromotionRuleDeletedEvent = _event(
    "PromotionRuleDeletedEvent", "A rule was taken away; with it goes what it knew.", of_rule=True
)
_EVENTS = {
    "PROMOTION_CREATED": PromotionCreatedEvent,
    "PROMOTION_UPDATED": PromotionUpdatedEvent,
    "PROMOTION_STARTED": PromotionStartedEvent,
    "PROMOTION_ENDED": PromotionEndedEvent,
    "RULE_CREATED": PromotionRuleCreatedEvent,
    "RULE_UPDATED": PromotionRuleUpdatedEvent,
    "RULE_DELETED": PromotionRuleDeletedEvent,
}


class PromotionEvent(graphene.Union):
    """Something that happened to a promotion."""

    class Meta:
        types = tuple(_EVENTS.values())

    @classmethod
    def type_of(cls, row: EventRow) -> type[graphene.ObjectType]:
        """Say what happened."""
        return _EVENTS[row.type]


def campaign_translation(row: PromotionModel | RuleModel, language: str) -> Mapping[str, Any] | None:
    """Return what was written of a promotion, or of a rule, in just this language."""
    name, document = row.names.get(language), row.descriptions.get(language)
    if not name and not document:
        return None
    return {
        "id": row.pk,
        "language": display_of(language),
        "name": name or None,
        "description": document or None,
    }


class PromotionRule(graphene.ObjectType):
    """What is reduced, where, and by how much."""

    class Meta:
        interfaces = (Node,)

    id = id_field("PromotionRule", description="The ID of the rule.")
    name = graphene.String(description="Name of the rule.")
    description = JSON(description="Description of the rule (EditorJS).")
    promotion = graphene.Field(lambda: Promotion, description="The promotion to which it belongs.")
    channels = graphene.List(graphene.NonNull(Channel), description="The channels where it holds.")
    reward_value = graphene.Field(PositiveDecimal, description="What it takes off.")
    reward_value_type = graphene.Field(RewardValueTypeEnum, description="Fixed or per cent.")
    predicate_type = graphene.Field(PromotionTypeEnum, description="Whether it looks at prices or baskets.")
    catalogue_predicate = JSON(description="Which products it is about.")
    order_predicate = JSON(description="Which baskets it is about.")
    reward_type = graphene.Field(RewardTypeEnum, description="What it gives to a basket.")
    gift_ids = graphene.List(graphene.NonNull(graphene.ID), description="Variants of which one is given.")
    translation = graphene.Field(
        PromotionRuleTranslation,
        language_code=language_argument(),
        description="Its texts in a language, null if nobody wrote any.",
    )

    @staticmethod
    def resolve_translation(root: RuleModel, _info: Info, language_code: Any) -> Mapping[str, Any] | None:
        """Return the texts in just this language."""
        return campaign_translation(root, language_of(language_code))

    @staticmethod
    def resolve_name(root: RuleModel, _info: Info) -> str | None:
        """Return the name, if it has one."""
        return root.name or None

    @staticmethod
    @batched
    def resolve_channels(parents: Sequence[RuleModel], info: Info) -> list[list[ChannelModel]]:
        """Return where they hold."""
        return [found or [] for found in info.context.load(channels_of_rules, [each.pk for each in parents])]

    @staticmethod
    def resolve_reward_value(root: RuleModel, _info: Info) -> Decimal | None:
        """Return what it takes off."""
        return None if root.value is None else root.value.normalize() + 0

    @staticmethod
    def resolve_reward_value_type(root: RuleModel, _info: Info) -> str | None:
        """Return how it is reckoned."""
        return root.value_type.upper() or None

    @staticmethod
    def resolve_predicate_type(root: RuleModel, _info: Info) -> str:
        """Return what it looks at."""
        return root.promotion.type.upper()

    @staticmethod
    def resolve_catalogue_predicate(root: RuleModel, _info: Info) -> dict[str, Any]:
        """Return which products it is about."""
        return shown_catalogue(root.catalogue_predicate)

    @staticmethod
    def resolve_order_predicate(root: RuleModel, _info: Info) -> dict[str, Any]:
        """Return which baskets it is about."""
        return shown_order(root.order_predicate)

    @staticmethod
    def resolve_reward_type(root: RuleModel, _info: Info) -> str | None:
        """Return what it gives."""
        return root.reward_type.upper() or None

    @staticmethod
    def resolve_gift_ids(root: RuleModel, _info: Info) -> list[str]:
        """Return the gifts."""
        return [global_id("ProductVariant", key) for key in root.gifts]


@declared
class Promotion(kept_on_row(Permission.MANAGE_DISCOUNTS), graphene.ObjectType):  # type: ignore[misc]
    """A campaign with its days, and rules that say what is reduced."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("Promotion", description="The ID of the promotion.")
    name = graphene.String(required=True, description="Name of the promotion.")
    type = graphene.Field(PromotionTypeEnum, description="Whether it is about prices or baskets.")
    description = JSON(description="Description of the promotion (EditorJS).")
    start_date = DateTime(required=True, description="When it begins.")
    end_date = DateTime(description="When it ends.")
    created_at = DateTime(required=True, description="When it was made.")
    updated_at = DateTime(required=True, description="When it was last changed.")
    rules = graphene.List(graphene.NonNull(PromotionRule), description="Its rules.")
    events = graphene.List(graphene.NonNull(PromotionEvent), description="What happened to it, oldest first.")
    funded_by = graphene.String(
        required=True, description='Who bears it: "platform", "cooperative" or "partner".'
    )
    translation = graphene.Field(
        PromotionTranslation,
        language_code=language_argument(),
        description="Its texts in a language, null if nobody wrote any.",
    )

    @staticmethod
    def resolve_translation(
        root: PromotionModel, _info: Info, language_code: Any
    ) -> Mapping[str, Any] | None:
        """Return the texts in just this language."""
        return campaign_translation(root, language_of(language_code))

    @staticmethod
    def resolve_type(root: PromotionModel, _info: Info) -> str:
        """Return what it is about."""
        return root.type.upper()

    @staticmethod
    def resolve_start_date(root: PromotionModel, _info: Info) -> datetime:
        """Return when it begins."""
        return root.starts_at

    @staticmethod
    def resolve_end_date(root: PromotionModel, _info: Info) -> datetime | None:
        """Return when it ends."""
        return root.ends_at

    @staticmethod
    @batched
    def resolve_rules(parents: Sequence[PromotionModel], info: Info) -> list[list[RuleModel]]:
        """Return the rules, the oldest first."""
        return _rules(parents, info)

    @staticmethod
    @batched
    def resolve_events(parents: Sequence[PromotionModel], info: Info) -> list[list[EventRow]]:
        """Return what their rows know."""
        return [
            _events(each, rules, info.context.now)
            for each, rules in zip(parents, _rules(parents, info), strict=True)
        ]

    @staticmethod
    def resolve_funded_by(root: PromotionModel, _info: Info) -> str:
        """Say who bears it."""
        return root.funder


rows_are(PromotionModel, "Promotion")
PromotionConnection = connection_of("Promotion", lambda: Promotion)


def _rules(parents: Sequence[PromotionModel], info: Info) -> list[list[RuleModel]]:
    return [rules or [] for rules in info.context.load(rules_of_promotions, [each.pk for each in parents])]


def _events(promotion: PromotionModel, rules: Sequence[RuleModel], now: datetime) -> list[EventRow]:
    """Return what the rows of a promotion know, oldest first; nothing is written down twice."""
    known: list[tuple[str, datetime | None, uuid.UUID | None]] = [
        ("PROMOTION_CREATED", promotion.created_at, None),
        *(("RULE_CREATED", rule.created_at, rule.pk) for rule in rules),
        ("PROMOTION_STARTED", promotion.starts_at, None),
        ("PROMOTION_ENDED", promotion.ends_at, None),
    ]
    if promotion.updated_at > promotion.created_at:
        known.append(("PROMOTION_UPDATED", promotion.updated_at, None))
    return [
        EventRow(f"{rule or promotion.pk}-{type_.lower()}", type_, at, rule)
        for type_, at, rule in sorted(known, key=lambda each: each[1] or now)
        if at is not None and at <= now
    ]
