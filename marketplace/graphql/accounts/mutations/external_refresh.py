"""Get other tokens through another system."""

from typing import Any

import graphene

from marketplace.accounts.identity import provider_of
from marketplace.graphql.accounts.frame import AccountError, signed_in
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import JSONString
from marketplace.graphql.orders.types import User


class ExternalRefresh(ServiceMutation):
    """Get other tokens through another system."""

    class Arguments:
        plugin_id = graphene.String(required=True, description="The ID of the other system.")
        input = JSONString(required=True, description="What the other system needs.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    token = graphene.String(description="Access token.")
    refresh_token = graphene.String(description="Refresh token.")
    csrf_token = graphene.String(description="Secret to be shown when refreshing by cookie.")
    user = graphene.Field(User, description="A user instance.")

    @classmethod
    def perform(cls, info: Info, *, plugin_id: str, input: Any) -> Any:
        """Ask it."""
        user = provider_of(plugin_id).refreshed(data=input, now=info.context.now)
        return cls(**signed_in(info, user))
