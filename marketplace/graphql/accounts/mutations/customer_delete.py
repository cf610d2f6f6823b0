"""Delete a customer."""

from typing import Any

import graphene

from marketplace.accounts.services.customer_delete import customer_delete
from marketplace.graphql.accounts.details import customer_key
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class CustomerDelete(ServiceMutation):
    """Delete the account of a customer."""

    class Arguments:
        id = graphene.ID(description="ID of a customer to delete.")
        external_reference = graphene.String(description="External ID of a customer to delete.")

    class Meta:
        error_type = AccountError
        permissions = ("MANAGE_USERS",)
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str | None = None, external_reference: str | None = None) -> Any:
        """Delete it."""
        key = customer_key(id, external_reference)
        return cls(user=customer_delete(actor=info.context.actor, user_id=key, now=info.context.now))
