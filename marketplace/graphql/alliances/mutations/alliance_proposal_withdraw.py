"""Take a proposal back before it is decided."""

from typing import Any

import graphene

from marketplace.cooperatives.services.proposal_open import proposal_withdraw
from marketplace.graphql.alliances.frame import ERROR_FIELDS, AllianceError
from marketplace.graphql.alliances.proposals import AllianceProposal
from marketplace.graphql.guards import named
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AllianceProposalWithdraw(ServiceMutation):
    """Take a proposal back before it is decided."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the proposal.")

    class Meta:
        error_type = AllianceError
        error_fields = ERROR_FIELDS

    alliance_proposal = graphene.Field(AllianceProposal, description="The proposal.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Take it back."""
        key = named(id, "AllianceProposal")
        proposal = proposal_withdraw(actor=info.context.actor, proposal_id=key, now=info.context.now)
        return cls(alliance_proposal=proposal)
