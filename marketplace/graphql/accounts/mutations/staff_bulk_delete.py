"""Delete several of the staff."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.db import transaction

from marketplace.accounts.services.staff_delete import staff_delete
from marketplace.graphql.accounts.frame import StaffError, person_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class StaffBulkDelete(ServiceMutation):
    """Delete the accounts of several of the staff: all of them, or none."""

    class Arguments:
        ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="List of staff user IDs to delete."
        )

    class Meta:
        error_type = StaffError
        permissions = ("MANAGE_STAFF",)
        errors_alias = "staff_errors"

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: Sequence[str]) -> Any:
        """Delete them."""
        with transaction.atomic():
            for key in dict.fromkeys(person_key(each, "ids") for each in ids):
                staff_delete(actor=info.context.actor, user_id=key, now=info.context.now)
        return cls(count=len(set(ids)))
