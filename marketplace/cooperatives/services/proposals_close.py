"""A vote is over: it is counted, written into the minutes, and what passed takes effect by itself."""

from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.cooperatives.events import ProposalClosed
from marketplace.cooperatives.models.alliance import AllianceRule, Proposal, Vote
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.proposing import Count, counted
from marketplace.cooperatives.services.alliance_answer import alliance_move
from marketplace.cooperatives.services.alliance_leave import membership_end
from marketplace.cooperatives.services.alliance_propose import alliance_invite
from marketplace.cooperatives.states import AllianceState, ProposalKind, ProposalState
from marketplace.kernel.actor import Actor
from marketplace.outbox import bus


def proposals_close(*, actor: Actor, now: datetime, limit: int = 100) -> int:
    """Close the proposals whose deadline has passed, each in a transaction of its own; return how many."""
    due = Proposal.objects.filter(state=ProposalState.OPEN, deadline_at__lte=now).order_by(
        "deadline_at", "pk"
    )
    closed = 0
    for proposal_id, alliance_id in list(due.values_list("pk", "alliance_id")[:limit]):
        with transaction.atomic():
            Alliance.objects.select_for_update(of=("self",)).get(pk=alliance_id)
            proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
            closed += proposal_close(proposal, actor=actor, now=now)
    return closed


def proposal_close(
    proposal: Proposal, *, actor: Actor, now: datetime, only_if_complete: bool = False
) -> bool:
    """
    Count a locked proposal of a locked alliance, write the minutes and let it take effect; say whether it closed.

    :param only_if_complete: leave it open while somebody has not voted
    """
    alliance = proposal.alliance
    members = set(alliance.members.values_list("pk", flat=True))
    electorate = [pk for pk in proposal.electorate if pk in members]
    votes = list(Vote.objects.filter(proposal=proposal).order_by("voted_at", "pk"))
    count = counted(
        {vote.organisation_id: vote.ballot for vote in votes},
        electorate=electorate,
        quorum_percent=proposal.quorum_percent,
    )
    if proposal.state != ProposalState.OPEN or (only_if_complete and not count.is_complete):
        return False
    proposal.state, proposal.closed_at = count.state, now
    if proposal.state == ProposalState.PASSED and alliance.state != AllianceState.ACTIVE:
        # Another decision has ended the alliance meanwhile.
        proposal.state = ProposalState.REJECTED
    proposal.minutes = _minutes(proposal, votes, electorate, count)
    proposal.save(update_fields=["state", "closed_at", "minutes"])
    is_passed = proposal.state == ProposalState.PASSED
    if is_passed:
        _take_effect(proposal, alliance, actor=actor, now=now)
    bus.publish(
        ProposalClosed(
            proposal_id=proposal.pk,
            alliance_id=alliance.pk,
            kind=proposal.kind,
            is_passed=is_passed,
            effect=proposal.effect,
            happened_at=now,
        )
    )
    return True


def _minutes(proposal: Proposal, votes: list[Vote], electorate: list[int], count: Count) -> dict[str, Any]:
    """What an assembly writes down: who could vote, who said what and when, and what came of it."""
    return {
        "electorate": electorate,
        "votes": [
            {"organisation_id": vote.organisation_id, "ballot": vote.ballot, "at": vote.voted_at.isoformat()}
            for vote in votes
        ],
        "yes": count.yes,
        "no": count.no,
        "abstain": count.abstain,
        "needed": count.needed,
        "result": str(proposal.state),
    }


def _take_effect(proposal: Proposal, alliance: Alliance, *, actor: Actor, now: datetime) -> None:
    """Payments from a fund are made by whoever keeps the books, who hears of the decision."""
    if proposal.kind == ProposalKind.RULE:
        AllianceRule.objects.create(alliance=alliance, from_at=now, proposal=proposal, **proposal.effect)
    elif proposal.kind == ProposalKind.ADMIT:
        organisation = Organisation.objects.get(pk=proposal.effect["organisation_id"])
        if not alliance.members.filter(pk=organisation.pk).exists():
            alliance_invite(alliance, organisation, now=now)
    elif proposal.kind == ProposalKind.EXCLUDE:
        membership_end(alliance, proposal.effect["organisation_id"], actor=actor, now=now)
    elif proposal.kind == ProposalKind.WIND_DOWN:
        alliance_move(alliance, AllianceState.WINDING_DOWN, actor=actor, now=now)
