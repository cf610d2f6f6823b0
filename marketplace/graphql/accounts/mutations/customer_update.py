"""Change what is known of a customer."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.customer_save import customer_update
from marketplace.graphql.accounts.details import customer_key, details_given
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError
from marketplace.graphql.accounts.inputs import CustomerInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class CustomerUpdate(ServiceMutation):
    """Change what is known of a customer."""

    class Arguments:
        id = graphene.ID(description="ID of a customer to update.")
        external_reference = graphene.String(description="External ID of a customer to update.")
        input = graphene.Argument(
            CustomerInput, required=True, description="Fields required to update a customer."
        )

    class Meta:
        error_type = AccountError
        permissions = ("MANAGE_USERS",)
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        input: Mapping[str, Any],
        id: str | None = None,
        external_reference: str | None = None,
    ) -> Any:
        """Change it."""
        user = customer_update(
            actor=info.context.actor,
            user_id=customer_key(id, external_reference),
            details=details_given(input),
            now=info.context.now,
        )
        return cls(user=user)
