"""Forget the picture of oneself."""

from typing import Any

import graphene

from marketplace.accounts.services.avatar_set import avatar_remove
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.allowance import AUTHENTICATED_STAFF_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class UserAvatarDelete(ServiceMutation):
    """Forget the picture of who is signed in."""

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_STAFF_USER,)
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info) -> Any:
        """Forget it."""
        return cls(user=avatar_remove(actor=info.context.actor, now=info.context.now))
