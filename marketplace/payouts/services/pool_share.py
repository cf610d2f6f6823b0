"""Share a pooled sale of an alliance: from the payable account of who sold to those who contributed."""

from collections.abc import Mapping, Sequence
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


@transaction.atomic
def pool_share(
    *,
    actor: Actor,
    subject: str,
    seller_id: int,
    alliance_id: int,
    gross: Money,
    fees: Money,
    rule: PoolRule,
    contributions: Sequence[Contribution],
    texts: Mapping[str, str],
    now: datetime,
) -> PoolShares:
    """
    Move the shares of a matured sale from the seller's payable account to the contributors', the alliance and its fund.

    One entry per receiver, each with its own explanation; the same subject again changes nothing.

    :param subject: the sale, as the ledger calls it ("sub-order:<uuid>")
    :param fees: what the sale has already paid to hub and marketplace
    :param texts: what each posting is for, by language
    :raises NotAllowed: if the actor may not move what organisations are owed
    :raises InvalidInput: as `pool_shares`, or if nothing says what it is for
    :raises Conflict: if the subject was shared in another way
    """
    require(may_hold(actor), _("You may not share sales."))
    if not texts:
        raise InvalidInput(_("Say what the sharing is for."), field="texts")
    shared = pool_shares(gross=gross, fees=fees, rule=rule, contributions=contributions)
    receivers = [
        (f"alliance:{alliance_id}:overhead", chart.alliance_overhead(alliance_id), shared.overhead),
        (f"alliance:{alliance_id}:solidarity", chart.alliance_solidarity(alliance_id), shared.solidarity),
        *(
            (f"organisation:{pk}", chart.payable_available(pk), share)
            for pk, share in shared.shares.items()
            if pk != seller_id
        ),
    ]
    ledger_post_many(
        entries=[
            NewEntry(
                key=f"{subject}:pool:{name}"[:150],
                reason="pool_share",
                happened_at=now,
                recorded_at=now,
                lines=[
                    Line(chart.payable_available(seller_id), amount, subject),
                    Line(account, -amount, subject),
                ],
                actor=actor,
                reference=subject,
                facts=_facts(name, amount, seller_id, texts, shared),
            )
            for name, account, amount in receivers
            if amount
        ]
    )
    return shared


def _facts(
    name: str, amount: Money, seller_id: int, texts: Mapping[str, str], shared: PoolShares
) -> dict[str, Any]:
    return {
        "kind": "pool_share",
        "text": dict(texts),
        "receiver": name,
        "seller": seller_id,
        "net_minor": amount.minor,
        "gross_minor": shared.gross.minor,
        "fees_minor": shared.fees.minor,
        "currency": amount.currency,
    }
