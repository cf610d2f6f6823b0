"""Say whether one's cooperative joins an alliance that has asked it."""

from typing import Any

import graphene

from marketplace.cooperatives.services.alliance_answer import alliance_answer
from marketplace.graphql.alliances.frame import ERROR_FIELDS, AllianceError
from marketplace.graphql.alliances.types import Alliance
from marketplace.graphql.guards import named
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AllianceInvitationAnswer(ServiceMutation):
    """Say whether one's cooperative joins an alliance that has asked it."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the invitation.")
        accepts = graphene.Boolean(required=True, description="Whether it joins.")

    class Meta:
        error_type = AllianceError
        error_fields = ERROR_FIELDS

    alliance = graphene.Field(Alliance, description="The alliance.")

    @classmethod
    def perform(cls, info: Info, *, id: str, accepts: bool) -> Any:
        """Answer."""
        key = named(id, "AllianceInvitation")
        alliance = alliance_answer(
            actor=info.context.actor, invitation_id=key, accepts=accepts, now=info.context.now
        )
        return cls(alliance=alliance)
