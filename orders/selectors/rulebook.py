"""All that may make baskets cheaper, read in a fixed number of statements for any number of baskets."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog.selectors.memberships import Memberships, memberships
from marketplace.accounts.models import User
from marketplace.channels.models import Channel
from marketplace.kernel.money import Money
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.selectors.gift_cards import balances_of_cards
from marketplace.promotions.selectors.rules import (
    OrderRule,
    VoucherRule,
    order_rules,
    vouchers_by_code,
    was_used_by,
)
from marketplace.promotions.selectors.subsidies import Subsidy, subsidies_running
from marketplace.promotions.states import PromotionType, ValueType
from orders.boxes import KeptBox
from orders.manual_discounts import ManualDiscount, ManualDiscounts
from orders.models.box import CheckoutBox
from orders.models.checkout import Checkout
from orders.models.discount import CheckoutGiftCard
from orders.models.draft import DraftDiscount
from orders.quotes import BasketCard


def customer_of(checkout: Checkout) -> str:
    """Say by what a voucher knows whose basket it is: the e-mail address, or else the phone; empty: nobody said."""
    return checkout.email.lower() or checkout.phone or str(checkout.address.get("phone", ""))


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What may hold for some baskets now."""

    order_rules: Mapping[int, Sequence[OrderRule]]
    vouchers: Mapping[tuple[int, str], VoucherRule]
    used: Collection[tuple[int, str]]
    subsidies: Sequence[Subsidy]
    cards: Mapping[uuid.UUID, Sequence[BasketCard]]
    memberships: Mapping[int, Memberships]
    # Which of the baskets' people are of the staff; asked only where a voucher is for them alone
    staff: Collection[int]
    # What the staff take off drafts by hand
    manual: ManualDiscounts
    # Gift boxes by basket
    boxes: Mapping[uuid.UUID, Sequence[KeptBox]]

    def gifts_in(self, channel_id: int) -> list[int]:
        """Return the variants that a basket of a channel may be given."""
        return [variant for rule in self.order_rules.get(channel_id, ()) for variant in rule.gifts]

    def voucher_of(self, checkout: Checkout) -> VoucherRule | None:
        """Return what the code of a basket stands for."""
        return self.vouchers.get((checkout.channel_id, checkout.voucher_code))

    def has_used(self, voucher: VoucherRule, checkout: Checkout) -> bool:
        """Say whether the customer of a basket has had what everybody may have once."""
        return voucher.once_per_customer and (voucher.voucher_id, customer_of(checkout)) in self.used


EMPTY_BOOK = RuleBook({}, {}, (), (), {}, {}, (), {}, {})


def _vouchers(checkouts: Sequence[Checkout], now: datetime) -> dict[tuple[int, str], VoucherRule]:
    codes: dict[int, set[str]] = {}
    for checkout in checkouts:
        if checkout.voucher_code:
            codes.setdefault(checkout.channel_id, set()).add(checkout.voucher_code)
    channels: dict[int, Channel] = {checkout.channel_id: checkout.channel for checkout in checkouts}
    return {
        (key, code): rule
        for key, wanted in codes.items()
        for code, rule in vouchers_by_code(wanted, channel=channels[key], now=now).items()
    }


def _cards(checkouts: Sequence[Checkout], now: datetime) -> dict[uuid.UUID, list[BasketCard]]:
    today = timezone.localdate(now)
    rows = list(
        CheckoutGiftCard.objects.filter(checkout__in=[checkout.pk for checkout in checkouts])
        .select_related("card")
        .order_by("pk")
    )
    left = balances_of_cards([row.card for row in rows])
    currencies = {checkout.pk: checkout.channel.currency for checkout in checkouts}
    found: dict[uuid.UUID, list[BasketCard]] = {}
    for row in rows:
        card: GiftCard = row.card
        is_fresh = card.expires_date is None or card.expires_date >= today
        is_usable = card.is_active and is_fresh and card.currency == currencies[row.checkout_id]
        found.setdefault(row.checkout_id, []).append(
            BasketCard(card.pk, card.last4, left[card.pk], Money.zero(card.currency), is_usable)
        )
    return found


def _staff(checkouts: Sequence[Checkout]) -> set[int]:
    keys = [each.user_id for each in checkouts if each.user_id is not None]
    people = User.objects.filter(pk__in=keys, is_staff=True)
    return set(people.values_list("pk", flat=True))


