"""Take a token away."""

from typing import Any

import graphene

from marketplace.apps.services.app_token_save import app_token_delete
from marketplace.graphql.integrations.frame import AppError, key
from marketplace.graphql.integrations.types import AppToken
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppTokenDelete(ServiceMutation):
    """Take a token away."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the token.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    app_token = graphene.Field(AppToken, description="The token.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Take it away."""
        row = app_token_delete(actor=info.context.actor, token_id=key(id, "AppToken"))
        return cls(app_token=row)
