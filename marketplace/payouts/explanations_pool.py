"""Why this part of a pooled sale? The sheet of the sale as sentences, reckoned again from its contributions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from marketplace.payouts.sentences import DoesNotRecompute, Explanation, Sentence, Step, Value
from marketplace.payouts.sharing import Contribution, PoolRule, PoolShares, pool_shares

_NAMES: Mapping[str, str] = {
    "overhead": gettext_noop(
        "%(amount)s go to the alliance for its common costs, from the sale in your name: %(text)s"
    ),
    "solidarity": gettext_noop("%(amount)s go to the solidarity fund, from the sale in your name: %(text)s"),
}
_TO_MEMBER = gettext_noop("%(amount)s go to %(member)s for its part of the sale in your name: %(text)s")
_BACK = gettext_noop("%(amount)s come back to you, because less was sold: %(text)s")


def explain_pool_share(facts: Mapping[str, Any], amount: Money) -> Explanation:
    """
    Explain what a member received of a common sale, or what the seller passed on.

    :param amount: positive is owed to the organisation
    :raises DoesNotRecompute: if the sheet does not lead to the amount
    """
    receiver, moved = str(facts["receiver"]), Money(int(facts["net_minor"]), amount.currency)
    had = Money(int(facts.get("had_minor", 0)), amount.currency)
    shares = _reckoned(facts, amount.currency)
    part = _part_of(receiver, shares)
    if part is None or part - had != moved or amount not in (moved, -moved):
        raise DoesNotRecompute(f"pool_share: {receiver} does not get {amount.minor}")
    if amount == moved and receiver.startswith("organisation:"):
        return Explanation("pool_share", amount, tuple(_received(facts, shares, part, had, receiver)))
    size = amount if amount.minor >= 0 else -amount
    text = _BACK if amount.minor > 0 else _NAMES.get(receiver, _TO_MEMBER)
    values: dict[str, Value] = {"amount": size, "text": facts["text"], "member": _name(facts, receiver)}
    return Explanation("pool_share", amount, (Step(Sentence(text, values), amount),))


def _reckoned(facts: Mapping[str, Any], currency: str) -> PoolShares:
    try:
        return pool_shares(
            gross=Money(int(facts["gross_minor"]), currency),
            fees=Money(int(facts["fees_minor"]), currency),
            rule=PoolRule(Decimal(facts["overhead_rate"]), Decimal(facts["solidarity_rate"])),
            contributions=[
                Contribution(int(row["organisation_id"]), int(row["quantity"]), int(row["grade_price_minor"]))
                for row in facts["contributions"]
            ],
        )
    except (KeyError, TypeError, InvalidInput) as error:
        raise DoesNotRecompute(f"pool_share: {error}") from None


def _part_of(receiver: str, shares: PoolShares) -> Money | None:
    if receiver in ("overhead", "solidarity"):
        return shares.overhead if receiver == "overhead" else shares.solidarity
    return shares.shares.get(int(receiver.removeprefix("organisation:")))


def _name(facts: Mapping[str, Any], receiver: str) -> Value:
    names: Mapping[str, Mapping[str, str]] = facts.get("names") or {}
    found = names.get(receiver.removeprefix("organisation:"))
    return found or receiver


def _received(
    facts: Mapping[str, Any], shares: PoolShares, part: Money, had: Money, receiver: str
) -> list[Step]:
    """The way from what was sold to one member's part; the figures add up to it."""
    own_id = int(receiver.removeprefix("organisation:"))
    rows = facts["contributions"]
    own = sum(int(row["quantity"]) for row in rows if int(row["organisation_id"]) == own_id)
    everybody = sum(int(row["quantity"]) for row in rows)
    left = shares.gross - shares.fees - shares.overhead - shares.solidarity
    steps = [
        Step(
            Sentence(
                gettext_noop("Sold together: %(text)s, for %(gross)s."),
                {"text": facts["text"], "gross": shares.gross},
            ),
            shares.gross,
        )
    ]
    steps += _taken_off(facts, shares)
    others = left - part
    steps.append(
        Step(
            Sentence(
                gettext_noop(
                    "You brought %(own)s of %(all)s pieces; "
                    "the others receive %(others)s for theirs, each by its grade."
                ),
                {"own": own, "all": everybody, "others": others},
            ),
            -others,
        )
    )
    if had:
        before = gettext_noop("You have received %(had)s of it before.")
        steps.append(Step(Sentence(before, {"had": had}), -had))
    return steps


def _taken_off(facts: Mapping[str, Any], shares: PoolShares) -> list[Step]:
    """What fees, common costs and the fund take, before the members share."""
    steps = []
    taken = (
        (shares.fees, gettext_noop("Commission, packing and refunds: %(amount)s are taken off."), None),
        (
            shares.overhead,
            gettext_noop("Common costs of the alliance, %(rate)s of what is left: %(amount)s are taken off."),
            Decimal(facts["overhead_rate"]),
        ),
        (
            shares.solidarity,
            gettext_noop("Solidarity fund, %(rate)s of what is left then: %(amount)s are taken off."),
            Decimal(facts["solidarity_rate"]),
        ),
    )
    for size, text, rate in taken:
        if size:
            values: dict[str, Value] = {"amount": size}
            steps.append(Step(Sentence(text, values | ({"rate": rate} if rate is not None else {})), -size))
    return steps
