"""Let a program act."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.apps.services.app_save import app_create
from marketplace.graphql.integrations.frame import AppError, permissions_given
from marketplace.graphql.integrations.inputs import AppInput
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.integrations.types import App
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppCreate(ServiceMutation):
    """Let a program act."""

    class Arguments:
        input = graphene.Argument(AppInput, required=True, description="What it is.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    auth_token = graphene.String(description="Its token, told this once.")
    app = graphene.Field(App, description="The app.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Make it."""
        app, token = app_create(
            actor=info.context.actor,
            name=input.get("name") or "",
            identifier=input.get("identifier") or "",
            permissions=permissions_given(input.get("permissions")),
            now=info.context.now,
        )
        return cls(app=AppRow(app), auth_token=token)
