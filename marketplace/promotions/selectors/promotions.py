"""Promotions and their rules, as those who manage them read them."""

import uuid
from collections.abc import Sequence

from marketplace.channels.models import Channel
from marketplace.promotions.models.promotion import Promotion, PromotionRule


def rules_of_promotions(promotion_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[PromotionRule]]:
    """Return the rules of promotions, the oldest first, by promotion; one statement."""
    found: dict[uuid.UUID, list[PromotionRule]] = {key: [] for key in promotion_ids}
    rows = PromotionRule.objects.filter(promotion__in=promotion_ids).select_related("promotion")
    for rule in rows.order_by("created_at", "id"):
        found[rule.promotion_id].append(rule)
    return found


def channels_of_rules(rule_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Channel]]:
    """Return the channels in which rules hold, by rule; two statements."""
    pairs = PromotionRule.channels.through.objects.filter(promotionrule__in=rule_ids)
    rows = list(pairs.order_by("channel_id").values_list("promotionrule_id", "channel_id"))
    channels = Channel.objects.in_bulk([channel for _rule, channel in rows])
    found: dict[uuid.UUID, list[Channel]] = {key: [] for key in rule_ids}
    for rule, channel in rows:
        found[rule].append(channels[channel])
    return found


def promotions_of_rules(rule_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Promotion]:
    """Load promotions by the keys of their rules, in one statement; rules that are gone are left out."""
    rows = PromotionRule.objects.filter(pk__in=rule_ids).select_related("promotion")
    return {row.pk: row.promotion for row in rows}


def promotion_by_id(promotion_id: uuid.UUID) -> Promotion | None:
    """Return a promotion, or nothing; the caller has asked who may see it."""
    return Promotion.objects.filter(pk=promotion_id).first()
