"""Delete one of the staff."""

from typing import Any

import graphene

from marketplace.accounts.services.staff_delete import staff_delete
from marketplace.graphql.accounts.frame import StaffError, person_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class StaffDelete(ServiceMutation):
    """Delete the account of one of the staff."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a staff user to delete.")

    class Meta:
        error_type = StaffError
        permissions = ("MANAGE_STAFF",)
        errors_alias = "staff_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Delete it."""
        user = staff_delete(actor=info.context.actor, user_id=person_key(id), now=info.context.now)
        return cls(user=user)
