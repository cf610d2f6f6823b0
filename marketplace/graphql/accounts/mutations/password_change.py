"""Change one's password."""

from typing import Any

import graphene

from marketplace.accounts.services.password_change import password_change
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class PasswordChange(ServiceMutation):
    """Change one's password; every token given out before stops working."""

    class Arguments:
        old_password = graphene.String(description="Current user password.")
        new_password = graphene.String(required=True, description="New user password.")

    class Meta:
        error_type = AccountError
        errors_alias = "account_errors"

    user = graphene.Field(User, description="A user instance with a new password.")

    @classmethod
    def perform(cls, info: Info, *, new_password: str, old_password: str | None = None) -> Any:
        """Change it."""
        return cls(user=password_change(actor=info.context.actor, old=old_password or "", new=new_password))
