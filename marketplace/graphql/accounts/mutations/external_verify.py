"""Ask another system about somebody."""

from typing import Any

import graphene

from marketplace.accounts.identity import provider_of
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.orders.types import User


class ExternalVerify(ServiceMutation):
    """Ask another system whether it knows somebody."""

    class Arguments:
        plugin_id = graphene.String(required=True, description="The ID of the other system.")
        input = JSONString(required=True, description="What the other system needs.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person.")
    is_valid = graphene.Boolean(
        required=True, default_value=False, description="Whether the other system knows them."
    )
    verify_data = JSONString(description="What the other system says.")

    @classmethod
    def perform(cls, info: Info, *, plugin_id: str, input: Any) -> Any:
        """Ask it."""
        user, said = provider_of(plugin_id).verified(data=input, now=info.context.now)
        return cls(user=user, is_valid=user is not None, verify_data=said)
