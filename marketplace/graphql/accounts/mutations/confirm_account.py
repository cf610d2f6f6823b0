"""Open the account that was asked for."""

from typing import Any

import graphene

from marketplace.accounts.services.registration_confirm import registration_confirm
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class ConfirmAccount(ServiceMutation):
    """Open the account that was asked for, with the secret of the link that was sent."""

    class Arguments:
        email = graphene.String(
            required=True, description="E-mail of the user performing account confirmation."
        )
        token = graphene.String(
            required=True, description="A one-time token required to confirm the account."
        )

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    user = graphene.Field(User, description="An activated user account.")

    @classmethod
    def perform(cls, info: Info, *, email: str, token: str) -> Any:
        """Open it."""
        return cls(user=registration_confirm(email=email, token=token, now=info.context.now))
