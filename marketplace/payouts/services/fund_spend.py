"""An alliance pays out of one of its funds to a member, who pays the bill (the rent of the office, say)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.selectors import balance, entry_by_key
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.payouts.policies import may_hold


@transaction.atomic
def fund_spend(
    *,
    actor: Actor,
    alliance_id: int,
    fund: str,
    receiver_id: int,
    amount: Money,
    key: str,
    texts: Mapping[str, str],
    now: datetime,
) -> Money:
    """
    Move what was decided from a fund to a member's payable account, at most what the fund holds; return how much.

    The same key again moves nothing more. The caller holds the alliance's lock, so that two payments take turns.

    :param fund: "overhead" or "solidarity"
    :param texts: what it is for, by language
    :raises NotAllowed: if the actor may not move what organisations are owed
    :raises InvalidInput: if there is no such fund
    """
    require(may_hold(actor), _("You may not share sales."))
    accounts = {"overhead": chart.alliance_overhead, "solidarity": chart.alliance_solidarity}
    if fund not in accounts:
        raise InvalidInput(_("Please choose a fund."), field="fund")
    account = accounts[fund](alliance_id, amount.currency)
    before = _moved_before(key, account, amount.currency)
    if before is not None:
        return before
    held = -balance(account)
    moved = min(amount, held, key=lambda money: money.minor)
    if moved.minor <= 0:
        return Money.zero(amount.currency)
    ledger_post(
        key=key,
        reason="fund_spent",
        happened_at=now,
        recorded_at=now,
        lines=[Line(account, moved), Line(chart.payable_available(receiver_id, amount.currency), -moved)],
        actor=actor,
        reference=f"alliance:{alliance_id}",
        facts={
            "kind": "fund_spent",
            "text": dict(texts),
            "net_minor": moved.minor,
            "currency": moved.currency,
        },
    )
    return moved


def _moved_before(key: str, account: str, currency: str) -> Money | None:
    """Return what an earlier call with the same key moved."""
    known = entry_by_key(key)
    if known is None:
        return None
    return next((line.amount for line in known.lines if line.account == account), Money.zero(currency))