def _manual(checkouts: Sequence[Checkout]) -> dict[uuid.UUID, list[ManualDiscount]]:
    found: dict[uuid.UUID, list[ManualDiscount]] = {}
    for row in DraftDiscount.objects.filter(draft__in=[checkout.pk for checkout in checkouts]).order_by("pk"):
        found.setdefault(row.draft_id, []).append(
            ManualDiscount(row.pk, ValueType(row.value_type), row.value, row.reason, row.line_id)
        )
    return found


def _boxes(checkouts: Sequence[Checkout]) -> dict[uuid.UUID, list[KeptBox]]:
    """Return the gift boxes of baskets, the oldest first, as long as their kits are offered; two statements."""
    found: dict[uuid.UUID, list[KeptBox]] = {}
    rows = CheckoutBox.objects.filter(checkout__in=[each.pk for each in checkouts], kit__is_active=True)
    for row in rows.select_related("kit").prefetch_related("items").order_by("created_at", "id"):
        items = sorted((item.variant_id, item.quantity) for item in row.items.all())
        found.setdefault(row.checkout_id, []).append(
            KeptBox(
                row.pk,
                row.kit_id,
                row.kit.names,
                row.quantity,
                row.kit.price,
                row.kit.percent_off,
                tuple(items),
            )
        )
    return found


# Most baskets meet no rule about whole baskets, no subsidy, no card and no hand: one short look spares the readings.
_THERE_MAY_BE = """
    SELECT EXISTS (SELECT 1 FROM promotions_promotion
                   WHERE type = %(order)s AND (ends_at IS NULL OR ends_at > %(now)s)),
           EXISTS (SELECT 1 FROM promotions_deliverysubsidy
                   WHERE is_active AND (ends_at IS NULL OR ends_at > %(now)s)),
           EXISTS (SELECT 1 FROM orders_checkoutgiftcard WHERE checkout_id = ANY(%(checkouts)s)),
           EXISTS (SELECT 1 FROM orders_draftdiscount WHERE draft_id = ANY(%(checkouts)s)),
           EXISTS (SELECT 1 FROM orders_checkoutbox WHERE checkout_id = ANY(%(checkouts)s))
"""


def _there_may_be(checkouts: Sequence[Checkout], now: datetime) -> tuple[bool, bool, bool, bool, bool]:
    """Tell whether there are rules about whole baskets, subsidies, gift cards, reductions by hand, gift boxes."""
    values: dict[str, Any] = {
        "order": PromotionType.ORDER.value,
        "now": now,
        "checkouts": [checkout.pk for checkout in checkouts],
    }
    with connection.cursor() as cursor:
        cursor.execute(_THERE_MAY_BE, values)
        rules, subsidies, cards, manual, boxes = cursor.fetchone()
    return rules, subsidies, cards, manual, boxes


def rule_book(checkouts: Sequence[Checkout], *, product_ids: Collection[int], now: datetime) -> RuleBook:
    """
    Read what may hold for baskets: one statement, and a few more only where there is something to read.

    :param product_ids: what is in the baskets, for vouchers that are limited to shelves or collections
    """
    may_have_rules, may_have_subsidies, may_have_cards, are_by_hand, have_boxes = _there_may_be(
        checkouts, now
    )
    channels = list({checkout.channel_id: checkout.channel for checkout in checkouts}.values())
    vouchers = _vouchers(checkouts, now)
    once = [voucher.voucher_id for voucher in vouchers.values() if voucher.once_per_customer]
    has_scopes = any(each.rule.categories or each.rule.collections for each in vouchers.values())
    return RuleBook(
        order_rules=order_rules(channels, now) if may_have_rules else {},
        vouchers=vouchers,
        used=was_used_by(once, {customer_of(each) for each in checkouts}) if once else set(),
        subsidies=subsidies_running({channel.currency for channel in channels}, now)
        if may_have_subsidies
        else (),
        cards=_cards(checkouts, now) if may_have_cards else {},
        memberships=memberships(list(product_ids)) if has_scopes else {},
        staff=_staff(checkouts) if any(each.only_for_staff for each in vouchers.values()) else (),
        manual=_manual(checkouts) if are_by_hand else {},
        boxes=_boxes(checkouts) if have_boxes else {},
    )
