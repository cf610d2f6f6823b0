"""Sign in by e-mail address and password."""

from typing import Any

import graphene

from marketplace.accounts.services.password_check import password_check
from marketplace.graphql.accounts.frame import AccountError, network_address, signed_in
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class CreateToken(ServiceMutation):
    """Sign in: a token to act with, one to get another, and the secret that goes with its cookie."""

    class Arguments:
        email = graphene.String(required=True, description="Email of a user.")
        password = graphene.String(required=True, description="Password of a user.")
        audience = graphene.String(description="For whom the token is meant; noted by clients, not by us.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    token = graphene.String(description="Access token.")
    refresh_token = graphene.String(description="Refresh token.")
    csrf_token = graphene.String(description="Secret to be shown when refreshing by cookie.")
    user = graphene.Field(User, description="A user instance.")

    @classmethod
    def perform(cls, info: Info, *, email: str, password: str, audience: str | None = None) -> Any:
        """Sign in."""
        user = password_check(
            email=email, password=password, network_address=network_address(info), now=info.context.now
        )
        return cls(**signed_in(info, user))
