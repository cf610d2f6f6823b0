"""Leave an alliance: what was sold of one's goods is still paid."""

from typing import Any

import graphene

from marketplace.cooperatives.models.organisation import Alliance as AllianceModel
from marketplace.cooperatives.services.alliance_leave import alliance_leave
from marketplace.graphql.alliances.frame import ERROR_FIELDS, AllianceError
from marketplace.graphql.alliances.types import Alliance
from marketplace.graphql.guards import named
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AllianceLeave(ServiceMutation):
    """Leave an alliance: what was sold of one's goods is still paid."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the alliance.")
        cooperative = graphene.ID(required=True, description="The member that leaves.")

    class Meta:
        error_type = AllianceError
        error_fields = {**ERROR_FIELDS, "alliance": "id"}

    alliance = graphene.Field(Alliance, description="The alliance that was left.")

    @classmethod
    def perform(cls, info: Info, *, id: str, cooperative: str) -> Any:
        """Leave it."""
        key = named(id, "Alliance")
        alliance_leave(
            actor=info.context.actor,
            organisation_id=named(cooperative, "Cooperative", field="cooperative"),
            alliance_id=key,
            now=info.context.now,
        )
        return cls(alliance=AllianceModel.objects.get(pk=key))
