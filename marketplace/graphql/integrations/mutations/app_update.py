"""Change an app."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.apps.services.app_save import app_update
from marketplace.graphql.integrations.frame import AppError, key, permissions_given
from marketplace.graphql.integrations.inputs import AppInput
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.integrations.types import App
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppUpdate(ServiceMutation):
    """Change an app."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the app.")
        input = graphene.Argument(AppInput, required=True, description="What changes.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    app = graphene.Field(App, description="The app.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """Change it."""
        given = input.get("permissions")
        app = app_update(
            actor=info.context.actor,
            app_id=key(id, "App"),
            name=input.get("name"),
            identifier=input.get("identifier"),
            permissions=None if given is None else permissions_given(given),
        )
        return cls(app=AppRow(app))
