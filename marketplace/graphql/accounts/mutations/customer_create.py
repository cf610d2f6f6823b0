"""Open an account for a customer."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.customer_save import customer_create
from marketplace.graphql.accounts.details import details_given
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError
from marketplace.graphql.accounts.inputs import UserCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class CustomerCreate(ServiceMutation):
    """Open an account for a customer, who is sent a link to set the password."""

    class Arguments:
        input = graphene.Argument(
            UserCreateInput, required=True, description="Fields required to create a customer."
        )

    class Meta:
        error_type = AccountError
        permissions = ("MANAGE_USERS",)
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Open it."""
        user = customer_create(
            actor=info.context.actor,
            details=details_given(input),
            redirect_url=input.get("redirect_url") or "",
            now=info.context.now,
        )
        return cls(user=user)
