"""How alliances, votes, sheets and choices are shown: each with a picture and a word."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from frontend.cards import Chip
from marketplace.cooperatives.models.alliance import Proposal
from marketplace.cooperatives.selectors import organisations_named
from marketplace.cooperatives.states import (
    AllianceState,
    AllocationPolicy,
    Ballot,
    Fund,
    ProposalKind,
    ProposalState,
)
from marketplace.kernel.money import Money
from orders.models.pooled import PoolDecision
from orders.selectors.pool_sales import SheetRow

ALLIANCE_TONES = {
    AllianceState.PROPOSED: ("info", "clock"),
    AllianceState.ACTIVE: ("success", "handshake"),
    AllianceState.WINDING_DOWN: ("warning", "pause"),
    AllianceState.SETTLED: ("", "archive"),
    AllianceState.ABANDONED: ("", "close"),
}
POLICY_ICONS = {
    AllocationPolicy.QUOTA: "scale",
    AllocationPolicy.ROTATION: "refresh",
    AllocationPolicy.PROXIMITY: "map-pin",
    AllocationPolicy.FEFO: "calendar",
}
KIND_ICONS = {
    ProposalKind.RULE: "settings",
    ProposalKind.ADMIT: "plus",
    ProposalKind.EXCLUDE: "minus",
    ProposalKind.SPEND: "cash",
    ProposalKind.WIND_DOWN: "archive",
    ProposalKind.OTHER: "note",
}
BALLOT_ICONS = {Ballot.YES: "thumb-up", Ballot.NO: "thumb-down", Ballot.ABSTAIN: "minus"}
VOTE_TONES = {
    ProposalState.OPEN: ("info", "clock"),
    ProposalState.PASSED: ("success", "check"),
    ProposalState.REJECTED: ("danger", "close"),
    ProposalState.NO_QUORUM: ("warning", "users"),
    ProposalState.WITHDRAWN: ("", "undo"),
}


def named(organisation_ids: Sequence[int], language: str) -> dict[int, str]:
    """Return the names of organisations by id, in one query."""
    return {
        pk: card.name(language) for pk, card in organisations_named(sorted(set(organisation_ids))).items()
    }


def proposal_row(
    row: Proposal, *, organisation_id: int, names: Mapping[int, str], at: datetime
) -> dict[str, Any]:
    """Show a proposal (fetched with its votes) with the reader's own vote and the count so far."""
    votes = list(row.votes.all())
    own = next((vote.ballot for vote in votes if vote.organisation_id == organisation_id), "")
    tone, icon = VOTE_TONES[ProposalState(row.state)]
    is_open = row.state == ProposalState.OPEN and row.deadline_at > at
    said = {vote.organisation_id: Ballot(vote.ballot) for vote in votes}
    return {
        "row": row,
        "icon": KIND_ICONS[ProposalKind(row.kind)],
        "kind": ProposalKind(row.kind).label,
        "chip": Chip(str(ProposalState(row.state).label), tone, icon),
        "effect": effect_words(row, names),
        "own": own,
        "may_vote": is_open and organisation_id in row.electorate,
        "may_withdraw": is_open and row.proposed_by_id == organisation_id,
        "counts": [
            (BALLOT_ICONS[ballot], ballot.label, sum(1 for vote in votes if vote.ballot == ballot))
            for ballot in Ballot
        ],
        "said": [
            (names.get(pk, f"#{pk}"), BALLOT_ICONS[ballot], ballot.label) for pk, ballot in said.items()
        ],
        "voted": len(votes),
        "asked": len(row.electorate),
    }


def effect_words(row: Proposal, names: Mapping[int, str]) -> str:
    """Say in a line what takes effect."""
    effect = row.effect
    who = names.get(effect.get("organisation_id", 0), "")
    if row.kind == ProposalKind.RULE:
        return _("%(policy)s; %(overhead)s %% for common costs, %(solidarity)s %% for the fund") % {
            "policy": AllocationPolicy(effect["policy"]).label,
            "overhead": _hundredths(effect["overhead_rate"]),
            "solidarity": _hundredths(effect["solidarity_rate"]),
        }
    if row.kind == ProposalKind.SPEND:
        return _("%(amount)s MAD from “%(fund)s” to %(who)s") % {
            "amount": f"{Money(effect['amount_minor']).amount:f}",
            "fund": Fund(effect["fund"]).label,
            "who": who,
        }
    return who


def _hundredths(rate: str) -> str:
    percent = float(Fraction(rate) * 100)
    return f"{percent:g}"


def sheet_row(row: SheetRow, names: Mapping[int, str], *, organisation_id: int) -> dict[str, Any]:
    """Show how one sale was shared; the reader's own part stands out."""
    sale = row.sale
    return {
        "number": row.number,
        "shared_at": row.shared_at,
        "gross": sale.gross,
        "fees": -sale.fees,
        "overhead": -sale.overhead,
        "solidarity": -sale.solidarity,
        "overhead_rate": sale.overhead_rate * 100,
        "solidarity_rate": sale.solidarity_rate * 100,
        "parts": [(names.get(pk, ""), units, part, pk == organisation_id) for pk, units, part in row.parts],
        "own": next((part for pk, _units, part in row.parts if pk == organisation_id), None),
    }


def decision_row(row: PoolDecision, names: Mapping[int, str], language: str) -> dict[str, Any]:
    """Show whose goods were chosen for a sale and why the others were not."""
    policy = AllocationPolicy(row.policy)
    return {
        "number": row.line.sub_order.number,
        "product": row.listing.product.name(language),
        "quantity": row.quantity,
        "missing": row.missing,
        "policy": policy.label,
        "icon": POLICY_ICONS[policy],
        "decided_at": row.decided_at,
        "verdicts": [
            {
                "name": names.get(verdict["organisation_id"], ""),
                "taken": verdict["taken"],
                "why": _why(policy, verdict),
                "icon": {"chosen": "check", "no_goods": "crate", "closed": "sun"}.get(
                    verdict["reason"], "clock"
                ),
            }
            for verdict in row.verdicts
        ],
    }


def _why(policy: AllocationPolicy, verdict: Mapping[str, Any]) -> str:
    if verdict["reason"] == "no_goods":
        return _("had nothing at the hub")
    if verdict["reason"] == "closed":
        return _("is closed, and sells nothing meanwhile")
    chosen = verdict["reason"] == "chosen"
    if policy == AllocationPolicy.PROXIMITY:
        return _("%(km)s km away") % {"km": verdict["distance_km"]}
    if policy == AllocationPolicy.FEFO:
        day = verdict["best_before"]
        when = date.fromisoformat(day).strftime("%d/%m/%Y") if day else "–"
        return _("earliest best-before date: %(day)s") % {"day": when}
    if policy == AllocationPolicy.QUOTA:
        behind = float(Fraction(verdict["credit_before"]))
        return _("agreed part %(share)s; stood at %(behind)s") % {
            "share": verdict["quota"], "behind": f"{behind:+.2f}",
        }  # fmt: skip
    if chosen:
        return _("had waited longest")
    return _("its turn comes later")
