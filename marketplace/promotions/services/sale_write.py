"""
Sales: promotions in the contract's older words.

One rule without a channel says what is reduced; a rule like it for each channel says by how much there.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.policies import may_manage_discounts
from marketplace.promotions.services.promotion_write import (
    PromotionChanges,
    RuleChanges,
    promotion_create,
    promotion_delete,
    promotion_locked,
    promotion_rule_create,
    promotion_rule_delete,
    promotion_rule_update,
    promotion_update,
)
from marketplace.promotions.states import PromotionType, ValueType

# What a sale is about, in the words of rules
_WORDS: Final[Mapping[str, str]] = {
    "products": "productPredicate",
    "variants": "variantPredicate",
    "categories": "categoryPredicate",
    "collections": "collectionPredicate",
}
Scopes = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleChanges:
    """What to write of a sale; None leaves a part as it is."""

    promotion: PromotionChanges
    value_type: str | None = None
    scopes: Scopes | None = None


def scopes_of_rule(rule: PromotionRule | None) -> dict[str, list[int]]:
    """Return what a rule of a sale is about: kind -> ids."""
    found: dict[str, list[int]] = {name: [] for name in _WORDS}
    predicate = rule.catalogue_predicate if rule is not None else {}
    for part in predicate.get("OR", ()):
        for name, word in _WORDS.items():
            found[name] += part.get(word, {}).get("ids", [])
    return found


def _predicate(scopes: Scopes) -> dict[str, Any]:
    parts = [
        {word: {"ids": list(dict.fromkeys(scopes[name]))}}
        for name, word in _WORDS.items()
        if scopes.get(name)
    ]
    return {"OR": parts} if parts else {}


@transaction.atomic
def sale_create(*, actor: Actor, changes: SaleChanges, now: datetime) -> Promotion:
    """
    Make a sale; it reduces nothing before a channel says by how much.

    :raises NotAllowed: if the actor may not manage promotions
    :raises InvalidInput: naming what of it cannot be
    """
    rule = RuleChanges(
        catalogue_predicate=_predicate(changes.scopes or {}),
        value_type=changes.value_type or ValueType.FIXED.value,
    )
    return promotion_create(
        actor=actor,
        kind=PromotionType.CATALOGUE.value,
        changes=changes.promotion,
        rules=[rule],
        is_sale=True,
        now=now,
    )


def _sale_locked(actor: Actor, sale_id: uuid.UUID) -> tuple[Promotion, list[PromotionRule]]:
    sale = promotion_locked(sale_id)
    if not sale.is_sale:
        raise NotFound(_("There is no such promotion."), field="id")
    require(may_manage_discounts(actor), _("You may not manage promotions."))
    rules = sale.rules.prefetch_related("channels").order_by("created_at", "pk")
    # What it is about stands first, also where everything was written in one moment
    return sale, sorted(rules, key=lambda rule: bool(rule.channels.all()))


@transaction.atomic
def sale_update(*, actor: Actor, sale_id: uuid.UUID, changes: SaleChanges, now: datetime) -> Promotion:
    """
    Change a sale in all its channels; prices follow.

    :raises NotFound: if there is no such sale
    :raises NotAllowed: if the actor may not manage promotions
    :raises InvalidInput: naming what of it cannot be
    """
    _sale, rules = _sale_locked(actor, sale_id)
    if changes.value_type is not None or changes.scopes is not None:
        standing = scopes_of_rule(rules[0])
        wanted = {**standing, **(changes.scopes or {})}
        predicate = None if changes.scopes is None else _predicate(wanted)
        for rule in rules:
            promotion_rule_update(
                actor=actor,
                rule_id=rule.pk,
                changes=RuleChanges(catalogue_predicate=predicate, value_type=changes.value_type),
                now=now,
            )
    return promotion_update(actor=actor, promotion_id=sale_id, changes=changes.promotion, now=now)


@transaction.atomic
def sale_scope_change(
    *, actor: Actor, sale_id: uuid.UUID, scopes: Scopes, is_added: bool, now: datetime
) -> Promotion:
    """
    Add to what a sale is about, or take from it; prices follow.

    :param scopes: "products", "variants", "categories", "collections" -> ids
    :raises NotFound: if there is no such sale
    :raises NotAllowed: if the actor may not manage promotions
    """
    _sale, rules = _sale_locked(actor, sale_id)
    standing = scopes_of_rule(rules[0])
    for name, ids in scopes.items():
        kept = [key for key in standing.get(name, []) if is_added or key not in set(ids)]
        standing[name] = [*kept, *[key for key in ids if is_added and key not in kept]]
    changes = SaleChanges(promotion=PromotionChanges(), scopes=standing)
    return sale_update(actor=actor, sale_id=sale_id, changes=changes, now=now)


@transaction.atomic
def sale_list(
    *,
    actor: Actor,
    sale_id: uuid.UUID,
    values: Mapping[int, Decimal],
    removed: Sequence[int] = (),
    now: datetime,
) -> Promotion:
    """
    Say by how much a sale reduces in channels, and where it holds no more; prices follow.

    :param values: channel id -> an amount in its currency, or a percentage
    :raises NotFound: if there is no such sale or channel
    :raises NotAllowed: if the actor may not manage promotions
    :raises InvalidInput: if it is negative, finer than the currency, or above 100 per cent
    """
    sale, (base, *listed) = _sale_locked(actor, sale_id)
    by_channel = {channel.pk: rule for rule in listed for channel in rule.channels.all()}
    if Channel.objects.filter(pk__in=list(values)).count() < len(values):
        raise NotFound(_("There is no such channel."), field="channel_id")
    for channel_id in set(removed) & by_channel.keys() - values.keys():
        promotion_rule_delete(actor=actor, rule_id=by_channel[channel_id].pk, now=now)
    for channel_id, value in values.items():
        standing = by_channel.get(channel_id)
        if standing is not None:
            promotion_rule_update(actor=actor, rule_id=standing.pk, changes=RuleChanges(value=value), now=now)
            continue
        wanted = RuleChanges(
            catalogue_predicate=base.catalogue_predicate,
            value_type=base.value_type,
            value=value,
            channel_ids=[channel_id],
        )
        promotion_rule_create(actor=actor, promotion_id=sale.pk, changes=wanted, now=now)
    sale.refresh_from_db()
    return sale


@transaction.atomic
def sales_delete(*, actor: Actor, sale_ids: Sequence[uuid.UUID], now: datetime) -> int:
    """
    Take sales away, all or none; prices are what they were. Return how many.

    :raises NotFound: if there is no such sale
    :raises NotAllowed: if the actor may not manage promotions
    """
    wanted = sorted(set(sale_ids))
    for sale_id in wanted:
        _sale_locked(actor, sale_id)
        promotion_delete(actor=actor, promotion_id=sale_id, now=now)
    return len(wanted)
