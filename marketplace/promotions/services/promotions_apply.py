"""Write what the promotions that run make of the prices onto the shelves."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from catalog.services.prices_reduce import PriceReduction, prices_reduce
from marketplace.channels.models import Channel
from marketplace.kernel.money import Money
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.selectors.rules import BUDGET_RESERVE, running
from marketplace.promotions.states import Funder, PromotionType, ValueType


@transaction.atomic
def promotions_apply(*, now: datetime, product_ids: Sequence[int] | None = None) -> int:
    """
    Make the prices show the best promotion that runs now, and no other; return of how many products one changed.

    Called in the transaction that changes a promotion, by the clock for those that begin and end, and for products
    that have just been published. A promotion that a budget pays for ends when little of the budget is left.
    """
    promotions = list(
        Promotion.objects.filter(running(Promotion, now), type=PromotionType.CATALOGUE).select_related(
            "budget"
        )
    )
    active = [each for each in promotions if _has_money(each, now)]
    rules = (
        PromotionRule.objects.filter(promotion__in=active, value__isnull=False)
        .select_related("promotion")
        .prefetch_related("channels")
        .order_by("created_at", "id")
    )
    reductions = [_reduction(rule, channel) for rule in rules for channel in rule.channels.all()]
    changed = prices_reduce(reductions=reductions, product_ids=product_ids)
    if product_ids is None:
        ids = [each.pk for each in active]
        Promotion.objects.filter(pk__in=ids, is_running=False).update(is_running=True, applied_at=now)
        Promotion.objects.filter(is_running=True).exclude(pk__in=ids).update(is_running=False, applied_at=now)
    return changed


def promotions_due(*, now: datetime) -> bool:
    """Say whether some promotion has begun or ended (or its budget has) since they were last applied."""
    promotions = Promotion.objects.filter(running(Promotion, now), type=PromotionType.CATALOGUE)
    active = {each.pk for each in promotions.select_related("budget") if _has_money(each, now)}
    shown = set(
        Promotion.objects.filter(is_running=True, type=PromotionType.CATALOGUE).values_list("pk", flat=True)
    )
    return active != shown


def _has_money(promotion: Promotion, now: datetime) -> bool:
    budget = promotion.budget
    if budget is None:
        return True
    left = Decimal(budget.amount_minor - budget.used_minor)
    is_running = budget.is_active and budget.starts_at <= now
    return (
        is_running
        and (budget.ends_at is None or budget.ends_at > now)
        and (left >= budget.amount_minor * BUDGET_RESERVE)
    )


def _reduction(rule: PromotionRule, channel: Channel) -> PriceReduction:
    promotion = rule.promotion
    value = rule.value or Decimal(0)
    if rule.value_type == ValueType.FIXED:
        value = Decimal(Money.from_decimal(value, channel.currency).minor)
    is_own = promotion.funder == Funder.COOPERATIVE
    return PriceReduction(
        channel_id=channel.pk,
        kind=rule.value_type,
        value=format(value, "f"),
        predicate=rule.catalogue_predicate,
        snapshot={
            "rule": str(rule.pk),
            "promotion": str(promotion.pk),
            "name": rule.name or promotion.name,
            "names": rule.names or promotion.names,
            "funder": promotion.funder,
            "organisation": promotion.organisation_id,
            "budget": promotion.budget_id,
        },
        organisation_id=promotion.organisation_id if is_own else None,
    )
