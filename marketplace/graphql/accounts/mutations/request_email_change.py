"""Ask for another e-mail address."""

from typing import Any

import graphene

from marketplace.accounts.services.email_change import email_change_request
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.allowance import AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class RequestEmailChange(ServiceMutation):
    """Have a link sent to another address; nothing changes before it is opened."""

    class Arguments:
        password = graphene.String(required=True, description="User password.")
        new_email = graphene.String(required=True, description="New user email.")
        redirect_url = graphene.String(
            required=True, description="Page of the client that confirms the change."
        )
        channel = graphene.String(description="Slug of a channel; our messages are the same in all.")

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_USER,)
        errors_alias = "account_errors"

    user = graphene.Field(User, description="A user instance.")

    @classmethod
    def perform(
        cls, info: Info, *, password: str, new_email: str, redirect_url: str, channel: str | None = None
    ) -> Any:
        """Send it."""
        user = email_change_request(
            actor=info.context.actor,
            password=password,
            new_email=new_email,
            redirect_url=redirect_url,
            now=info.context.now,
        )
        return cls(user=user)
