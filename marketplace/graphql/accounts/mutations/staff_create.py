"""Let somebody work here."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.staff_save import staff_create
from marketplace.graphql.accounts.details import details_given, group_keys
from marketplace.graphql.accounts.frame import StaffError
from marketplace.graphql.accounts.inputs import StaffCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class StaffCreate(ServiceMutation):
    """Let somebody work for the marketplace."""

    class Arguments:
        input = graphene.Argument(
            StaffCreateInput, required=True, description="Fields required to create a staff user."
        )

    class Meta:
        error_type = StaffError
        permissions = ("MANAGE_STAFF",)
        errors_alias = "staff_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Let them in."""
        user = staff_create(
            actor=info.context.actor,
            details=details_given(input),
            group_ids=group_keys(input.get("add_groups"), "add_groups"),
            redirect_url=input.get("redirect_url") or "",
            now=info.context.now,
        )
        return cls(user=user)
