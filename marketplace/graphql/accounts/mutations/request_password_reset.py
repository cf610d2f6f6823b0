"""Have a link sent with which a password can be set."""

from typing import Any

import graphene

from marketplace.accounts.services.password_reset_request import password_reset_request
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class RequestPasswordReset(ServiceMutation):
    """Have a link sent with which a password can be set; the answer does not tell who has an account."""

    class Arguments:
        email = graphene.String(
            required=True, description="Email of the user that will be used for password recovery."
        )
        redirect_url = graphene.String(
            required=True, description="Page of the client where the password is set."
        )
        channel = graphene.String(description="Slug of a channel; our messages are the same in all.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    @classmethod
    def perform(cls, info: Info, *, email: str, redirect_url: str, channel: str | None = None) -> Any:
        """Send it, if there is such an account."""
        password_reset_request(email=email, redirect_url=redirect_url, now=info.context.now)
        return cls()
