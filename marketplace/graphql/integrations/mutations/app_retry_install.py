"""Try an installation again."""

from typing import Any

import graphene

from marketplace.apps.services.app_install import app_install_retry
from marketplace.graphql.integrations.frame import AppError, key
from marketplace.graphql.integrations.installations import AppInstallation
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppRetryInstall(ServiceMutation):
    """Try an installation again."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the installation.")
        activate_after_installation = graphene.Boolean(
            default_value=True, description="Whether it may act at once."
        )

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    app_installation = graphene.Field(AppInstallation, description="The installation.")

    @classmethod
    def perform(cls, info: Info, *, id: str, activate_after_installation: bool = True) -> Any:
        """Try it again."""
        row = app_install_retry(
            actor=info.context.actor,
            installation_id=key(id, "AppInstallation"),
            activates=activate_after_installation,
            now=info.context.now,
        )
        return cls(app_installation=row)
