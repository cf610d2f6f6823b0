"""Vote on a proposal, in place of an earlier vote; the last of all votes closes it."""

from typing import Any

import graphene

from marketplace.cooperatives.services.vote_cast import vote_cast
from marketplace.graphql.alliances.frame import ERROR_FIELDS, AllianceError
from marketplace.graphql.alliances.proposals import AllianceBallot, AllianceProposal
from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AllianceProposalVote(ServiceMutation):
    """Vote on a proposal, in place of an earlier vote; the last of all votes closes it."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the proposal.")
        cooperative = graphene.ID(required=True, description="The member that votes.")
        ballot = AllianceBallot(required=True, description="What it says.")

    class Meta:
        error_type = AllianceError
        error_fields = ERROR_FIELDS

    alliance_proposal = graphene.Field(AllianceProposal, description="The proposal.")

    @classmethod
    def perform(cls, info: Info, *, id: str, cooperative: str, ballot: Any) -> Any:
        """Vote."""
        proposal = vote_cast(
            actor=info.context.actor,
            organisation_id=named(cooperative, "Cooperative", field="cooperative"),
            proposal_id=named(id, "AllianceProposal"),
            ballot=word(ballot).lower(),
            now=info.context.now,
        )
        return cls(alliance_proposal=proposal)
