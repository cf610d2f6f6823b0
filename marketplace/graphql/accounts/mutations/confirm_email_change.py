"""Take the e-mail address that was asked for."""

from typing import Any

import graphene

from marketplace.accounts.services.email_change import email_change_confirm
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.allowance import AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class ConfirmEmailChange(ServiceMutation):
    """Take the address to which the link was sent."""

    class Arguments:
        token = graphene.String(required=True, description="A one-time token required to change the email.")
        channel = graphene.String(description="Slug of a channel; our messages are the same in all.")

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_USER,)
        errors_alias = "account_errors"

    user = graphene.Field(User, description="A user instance with a new email.")

    @classmethod
    def perform(cls, info: Info, *, token: str, channel: str | None = None) -> Any:
        """Take it."""
        user = email_change_confirm(actor=info.context.actor, token=token, now=info.context.now)
        return cls(user=user)
