"""What members do in their alliances."""

import graphene

from marketplace.graphql.alliances.mutations.alliance_create import AllianceCreate
from marketplace.graphql.alliances.mutations.alliance_invitation_answer import AllianceInvitationAnswer
from marketplace.graphql.alliances.mutations.alliance_leave import AllianceLeave
from marketplace.graphql.alliances.mutations.alliance_proposal_create import AllianceProposalCreate
from marketplace.graphql.alliances.mutations.alliance_proposal_vote import AllianceProposalVote
from marketplace.graphql.alliances.mutations.alliance_proposal_withdraw import AllianceProposalWithdraw


class AllianceMutations(graphene.ObjectType):
    """What members do in their alliances."""

    alliance_create = AllianceCreate.Field(description="Propose an alliance.")
    alliance_invitation_answer = AllianceInvitationAnswer.Field(description="Join an alliance, or decline.")
    alliance_leave = AllianceLeave.Field(description="Leave an alliance.")
    alliance_proposal_create = AllianceProposalCreate.Field(description="Put something to the vote.")
    alliance_proposal_withdraw = AllianceProposalWithdraw.Field(description="Take a proposal back.")
    alliance_proposal_vote = AllianceProposalVote.Field(description="Vote on a proposal.")
