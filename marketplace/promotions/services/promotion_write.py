"""Make promotions and their rules, change them and take them away; prices follow in the same transaction."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from catalog.price_scopes import scope_sql
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.policies import may_manage_discounts
from marketplace.promotions.services.funding_set import Funding, funding_columns
from marketplace.promotions.services.promotions_apply import promotions_apply
from marketplace.promotions.services.voucher_write import Required, value_checked
from marketplace.promotions.states import PromotionType, RewardType, ValueType

MOST_GIFTS = 500


class MissingChannels(InvalidInput):
    """A rule that takes off a fixed sum, or looks at a sum, needs one currency."""

    code = "MULTIPLE_CURRENCIES_NOT_ALLOWED"


class GiftsLimit(InvalidInput):
    """So many gifts cannot be given."""

    code = "GIFTS_NUMBER_LIMIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionChanges:
    """What to write of a promotion; None leaves a part as it is."""

    name: str | None = None
    names: Mapping[str, str] | None = None
    description: Any = None
    descriptions: Mapping[str, Any] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    never_ends: bool = False
    funding: Funding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleChanges:
    """What to write of a rule; None leaves a part as it is. Predicates name plain keys."""

    name: str | None = None
    names: Mapping[str, str] | None = None
    description: Any = None
    descriptions: Mapping[str, Any] | None = None
    catalogue_predicate: Mapping[str, Any] | None = None
    order_predicate: Mapping[str, Any] | None = None
    value: Decimal | None = None
    value_type: str | None = None
    reward_type: str | None = None
    gifts: Sequence[int] | None = None
    channel_ids: Sequence[int] | None = None


def _written(row: Promotion | PromotionRule, changes: object, skipped: frozenset[str]) -> None:
    for each in fields(changes):  # type: ignore[arg-type]  # both kinds of changes are dataclasses
        value = getattr(changes, each.name)
        if value is not None and each.name not in skipped:
            setattr(row, each.name, list(value) if each.name == "gifts" else value)


def _demand(actor: Actor) -> None:
    require(may_manage_discounts(actor), _("You may not manage promotions."))


def promotion_locked(promotion_id: uuid.UUID) -> Promotion:
    """
    Return a promotion under its row lock.

    :raises NotFound: if there is none
    """
    promotion = Promotion.objects.select_for_update().filter(pk=promotion_id).first()
    if promotion is None:
        raise NotFound(_("There is no such promotion."), field="id")
    return promotion


def _save(
    promotion: Promotion, changes: PromotionChanges, actor: Actor, now: datetime, *, is_new: bool = False
) -> None:
    _written(promotion, changes, frozenset({"never_ends", "funding"}))
    if changes.name is not None:
        promotion.name = clean_line(changes.name, field="name", most=255)
    if changes.never_ends:
        promotion.ends_at = None
    if promotion.ends_at is not None and promotion.ends_at <= promotion.starts_at:
        raise InvalidInput(_("End date cannot be before the start date."), field="end_date")
    if changes.funding is not None or is_new:
        for name, value in funding_columns(changes.funding, actor=actor, now=now).items():
            setattr(promotion, name, value)
    promotion.updated_at = now
    promotion.save()


@transaction.atomic
def promotion_create(
    *,
    actor: Actor,
    kind: str,
    changes: PromotionChanges,
    rules: Sequence[RuleChanges] = (),
    is_sale: bool = False,
    now: datetime,
) -> Promotion:
    """
    Make a promotion with its rules; where it runs already, prices show it when this returns.

    :raises NotAllowed: if the actor may not manage promotions
    :raises InvalidInput: naming what of it or of its rules cannot be
    :raises NotFound: if a rule names a channel or a gift that does not exist
    """
    _demand(actor)
    if kind not in PromotionType.values:
        raise InvalidInput(_("This kind of promotion is not known."), field="type")
    if not changes.name:
        raise Required(_("This must not be empty."), field="name")
    promotion = Promotion(type=kind, starts_at=now, created_at=now, is_sale=is_sale)
    _save(promotion, changes, actor, now, is_new=True)
    for each in rules:
        _rule_save(PromotionRule(promotion=promotion, created_at=now), each, is_new=True)
    promotions_apply(now=now)
    return promotion


@transaction.atomic
def promotion_update(
    *, actor: Actor, promotion_id: uuid.UUID, changes: PromotionChanges, now: datetime
) -> Promotion:
    """
    Change a promotion; prices follow.

    :raises NotFound: if there is no such promotion
    :raises NotAllowed: if the actor may not manage promotions
    :raises InvalidInput: naming what of it cannot be
    """
    promotion = promotion_locked(promotion_id)
    _demand(actor)
    _save(promotion, changes, actor, now)
    promotions_apply(now=now)
    return promotion


@transaction.atomic
def promotion_delete(*, actor: Actor, promotion_id: uuid.UUID, now: datetime) -> Promotion:
    """
    Take a promotion away; prices are what they were. Orders keep what they were told of it.

    :raises NotFound: if there is no such promotion
    :raises NotAllowed: if the actor may not manage promotions
    """
    promotion = promotion_locked(promotion_id)
    _demand(actor)
    Promotion.objects.filter(pk=promotion_id).delete()
    promotions_apply(now=now)
    return promotion


@transaction.atomic
def promotion_rule_create(
    *, actor: Actor, promotion_id: uuid.UUID, changes: RuleChanges, now: datetime
) -> PromotionRule:
    """
    Add a rule to a promotion; prices follow.

    :raises NotFound: if there is no such promotion, channel or gift
    :raises NotAllowed: if the actor may not manage promotions
    :raises InvalidInput: naming what of it cannot be
    """
    promotion = promotion_locked(promotion_id)
    _demand(actor)
    rule = PromotionRule(promotion=promotion, created_at=now)
    _rule_save(rule, changes, is_new=True)
    promotions_apply(now=now)
    return rule


def _rule_locked(actor: Actor, rule_id: uuid.UUID) -> PromotionRule:
    rule = (
        PromotionRule.objects.select_for_update(of=("self",))
        .select_related("promotion")
        .filter(pk=rule_id)
        .first()
    )
    if rule is None:
        raise NotFound(_("There is no such rule."), field="id")
    _demand(actor)
    return rule


@transaction.atomic
def promotion_rule_update(
    *,
    actor: Actor,
    rule_id: uuid.UUID,
    changes: RuleChanges,
    removed_channels: Sequence[int] = (),
    added_gifts: Sequence[int] = (),
    removed_gifts: Sequence[int] = (),
    now: datetime,
) -> PromotionRule:
    """
    Change a rule; prices follow. Channels are added to those where it holds, and gifts to those that it gives.

    :raises NotFound: if there is no such rule, channel or gift
    :raises NotAllowed: if the actor may not manage promotions
    :raises InvalidInput: naming what of it cannot be
    """
    rule = _rule_locked(actor, rule_id)
    rule.channels.remove(*removed_channels)
    if added_gifts or removed_gifts:
        gifts = [key for key in [*rule.gifts, *added_gifts] if key not in removed_gifts]
        changes = replace(changes, gifts=list(dict.fromkeys(gifts)))
    _rule_save(rule, changes)
    promotions_apply(now=now)
    return rule


@transaction.atomic
def promotion_rule_delete(*, actor: Actor, rule_id: uuid.UUID, now: datetime) -> PromotionRule:
    """
    Take a rule away; prices follow.

    :raises NotFound: if there is no such rule
    :raises NotAllowed: if the actor may not manage promotions
    """
    rule = _rule_locked(actor, rule_id)
    PromotionRule.objects.filter(pk=rule_id).delete()
    promotions_apply(now=now)
    return rule


def _rule_save(rule: PromotionRule, changes: RuleChanges, *, is_new: bool = False) -> None:
    _written(rule, changes, frozenset({"channel_ids"}))
    is_order = rule.promotion.type == PromotionType.ORDER
    _demand_words(rule, is_order=is_order)
    if rule.catalogue_predicate:
        scope_sql(rule.catalogue_predicate, {})
    channels = list(Channel.objects.filter(pk__in=changes.channel_ids or []))
    if len(channels) < len(set(changes.channel_ids or [])):
        raise NotFound(_("There is no such channel."), field="channels")
    standing = [] if is_new else list(rule.channels.all())
    currencies = {channel.currency for channel in [*standing, *channels]}
    needs_one = is_order or rule.value_type == ValueType.FIXED
    if needs_one and len(currencies) > 1:
        raise MissingChannels(_("All channels of this rule must have one currency."), field="channels")
    if rule.value is not None:
        for currency in sorted(currencies):
            _value_checked(rule, currency)
    if changes.gifts is not None:
        _demand_gifts(changes.gifts)
    rule.save()
    rule.channels.add(*channels)


def _value_checked(rule: PromotionRule, currency: str) -> None:
    try:
        value_checked(rule.value or Decimal(0), rule.value_type, currency)
    except InvalidInput as refusal:
        raise InvalidInput(refusal.message, field="reward_value") from refusal


def _demand_words(rule: PromotionRule, *, is_order: bool) -> None:
    if rule.order_predicate and not is_order:
        raise InvalidInput(_("A rule about prices cannot ask for a basket."), field="order_predicate")
    if rule.catalogue_predicate and is_order:
        raise InvalidInput(_("A rule about baskets cannot ask for products."), field="catalogue_predicate")
    if rule.reward_type and (not is_order or rule.reward_type not in RewardType.values):
        raise InvalidInput(_("Only a rule about baskets has a kind of reward."), field="reward_type")
    if is_order and not rule.reward_type:
        raise Required(_("Say what the rule gives."), field="reward_type")
    if rule.reward_type == RewardType.GIFT:
        if not rule.gifts:
            raise Required(_("Say which gift it is."), field="gifts")
        return
    if rule.value is not None and rule.value_type not in ValueType.values:
        raise Required(_("Say whether it is a sum or a percentage."), field="reward_value_type")


def _demand_gifts(gifts: Sequence[int]) -> None:
    if len(gifts) > MOST_GIFTS:
        raise GiftsLimit(_("A rule has at most %(most)d gifts.") % {"most": MOST_GIFTS}, field="gifts")
    if Variant.objects.filter(pk__in=list(gifts)).count() < len(set(gifts)):
        raise NotFound(_("There is no such product."), field="gifts")
