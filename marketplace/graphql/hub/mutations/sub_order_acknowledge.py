"""A cooperative says that it prepares its part of an order, or takes that back."""

import uuid
from typing import Any

import graphene

from marketplace.graphql.guards import named
from marketplace.graphql.hub.frame import ERROR_FIELDS, HubError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.sub_orders import sub_order_row
from marketplace.graphql.orders.types import SubOrder
from orders.services.sub_order_acknowledge import sub_order_acknowledge


class SubOrderAcknowledge(ServiceMutation):
    """A cooperative says that it prepares its part of an order, or takes that back."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the sub-order.")
        acknowledged = graphene.Boolean(default_value=True, description="Whether it is being prepared.")

    class Meta:
        error_type = HubError
        error_fields = ERROR_FIELDS

    sub_order = graphene.Field(SubOrder, description="The cooperative's part after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, acknowledged: bool) -> Any:
        """Say it."""
        key = named(id, "SubOrder", uuid.UUID)
        row = sub_order_acknowledge(
            actor=info.context.actor, sub_order_id=key, acknowledged=acknowledged, now=info.context.now
        )
        return cls(sub_order=sub_order_row(row.pk))
