"""Take several lines out of drafts, all or none."""

from collections.abc import Sequence
from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.frame import ERROR_FIELDS, STAFF, OrderError, OrderMutation, draft_line_key
from orders.services.draft_order_lines import draft_lines_delete


class DraftOrderLinesBulkDelete(OrderMutation):
    """Take several lines out of drafts, all or none."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of lines.")

    class Meta:
        error_type = OrderError
        error_fields = ERROR_FIELDS
        permissions = STAFF
        errors_alias = "order_errors"

    count = graphene.Int(required=True, default_value=0, description="How many were taken out.")

    @classmethod
    def perform(cls, info: Info, *, ids: Sequence[str]) -> Any:
        """Take them out."""
        keys = [draft_line_key(each) for each in ids]
        count = draft_lines_delete(actor=info.context.actor, line_ids=keys, now=info.context.now)
        return cls(count=count)
