"""Fetch an app by its manifest."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.apps.services.app_install import app_install
from marketplace.graphql.integrations.frame import AppError, permissions_given
from marketplace.graphql.integrations.inputs import AppInstallInput
from marketplace.graphql.integrations.installations import AppInstallation
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppInstall(ServiceMutation):
    """Fetch an app by its manifest."""

    class Arguments:
        input = graphene.Argument(AppInstallInput, required=True, description="Which app.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    app_installation = graphene.Field(AppInstallation, description="The installation.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Ask for it."""
        row = app_install(
            actor=info.context.actor,
            app_name=input["app_name"],
            manifest_url=input["manifest_url"],
            permissions=permissions_given(input.get("permissions")),
            activates=input.get("activate_after_installation", True) is not False,
            now=info.context.now,
        )
        return cls(app_installation=row)
