"""Set a password with the secret of a link."""

from typing import Any

import graphene

from marketplace.accounts.services.password_set import password_set
from marketplace.graphql.accounts.frame import AccountError, signed_in
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class SetPassword(ServiceMutation):
    """Set a password with the secret of the link that was sent, and sign in."""

    class Arguments:
        email = graphene.String(required=True, description="Email of a user.")
        password = graphene.String(required=True, description="Password of a user.")
        token = graphene.String(required=True, description="A one-time token required to set the password.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    token = graphene.String(description="Access token.")
    refresh_token = graphene.String(description="Refresh token.")
    csrf_token = graphene.String(description="Secret to be shown when refreshing by cookie.")
    user = graphene.Field(User, description="A user instance.")

    @classmethod
    def perform(cls, info: Info, *, email: str, password: str, token: str) -> Any:
        """Set it."""
        user = password_set(email=email, password=password, token=token, now=info.context.now)
        return cls(**signed_in(info, user))
