"""Vouchers and promotions side by side, as whoever answers for their cost reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.promotions.models.funding import Funded
from marketplace.promotions.models.promotion import Promotion
from marketplace.promotions.models.voucher import Voucher
from marketplace.promotions.policies import may_manage_discounts
from marketplace.promotions.selectors.promotions import rules_of_promotions
from marketplace.promotions.selectors.rules import codes_of_vouchers, listings_of_vouchers
from marketplace.promotions.states import ValueType


@dataclass(frozen=True, slots=True)
class Worth:
    """What one rule takes off: per cent, or major units of a currency (empty: of each channel's own)."""

    value: Decimal
    is_percentage: bool
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A voucher or a promotion: its name, its days, who pays, what it takes off, and how often its codes were used."""

    row: Voucher | Promotion
    name: str
    worths: tuple[Worth, ...]
    codes: tuple[str, ...]
    used: int | None
    # How orders name what made them cheaper: "voucher:3", "rule:<uuid>"
    rules: tuple[str, ...]

    @property
    def funded(self) -> Funded:
        """Who pays, and whether they have agreed."""
        return self.row

    def is_running(self, now: datetime) -> bool:
        """Whether it holds now: its days have come, and whoever pays has agreed."""
        ends = self.row.ends_at
        return self.row.is_agreed and self.row.starts_at <= now and (ends is None or ends > now)


def campaigns(actor: Actor, *, now: datetime, with_past: bool = False, limit: int = 100) -> list[Campaign]:
    """
    List vouchers and promotions, newest first: those that hold or will, or the past ones too; seven statements.

    :raises NotAllowed: if the actor may not manage discounts
    """
    require(may_manage_discounts(actor), _("You may not manage reductions."))
    days = Q() if with_past else Q(ends_at=None) | Q(ends_at__gt=now)
    vouchers = list(
        Voucher.objects.filter(days)
        .select_related("organisation", "budget")
        .annotate(used=Sum("codes__used", default=0))
        .order_by("-created_at", "-pk")[:limit]
    )
    promotions = list(
        Promotion.objects.filter(days)
        .select_related("organisation", "budget")
        .order_by("-created_at", "-pk")[:limit]
    )
    found = [*_of_vouchers(vouchers), *_of_promotions(promotions)]
    return sorted(found, key=lambda each: each.row.created_at, reverse=True)[:limit]


def _of_vouchers(rows: Sequence[Voucher]) -> list[Campaign]:
    ids = [row.pk for row in rows]
    codes, listings = codes_of_vouchers(ids), listings_of_vouchers(ids)
    return [
        Campaign(
            row,
            row.name or (codes[row.pk][0].code if codes[row.pk] else str(row)),
            tuple(
                Worth(each.value, row.value_type == ValueType.PERCENTAGE, each.currency)
                for each in listings[row.pk]
            ),
            tuple(each.code for each in codes[row.pk][:3]),
            int(getattr(row, "used", 0)),
            (f"voucher:{row.pk}",),
        )
        for row in rows
    ]


def _of_promotions(rows: Sequence[Promotion]) -> list[Campaign]:
    rules = rules_of_promotions([row.pk for row in rows])
    return [
        Campaign(
            row,
            row.name,
            tuple(
                Worth(rule.value, rule.value_type == ValueType.PERCENTAGE)
                for rule in rules[row.pk]
                if rule.value is not None
            ),
            (),
            None,
            tuple(f"rule:{rule.pk}" for rule in rules[row.pk]),
        )
        for row in rows
    ]
