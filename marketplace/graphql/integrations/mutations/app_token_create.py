"""Give an app another token."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.apps.services.app_token_save import app_token_create
from marketplace.graphql.integrations.frame import AppError, key
from marketplace.graphql.integrations.inputs import AppTokenInput
from marketplace.graphql.integrations.types import AppToken
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppTokenCreate(ServiceMutation):
    """Give an app another token."""

    class Arguments:
        input = graphene.Argument(AppTokenInput, required=True, description="Which app.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    auth_token = graphene.String(description="The token, told this once.")
    app_token = graphene.Field(AppToken, description="The token.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Make it."""
        row, token = app_token_create(
            actor=info.context.actor,
            app_id=key(input["app"], "App", "app"),
            name=input.get("name") or "",
            now=info.context.now,
        )
        return cls(app_token=row, auth_token=token)
