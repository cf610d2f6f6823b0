"""Forget an installation that failed."""

from typing import Any

import graphene

from marketplace.apps.services.app_install import app_installation_delete
from marketplace.graphql.integrations.frame import AppError, key
from marketplace.graphql.integrations.installations import AppInstallation
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppDeleteFailedInstallation(ServiceMutation):
    """Forget an installation that failed."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the installation.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    app_installation = graphene.Field(AppInstallation, description="The installation.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Forget it."""
        row = app_installation_delete(actor=info.context.actor, installation_id=key(id, "AppInstallation"))
        return cls(app_installation=row)
