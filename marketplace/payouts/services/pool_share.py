"""Share a pooled sale of an alliance: from the payable account of who sold to those who contributed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, NewEntry, ledger_post_many
from marketplace.payouts.policies import may_hold
from marketplace.payouts.sharing import Contribution, PoolRule, PoolShares, pool_shares


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledSale:
    """One sale to be shared: what it brought, what was taken of it, who contributed, and what was shared before."""

    # As the ledger calls it ("sub-order:<uuid>")
    subject: str
    seller_id: int
    alliance_id: int
    gross: Money
    # What the sale has paid to hub and marketplace, and what was refunded of it
    fees: Money
    rule: PoolRule
    contributions: Sequence[Contribution]
    # How it was shared when less had been refunded, and how often
    before: PoolShares | None = None
    revision: int = 0
    # What explanations name beside the figures: the order's number, the organisations' names
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def pool_share(*, actor: Actor, sale: PooledSale, texts: Mapping[str, str], now: datetime) -> PoolShares:
    """
    Move the shares of a matured sale from the seller's payable account to the contributors', the alliance and its fund.

    One entry per receiver, each with its own explanation; the same revision again changes nothing. Where the sale was
    shared before, the differences alone are moved.

    :param texts: what each posting is for, by language
    :raises NotAllowed: if the actor may not move what organisations are owed
    :raises InvalidInput: as `pool_shares`, or if nothing says what it is for
    :raises Conflict: if this revision was shared in another way
    """
    require(may_hold(actor), _("You may not share sales."))
    if not texts:
        raise InvalidInput(_("Say what the sharing is for."), field="texts")
    shared = pool_shares(gross=sale.gross, fees=sale.fees, rule=sale.rule, contributions=sale.contributions)
    sheet = _sheet(sale, shared, texts)
    entries = []
    for name, account, part, had in _receivers(sale, shared):
        moved = part - had
        if moved:
            entries.append(
                NewEntry(
                    key=f"{sale.subject}:pool:{sale.alliance_id}:{sale.revision}:{name}",
                    reason="pool_share",
                    happened_at=now,
                    recorded_at=now,
                    lines=[
                        Line(chart.payable_available(sale.seller_id, moved.currency), moved, sale.subject),
                        Line(account, -moved, sale.subject),
                    ],
                    actor=actor,
                    reference=sale.subject,
                    facts={**sheet, "receiver": name, "net_minor": moved.minor, "had_minor": had.minor},
                )
            )
    ledger_post_many(entries=entries)
    return shared


def _receivers(sale: PooledSale, shared: PoolShares) -> list[tuple[str, str, Money, Money]]:
    """Name, account, part, and what was moved there before; the seller keeps its own part where it is."""
    zero, before = Money.zero(sale.gross.currency), sale.before
    had = before.shares if before else {}
    return [
        (
            "overhead",
            chart.alliance_overhead(sale.alliance_id, zero.currency),
            shared.overhead,
            before.overhead if before else zero,
        ),
        (
            "solidarity",
            chart.alliance_solidarity(sale.alliance_id, zero.currency),
            shared.solidarity,
            before.solidarity if before else zero,
        ),
        *(
            (f"organisation:{pk}", chart.payable_available(pk, zero.currency), share, had.get(pk, zero))
            for pk, share in shared.shares.items()
            if pk != sale.seller_id
        ),
    ]


def _sheet(sale: PooledSale, shared: PoolShares, texts: Mapping[str, str]) -> dict[str, Any]:
    """What every member sees alike, and from which each part can be reckoned again."""
    return {
        "kind": "pool_share",
        "text": dict(texts),
        **sale.facts,
        "seller": sale.seller_id,
        "alliance": sale.alliance_id,
        "gross_minor": shared.gross.minor,
        "fees_minor": shared.fees.minor,
        "overhead_rate": str(sale.rule.overhead_rate),
        "solidarity_rate": str(sale.rule.solidarity_rate),
        "overhead_minor": shared.overhead.minor,
        "solidarity_minor": shared.solidarity.minor,
        "contributions": [
            {
                "organisation_id": each.contributor_id,
                "quantity": each.quantity,
                "grade_price_minor": each.grade_price_minor,
            }
            for each in sale.contributions
        ],
        "currency": shared.gross.currency,
    }
