"""Close a recall with its report."""

from typing import Any

import graphene

from logistics.services.recall_close import recall_close
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.hub.recalls import Recall
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class RecallClose(ServiceMutation):
    """Close a recall with its report: every buyer followed up, nothing of it on a shelf."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the recall.")
        conclusion = graphene.String(required=True, description="What was learnt.")

    class Meta:
        error_type = HubError
        error_fields = {**ERROR_FIELDS, "recall": "id"}

    recall = graphene.Field(Recall, description="The recall.")

    @classmethod
    def perform(cls, info: Info, *, id: str, conclusion: str) -> Any:
        """Close it."""
        recall = recall_close(
            actor=info.context.actor,
            recall_id=named(id, "Recall"),
            conclusion=conclusion,
            now=info.context.now,
        )
        return cls(recall=recall)
