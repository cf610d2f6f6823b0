"""Carry a debt of a payee, and take it back in instalments (features G5, opportunity 8)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.selectors import entries_known
from marketplace.ledger.services.ledger_post import Line, NewEntry, ledger_post_many
from marketplace.payouts.models.debt import CarriedDebt, RecoveryTerm
from marketplace.payouts.models.settlement import SettlementRun
from marketplace.payouts.selectors.rows import unsettled


@transaction.atomic
def debt_carry(
    *, organisation_id: int, key: str, amount: Money, facts: Mapping[str, Any], happened_at: datetime
) -> Line:
    """
    Note a debt and return the line of the ledger that charges it; the same key again changes nothing.

    :param key: also the subject under which it stands in the books
    """
    CarriedDebt.objects.get_or_create(
        key=key,
        defaults={
            "organisation_id": organisation_id,
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "facts": dict(facts),
            "happened_at": happened_at,
        },
    )
    return Line(chart.debt_carried(organisation_id, amount.currency), amount, key)


def recovery_term(on: date, currency: str) -> RecoveryTerm | None:
    """Return the rule that counts on a date; without one nothing is taken back."""
    begun = RecoveryTerm.objects.filter(currency=currency, from_date__lte=on)
    return begun.order_by("-from_date").first()


def instalment(*, due: Money, term: RecoveryTerm) -> Money:
    """
    Return how much of what a settlement would pay may go into debts.

    At most the term's share of it, and never so much that less than the floor is left.
    """
    above = max(due.minor - term.floor_minor, 0)
    return Money(min(due.scaled(term.share).minor, above), due.currency)


@transaction.atomic
def debts_recover(*, actor: Actor, run: SettlementRun, now: datetime) -> Money:
    """
    Take this settlement's instalments off the payable accounts of those who owe; return their sum.

    Called once the run exists and before its postings are claimed. Oldest debts first; per run and organisation once,
    also when a draft was discarded and is made again.
    """
    term = recovery_term(run.due_date, run.currency)
    taken = Money.zero(run.currency)
    if term is None:
        return taken
    debts: dict[int, list[CarriedDebt]] = {}
    owing = CarriedDebt.objects.select_for_update().filter(
        currency=run.currency, recovered_minor__lt=F("amount_minor")
    )
    for debt in owing.order_by("organisation_id", "happened_at", "id"):
        debts.setdefault(debt.organisation_id, []).append(debt)
    done = _served(run, [debt.key for some in debts.values() for debt in some])
    claims = unsettled(credits_before=run.cut_off_at, debits_until=now)
    entries: list[NewEntry] = []
    for organisation_id, owed in debts.items():
        if any(debt.key in done for debt in owed):
            continue
        due = -claims.total(chart.payable_available(organisation_id, run.currency))
        left = instalment(due=due, term=term) if due.minor > 0 else Money.zero(run.currency)
        for debt in owed:
            part = min(left, debt.amount - debt.recovered, key=lambda money: money.minor)
            if part.minor > 0:
                debt.recovered_minor += part.minor
                entries.append(_entry(run, debt, part, actor, now))
                left, taken = left - part, taken + part
    CarriedDebt.objects.bulk_update([debt for some in debts.values() for debt in some], ["recovered_minor"])
    ledger_post_many(entries=entries)
    return taken


def _key(run: SettlementRun, debt_key: str) -> str:
    return f"{debt_key}:recovered:{run.due_date.isoformat()}"


def _served(run: SettlementRun, keys: list[str]) -> set[str]:
    """Which debts have given their instalment for this due date already."""
    known = entries_known([_key(run, key) for key in keys])
    return {key for key in keys if _key(run, key) in known}


def _entry(run: SettlementRun, debt: CarriedDebt, part: Money, actor: Actor, now: datetime) -> NewEntry:
    left = debt.amount - debt.recovered
    return NewEntry(
        key=_key(run, debt.key),
        reason="debt_recovered",
        happened_at=now,
        recorded_at=now,
        actor=actor,
        reference=debt.key,
        facts={
            "kind": "debt_recovered",
            "order_number": str(debt.facts.get("order_number", "")),
            "part": str(debt.facts.get("sub_order_number", "")),
            "owed_minor": debt.amount_minor,
            "left_minor": left.minor,
            "net_minor": -part.minor,
            "currency": debt.currency,
        },
        lines=[
            Line(chart.payable_available(debt.organisation_id, debt.currency), part, debt.key),
            Line(chart.debt_carried(debt.organisation_id, debt.currency), -part, debt.key),
        ],
    )
