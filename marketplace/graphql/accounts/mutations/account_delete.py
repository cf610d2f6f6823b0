"""Close the account."""

from typing import Any

import graphene

from marketplace.accounts.services.account_delete import account_delete
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.allowance import AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class AccountDelete(ServiceMutation):
    """Close the account of who is signed in, for good."""

    class Arguments:
        token = graphene.String(required=True, description="A one-time token required to remove account.")

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_USER,)
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, token: str) -> Any:
        """Close it."""
        return cls(user=account_delete(actor=info.context.actor, token=token, now=info.context.now))
