"""
Whose goods serve a sale of a pooled listing, and why: pure, so that the same input gives the same log.

Quota. Each unit gives every member that has goods its agreed part of a unit as credit, and takes a whole one from
whoever serves it. Among those with credit, whoever would first be a whole unit behind serves: no one is ever a whole
unit away from its part while all have goods (just-in-time sequencing of Steiner and Yeomans, 1993, by the earliest
due date). A member without goods gains no credit meanwhile, so that nobody waits for it to catch up.

Rotation, and ties of the other rules: whoever has waited longest.

A member that is closed and lets nothing be sold meanwhile is passed over, and serves only what no other can: what was
sold is sold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Any, Final

from marketplace.cooperatives.states import AllocationPolicy
from marketplace.kernel.geography import provinces

_EARTH_KM: Final = 6371


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A member with its goods and its place in the row."""

    organisation_id: int
    # Units that it has free today
    free: int
    # Its agreed part, in parts of the sum of all; 0: none was agreed
    quota: int = 0
    # Units that it is behind (or, below nothing, ahead of) its agreed part
    credit: Fraction = Fraction(0)
    # The number of the decision that last chose it; 0: never yet
    last_turn: int = 0
    distance_km: int = 0
    best_before: date | None = None
    # It is closed today, and does not let its goods be sold meanwhile
    is_closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a decision says of one candidate: how much was taken, and why so much or why nothing."""

    candidate: Candidate
    taken: int
    # "chosen", "no_goods", "closed" or "not_its_turn"
    reason: str
    credit: Fraction

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as the log keeps it: exact, so that it can be made again."""
        given = self.candidate
        return {
            "organisation_id": given.organisation_id,
            "free": given.free,
            "taken": self.taken,
            "reason": self.reason,
            "quota": given.quota,
            "credit_before": str(given.credit),
            "credit_after": str(self.credit),
            "last_turn": given.last_turn,
            "distance_km": given.distance_km,
            "best_before": given.best_before.isoformat() if given.best_before else "",
            "is_closed": given.is_closed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who serves, in the order in which the rule ranked them, and what nobody has."""

    policy: AllocationPolicy
    quantity: int
    verdicts: tuple[Verdict, ...]
    missing: int

    @property
    def taken(self) -> dict[int, int]:
        """Units by organisation, of those who serve."""
        return {each.candidate.organisation_id: each.taken for each in self.verdicts if each.taken}


def choose(quantity: int, candidates: Sequence[Candidate], *, policy: AllocationPolicy) -> Choice:
    """Say whose goods serve so many units; the order of the candidates decides nothing."""
    if policy == AllocationPolicy.QUOTA:
        return _by_quota(quantity, sorted(candidates, key=lambda each: (each.is_closed, *_waited(each))))
    ranked = sorted(candidates, key=lambda each: (each.is_closed, _rank(each, policy), *_waited(each)))
    left, verdicts = quantity, []
    for each in ranked:
        taken = min(each.free, left)
        left -= taken
        verdicts.append(_verdict(each, taken, each.credit))
    return Choice(policy=policy, quantity=quantity, verdicts=tuple(verdicts), missing=left)


def _waited(candidate: Candidate) -> tuple[int, int]:
    return candidate.last_turn, candidate.organisation_id


def _rank(candidate: Candidate, policy: AllocationPolicy) -> tuple[int, ...]:
    if policy == AllocationPolicy.PROXIMITY:
        return (candidate.distance_km,)
    if policy == AllocationPolicy.FEFO:
        return ((candidate.best_before or date.max).toordinal(),)
    return ()


def _verdict(candidate: Candidate, taken: int, credit: Fraction) -> Verdict:
    unserved = "closed" if candidate.is_closed else "not_its_turn"
    reason = "chosen" if taken else unserved if candidate.free else "no_goods"
    return Verdict(candidate=candidate, taken=taken, reason=reason, credit=credit)


def _by_quota(quantity: int, candidates: Sequence[Candidate]) -> Choice:
    """Unit by unit; who has no agreed part (it left, say) or is closed serves only what no other can."""
    free = {each.organisation_id: each.free for each in candidates}
    credit = {each.organisation_id: each.credit for each in candidates}
    taken = dict.fromkeys(free, 0)
    left = quantity
    while left:
        able = {
            each.organisation_id: each.quota
            for each in candidates
            if each.quota and free[each.organisation_id] and not each.is_closed
        }
        if not able:
            break
        whole = sum(able.values())
        parts = {pk: Fraction(quota, whole) for pk, quota in able.items()}
        for pk, part in parts.items():
            credit[pk] += part
        chosen = min(
            parts, key=lambda pk: (credit[pk] <= 0, ceil((1 - credit[pk]) / parts[pk]), -credit[pk], pk)
        )
        credit[chosen] -= 1
        free[chosen] -= 1
        taken[chosen] += 1
        left -= 1
    for each in candidates:
        more = min(free[each.organisation_id], left)
        taken[each.organisation_id] += more
        left -= more
    verdicts = [
        _verdict(each, taken[each.organisation_id], credit[each.organisation_id]) for each in candidates
    ]
    ranked = sorted(verdicts, key=lambda each: (-each.taken, each.candidate.organisation_id))
    return Choice(policy=AllocationPolicy.QUOTA, quantity=quantity, verdicts=tuple(ranked), missing=left)


def distance_km(one: str, other: str) -> int:
    """Return the whole kilometres between two provinces as the crow flies; 0 if one of them is not known."""
    known = provinces()
    if one == other or one not in known or other not in known:
        return 0
    here, there = known[one], known[other]
    north, east = radians(there.latitude - here.latitude), radians(there.longitude - here.longitude)
    flat = cos(radians(here.latitude)) * cos(radians(there.latitude))
    half = sin(north / 2) ** 2 + flat * sin(east / 2) ** 2
    return round(2 * _EARTH_KM * asin(sqrt(half)))
