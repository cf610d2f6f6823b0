"""Sign out everywhere."""

from typing import Any

from marketplace.accounts.services.tokens_deactivate import tokens_deactivate
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.allowance import AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class DeactivateAllUserTokens(ServiceMutation):
    """Withdraw every token of who is signed in."""

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_USER,)
        errors_alias = "account_errors"

    @classmethod
    def perform(cls, info: Info) -> Any:
        """Withdraw them."""
        tokens_deactivate(actor=info.context.actor)
        return cls()
