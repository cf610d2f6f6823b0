"""A cooperative votes, and may change its mind until the vote is over; once all have voted it is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.alliance import Proposal, Vote
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.policies import may_ally
from marketplace.cooperatives.services.proposals_close import proposal_close
from marketplace.cooperatives.states import Ballot, ProposalState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def vote_cast(
    *, actor: Actor, organisation_id: int, proposal_id: int, ballot: str, now: datetime
) -> Proposal:
    """
    Write down a cooperative's vote in place of an earlier one; the last of all votes closes the proposal.

    :raises NotFound: if there is no such proposal in an alliance of the actor's cooperative
    :raises NotAllowed: if the actor is not its president
    :raises InvalidInput: if that is no vote
    :raises IllegalMove: if the vote is over, or the cooperative joined after it began
    """
    known = Proposal.objects.filter(pk=proposal_id, alliance__members=organisation_id).first()
    if known is None or not actor.belongs_to(organisation_id):
        raise NotFound(_("There is no such proposal."), field="proposal")
    require(
        may_ally(actor, organisation_id), _("Only the president speaks for the cooperative in an alliance.")
    )
    if ballot not in Ballot.values:
        raise InvalidInput(_("Please say yes, no, or that you abstain."), field="ballot")
    Alliance.objects.select_for_update(of=("self",)).get(pk=known.alliance_id)
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
    if proposal.state != ProposalState.OPEN or proposal.deadline_at <= now:
        raise IllegalMove(_("The vote is over."), field="proposal")
    if organisation_id not in proposal.electorate:
        raise IllegalMove(_("You joined after this vote had begun."), field="proposal")
    Vote.objects.update_or_create(
        proposal=proposal,
        organisation_id=organisation_id,
        defaults={"ballot": ballot, "voted_by_id": actor.user_id, "voted_at": now},
    )
    proposal_close(proposal, actor=actor, now=now, only_if_complete=True)
    return proposal
