"""Take one lot's share of an order from the shelf, by scan or by choice."""

from typing import Any

import graphene

from logistics.services.line_pick import line_pick
from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError, hub_order_key
from marketplace.graphql.hub.types import PickLine, allocation_shown
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class LinePick(ServiceMutation):
    """Take one lot's share of an order from the shelf, by scan or by choice."""

    class Arguments:
        hub_order = graphene.ID(required=True, description="What goes out.")
        code = graphene.String(description="What was scanned: the lot's code or the GTIN.")
        pick_line = graphene.ID(description="The stop that was chosen instead.")

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    pick_line = graphene.Field(PickLine, description="What was taken.")
    left = graphene.Int(description="How many stops of the order are left.")

    @classmethod
    def perform(
        cls, info: Info, *, hub_order: str, code: str | None = None, pick_line: str | None = None
    ) -> Any:
        """Take it."""
        key = named(pick_line, "PickLine", field="pick_line") if pick_line is not None else None
        picked = line_pick(
            actor=info.context.actor,
            fulfilment_id=hub_order_key(hub_order),
            code=code or "",
            allocation_id=key,
            now=info.context.now,
        )
        return cls(pick_line=allocation_shown(picked.allocation.pk), left=picked.left)
