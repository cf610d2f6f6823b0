"""Which reductions hold in a channel at a moment: by code, for whole baskets, and what budgets still hold."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from marketplace.channels.models import Channel
from marketplace.kernel.errors import DomainError
from marketplace.kernel.money import Money
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.models.funding import Funded
from marketplace.promotions.models.promotion import Promotion, PromotionRule
from marketplace.promotions.models.voucher import Voucher, VoucherCode, VoucherListing, VoucherUse
from marketplace.promotions.reductions import Rule
from marketplace.promotions.states import Funder, PromotionType, RewardType, ValueType, VoucherType

# A promotion that a budget pays for ends before the last orders could find the budget empty.
BUDGET_RESERVE = Decimal("0.02")


class VoucherNotApplicable(DomainError):
    """A voucher that exists cannot be used here, now, or for this basket."""

    code = "VOUCHER_NOT_APPLICABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherRule:
    """What a code takes off, and what a basket must be to use it."""

    rule: Rule
    voucher_id: int
    code_id: int
    min_spent: Money | None
    min_quantity: int
    once_per_customer: bool
    single_use: bool
    usage_limit: int | None
    only_for_staff: bool
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderRule:
    """A rule about whole baskets: it holds between two sums, and takes something off or gives something."""

    rule: Rule
    least: Money | None
    most: Money | None
    gifts: tuple[int, ...]


def running(model: type[Funded], now: datetime) -> Q:
    """Return the condition for what runs now and is paid for by somebody who has agreed."""
    begun: Q = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    return begun & (~Q(funder=Funder.COOPERATIVE) | Q(consented_at__isnull=False))


def vouchers_by_code(codes: Collection[str], *, channel: Channel, now: datetime) -> dict[str, VoucherRule]:
    """
    Return what codes stand for in a channel, by code as it was asked for, in two statements.

    Nothing is said of codes that are unknown, not active, used up, of another time, or not listed in the channel.
    """
    wanted = {code.strip().upper(): code for code in codes if code.strip() and "\x00" not in code}
    if not wanted:
        return {}
    rows = VoucherCode.objects.select_related("voucher").filter(_any_of(wanted), is_active=True)
    found = {row.code.upper(): row for row in rows if _is_open(row, now)}
    listings = {
        listing.voucher_id: listing
        for listing in VoucherListing.objects.filter(
            voucher__in=[row.voucher_id for row in found.values()], channel=channel
        )
    }
    return {
        wanted[upper]: _voucher_rule(row, listings[row.voucher_id])
        for upper, row in found.items()
        if row.voucher_id in listings
    }


def _any_of(codes: Mapping[str, str]) -> Q:
    condition = Q()
    for code in codes:
        condition |= Q(code__iexact=code)
    return condition


def _is_open(row: VoucherCode, now: datetime) -> bool:
    voucher = row.voucher
    return (
        voucher.starts_at <= now
        and (voucher.ends_at is None or voucher.ends_at > now)
        and voucher.is_agreed
        and (voucher.usage_limit is None or row.used < voucher.usage_limit)
    )


def _voucher_rule(row: VoucherCode, listing: VoucherListing) -> VoucherRule:
    voucher = row.voucher
    least = listing.min_spent_minor
    return VoucherRule(
        rule=Rule(
            key=f"voucher:{voucher.pk}",
            name=voucher.name or row.code,
            names=voucher.names,
            funder=Funder(voucher.funder),
            organisation_id=voucher.organisation_id,
            budget_id=voucher.budget_id,
            type=VoucherType(voucher.type),
            value_type=ValueType(voucher.value_type),
            value=listing.value,
            currency=listing.currency,
            once_per_order=voucher.once_per_order,
            products=frozenset(voucher.products),
            variants=frozenset(voucher.variants),
            categories=frozenset(voucher.categories),
            collections=frozenset(voucher.collections),
            cooperatives=frozenset(voucher.cooperatives),
            code=row.code,
        ),
        voucher_id=voucher.pk,
        code_id=row.pk,
        min_spent=Money(least, listing.currency) if least else None,
        min_quantity=voucher.min_quantity,
        once_per_customer=voucher.once_per_customer,
        single_use=voucher.single_use,
        usage_limit=voucher.usage_limit,
        only_for_staff=voucher.only_for_staff,
        countries=tuple(voucher.countries),
    )


def was_used_by(voucher_ids: Collection[int], customers: Collection[str]) -> set[tuple[int, str]]:
    """Return which of these customers have used which of these vouchers; one statement."""
    rows = VoucherUse.objects.filter(voucher__in=voucher_ids, customer__in=list(customers))
    return set(rows.values_list("voucher_id", "customer"))


def order_rules(channels: Sequence[Channel], now: datetime) -> dict[int, list[OrderRule]]:
    """Return the rules about whole baskets that run now, by channel, the oldest first; two statements."""
    rows = (
        PromotionRule.objects.filter(
            promotion__in=Promotion.objects.filter(running(Promotion, now), type=PromotionType.ORDER),
            channels__in=channels,
        )
        .select_related("promotion")
        .annotate(in_channel=F("channels"))
        .order_by("created_at", "id")
    )
    currencies = {channel.pk: channel.currency for channel in channels}
    found: dict[int, list[OrderRule]] = {}
    for row in rows:
        channel_id: int = row.in_channel
        found.setdefault(channel_id, []).append(_order_rule(row, currencies[channel_id]))
    return found


def _order_rule(row: PromotionRule, currency: str) -> OrderRule:
    promotion = row.promotion
    least, most = bounds_of(row.order_predicate)
    is_gift = row.reward_type == RewardType.GIFT
    return OrderRule(
        Rule(
            key=f"rule:{row.pk}",
            name=row.name or promotion.name,
            names=row.names or promotion.names,
            funder=Funder(promotion.funder),
            organisation_id=promotion.organisation_id,
            budget_id=promotion.budget_id,
            value_type=ValueType(row.value_type or ValueType.FIXED),
            value=row.value or Decimal(0),
            currency=currency,
        ),
        None if least is None else Money.from_decimal(least, currency),
        None if most is None else Money.from_decimal(most, currency),
        tuple(row.gifts) if is_gift else (),
    )


def bounds_of(predicate: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """
    Return between which sums a predicate about baskets holds; joined by AND, the narrower counts.

    {"discountedObjectPredicate": {"baseSubtotalPrice": {"range": {"gte": "100", "lte": "500"}}}}
    """
    least: Decimal | None = None
    most: Decimal | None = None
    for word, inner in predicate.items():
        if word in ("baseSubtotalPrice", "baseTotalPrice"):
            found = _range_of(inner)
        elif isinstance(inner, Mapping):
            found = bounds_of(inner)
        else:
            found = (None, None)
            for each in inner if word == "AND" else ():
                found = _narrower(found, bounds_of(each))
        least, most = _narrower((least, most), found)
    return least, most


def _range_of(inner: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    if inner.get("eq") is not None:
        return Decimal(str(inner["eq"])), Decimal(str(inner["eq"]))
    bounds = inner.get("range") or {}
    least, most = bounds.get("gte"), bounds.get("lte")
    return (
        None if least is None else Decimal(str(least)),
        None if most is None else Decimal(str(most)),
    )


def _narrower(
    one: tuple[Decimal | None, Decimal | None], other: tuple[Decimal | None, Decimal | None]
) -> tuple[Decimal | None, Decimal | None]:
    lows = [each for each in (one[0], other[0]) if each is not None]
    highs = [each for each in (one[1], other[1]) if each is not None]
    return max(lows, default=None), min(highs, default=None)


def budgets_left(budget_ids: Collection[int], now: datetime) -> dict[int, Money]:
    """Return what is left of budgets that run now, by id; those that do not run hold nothing; one statement."""
    rows = PartnerBudget.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), pk__in=budget_ids, is_active=True, starts_at__lte=now
    )
    return {row.pk: row.amount - row.used for row in rows}


def vouchers_listed() -> QuerySet[Voucher]:
    """Return all vouchers, newest first."""
    return Voucher.objects.order_by("-created_at", "-pk")


def vouchers_by_ids(voucher_ids: list[int]) -> dict[int, Voucher]:
    """Return vouchers by id; one statement."""
    return Voucher.objects.in_bulk(voucher_ids)


def promotions_listed() -> QuerySet[Promotion]:
    """Return all promotions, newest first."""
    return Promotion.objects.order_by("-created_at", "-pk")


def codes_of_vouchers(voucher_ids: list[int]) -> dict[int, list[VoucherCode]]:
    """Return the codes of vouchers, the newest first, by voucher; one statement."""
    found: dict[int, list[VoucherCode]] = {key: [] for key in voucher_ids}
    for row in VoucherCode.objects.filter(voucher__in=voucher_ids).order_by("-created_at", "-pk"):
        found[row.voucher_id].append(row)
    return found


def listings_of_vouchers(voucher_ids: list[int]) -> dict[int, list[VoucherListing]]:
    """Return where vouchers hold, by voucher, with the channels; one statement."""
    found: dict[int, list[VoucherListing]] = {key: [] for key in voucher_ids}
    rows = VoucherListing.objects.filter(voucher__in=voucher_ids).select_related("channel")
    for row in rows.order_by("channel_id"):
        found[row.voucher_id].append(row)
    return found
