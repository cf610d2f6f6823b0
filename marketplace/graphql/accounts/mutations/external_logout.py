"""Sign out of another system."""

from typing import Any

import graphene

from marketplace.accounts.identity import provider_of
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import JSONString


class ExternalLogout(ServiceMutation):
    """Sign out of another system."""

    class Arguments:
        plugin_id = graphene.String(required=True, description="The ID of the other system.")
        input = JSONString(required=True, description="What the other system needs.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    logout_data = JSONString(description="What the other system says.")

    @classmethod
    def perform(cls, info: Info, *, plugin_id: str, input: Any) -> Any:
        """Ask it."""
        return cls(logout_data=provider_of(plugin_id).logout(data=input, now=info.context.now))
