"""Take lots back with all that was made of them: held at once, everywhere."""

import uuid
from collections.abc import Sequence
from typing import Any

import graphene

from logistics.services.recall_open import recall_open
from logistics.states import RecallTrigger
from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.hub.recalls import Recall, RecallTriggerEnum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class RecallCreate(ServiceMutation):
    """Take lots back with all that was made of them: held at once, everywhere; a drill only lists who has them."""

    class Arguments:
        warehouse = graphene.ID(required=True, description="The hub.")
        lots = graphene.List(graphene.NonNull(graphene.ID), required=True, description="What is taken back.")
        trigger = RecallTriggerEnum(required=True, description="Why.")
        reason = graphene.String(required=True, description="Why, in words that buyers will read.")
        key = graphene.String(
            required=True, description="Chosen by the client; the same key again returns the first recall."
        )

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    recall = graphene.Field(Recall, description="The recall.")

    @classmethod
    def perform(
        cls, info: Info, *, warehouse: str, lots: Sequence[str], trigger: Any, reason: str, key: str
    ) -> Any:
        """Take them back."""
        recall = recall_open(
            actor=info.context.actor,
            warehouse_id=named(warehouse, "Warehouse", uuid.UUID, field="warehouse"),
            lot_ids=[named(each, "Lot", field="lots") for each in lots],
            trigger=RecallTrigger[word(trigger)],
            reason=reason,
            key=key,
            now=info.context.now,
        )
        return cls(recall=recall)
