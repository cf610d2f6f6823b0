"""Have a link sent that closes the account."""

from typing import Any

import graphene

from marketplace.accounts.services.account_delete import account_deletion_request
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.allowance import AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AccountRequestDeletion(ServiceMutation):
    """Have a link sent that closes the account of who is signed in."""

    class Arguments:
        redirect_url = graphene.String(
            required=True, description="Page of the client that deletes the account."
        )
        channel = graphene.String(description="Slug of a channel; our messages are the same in all.")

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_USER,)
        errors_alias = "account_errors"

    @classmethod
    def perform(cls, info: Info, *, redirect_url: str, channel: str | None = None) -> Any:
        """Send it."""
        account_deletion_request(actor=info.context.actor, redirect_url=redirect_url, now=info.context.now)
        return cls()
