"""Write what became of a buyer's goods in a recall."""

from typing import Any

import graphene

from logistics.services.recall_follow import recall_follow
from logistics.states import RecallReach
from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.hub.recalls import RecallParcel, RecallReachEnum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class RecallParcelFollow(ServiceMutation):
    """Write what became of a buyer's goods in a recall; again, until it is closed."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of what is followed up.")
        reach = RecallReachEnum(required=True, description="Whether the buyer was reached.")
        returned_units = graphene.Int(default_value=0, description="How many came back.")
        destroyed_units = graphene.Int(default_value=0, description="How many the buyer destroyed.")
        note = graphene.String(default_value="", description="What is to be noted.")

    class Meta:
        error_type = HubError
        error_fields = {**ERROR_FIELDS, "recall": "id"}

    recall_parcel = graphene.Field(RecallParcel, description="What became of them.")

    @classmethod
    def perform(
        cls, info: Info, *, id: str, reach: Any, returned_units: int, destroyed_units: int, note: str
    ) -> Any:
        """Write it."""
        row = recall_follow(
            actor=info.context.actor,
            recall_parcel_id=named(id, "RecallParcel"),
            reach=RecallReach[word(reach)],
            returned_units=returned_units,
            destroyed_units=destroyed_units,
            note=note,
            now=info.context.now,
        )
        return cls(recall_parcel=row)
