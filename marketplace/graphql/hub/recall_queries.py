"""What can be asked of recalls."""

import uuid

import graphene

from logistics.models.recall import Recall as RecallModel
from logistics.selectors.recalls import recall_seen, recalls_of
from marketplace.graphql.guards import refusals_told
from marketplace.graphql.hub.recalls import Recall, RecallConnection
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.orders.pages import moment
from marketplace.kernel.errors import NotFound

_NEWEST = (Column("opened_at", descending=True, read=moment), Column("id", descending=True))
NOBODY = 0


class RecallQueries(graphene.ObjectType):
    """What can be asked of recalls."""

    recall = graphene.Field(
        Recall,
        id=graphene.ID(required=True, description="ID of the recall."),
        description="Look up a recall; for the people of its hub and MANAGE_HUB.",
    )
    recalls = connection_field(
        RecallConnection,
        warehouse=graphene.ID(required=True, description="The hub."),
        description="List of recalls, newest first; for the people of the hub and MANAGE_HUB.",
    )

    @staticmethod
    def resolve_recall(_root: object, info: Info, id: str) -> RecallModel | None:
        """Return one recall."""
        try:
            with refusals_told():
                return recall_seen(actor=info.context.actor, recall_id=key_of(id, "Recall") or NOBODY)
        except NotFound:
            return None

    @staticmethod
    def resolve_recalls(_root: object, info: Info, warehouse: str, **_page: object) -> Page:
        """Return a page of recalls."""
        key = key_of(warehouse, "Warehouse", uuid.UUID) or uuid.UUID(int=0)
        with refusals_told():
            rows = recalls_of(actor=info.context.actor, warehouse_id=key)
        return connect(QuerySetPages(rows.select_related("warehouse"), _NEWEST), info)
