"""Keep a picture of oneself."""

from typing import Any

import graphene

from marketplace.accounts.services.avatar_set import avatar_set
from marketplace.graphql.accounts.frame import AccountError
from marketplace.graphql.kit.allowance import AUTHENTICATED_STAFF_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.kit.scalars import Upload
from marketplace.graphql.orders.types import User


class UserAvatarUpdate(ServiceMutation):
    """Keep a picture of who is signed in; it is made safe before it is kept."""

    class Arguments:
        image = Upload(required=True, description="A file, by the multipart request specification.")

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_STAFF_USER,)
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, image: Any) -> Any:
        """Keep it."""
        return cls(user=avatar_set(actor=info.context.actor, content=image.read(), now=info.context.now))
