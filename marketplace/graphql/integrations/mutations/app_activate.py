"""Let an app act again."""

from typing import Any

import graphene

from marketplace.apps.services.app_save import app_switch
from marketplace.graphql.integrations.frame import AppError, key
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.integrations.types import App
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppActivate(ServiceMutation):
    """Let an app act again."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the app.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    app = graphene.Field(App, description="The app.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Switch it on."""
        app = app_switch(actor=info.context.actor, app_id=key(id, "App"), is_active=True)
        return cls(app=AppRow(app))
