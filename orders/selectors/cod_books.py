"""The rules about paying at the door that are in force, and what became of a phone number's orders."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from marketplace.kernel.prepared import AnyOf, Slot, prepared
from orders.cod_rules import NO_COD_RULES, CashRule, CodBook, PhoneHistory
from orders.cod_states import Standing
from orders.models.checkout import Checkout
from orders.models.cod import CodRule

# What happened longer ago does not count any more, neither for nor against anybody (decision 215)
MEMORY = timedelta(days=365)

_HISTORIES = """
    SELECT o.phone,
           COUNT(*) FILTER (WHERE s.arrived),
           COUNT(*) FILTER (WHERE s.refused AND NOT s.arrived),
           COUNT(*) FILTER (WHERE c.state = 'unreachable')
    FROM orders_order o
    CROSS JOIN LATERAL (
        SELECT COALESCE(bool_or(p.state = 'delivered'), FALSE) AS arrived,
               COALESCE(bool_or(p.state IN ('refused', 'returned')), FALSE) AS refused
        FROM orders_suborder p WHERE p.order_id = o.id) s
    LEFT JOIN orders_confirmationcall c ON c.order_id = o.id
    WHERE o.phone = ANY(%s) AND o.placed_at >= %s
    GROUP BY o.phone
"""


def phone_histories(phones: Collection[str], *, now: datetime) -> dict[str, PhoneHistory]:
    """Return what became of the orders of phone numbers within a year, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORIES, [sorted(phones), now - MEMORY])
        return {phone: PhoneHistory(*counts) for phone, *counts in cursor.fetchall()}


@prepared
def _rules_on(channel_ids: Slot, today: Slot) -> QuerySet[CodRule]:
    rows = CodRule.objects.filter(
        Q(until_date=None) | Q(until_date__gt=today),
        AnyOf("channel_id", channel_ids),
        from_date__lte=today,
        withdrawn_at=None,
    )
    return rows.order_by("from_date", "id")


def cod_rules_in_force(channel_ids: Collection[int], *, now: datetime) -> dict[int, list[CashRule]]:
    """Return the rules of channels that hold today, in one statement."""
    today = timezone.localdate(now)
    found: dict[int, list[CashRule]] = {}
    for row in _rules_on(channel_ids=list(channel_ids), today=today):
        found.setdefault(row.channel_id, []).append(row.as_rule())
    return found


def cod_books(checkouts: Sequence[Checkout], *, now: datetime) -> Mapping[uuid.UUID, CodBook]:
    """
    Return what the rules about paying at the door need to know of baskets whose address is known.

    One statement, and a second if any rule asks for the history of a phone number; none for no basket.
    """
    if not checkouts:
        return {}
    rules = cod_rules_in_force({each.channel_id for each in checkouts}, now=now)
    asks = any(rule.standing != Standing.ANY for own in rules.values() for rule in own)
    phones = {str(each.address.get("phone") or each.phone) for each in checkouts} - {""}
    histories = phone_histories(phones, now=now) if asks and phones else {}
    return {
        each.pk: CodBook(
            tuple(rules[each.channel_id]),
            histories.get(str(each.address.get("phone") or each.phone), PhoneHistory()),
        )
        if each.channel_id in rules
        else NO_COD_RULES
        for each in checkouts
    }
