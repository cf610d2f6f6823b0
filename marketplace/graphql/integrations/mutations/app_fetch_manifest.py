"""Look at what an app says of itself."""

from typing import Any

import graphene

from marketplace.apps.services.app_install import manifest_fetch
from marketplace.graphql.integrations.frame import AppError
from marketplace.graphql.integrations.manifests import Manifest
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AppFetchManifest(ServiceMutation):
    """Look at what an app says of itself."""

    class Arguments:
        manifest_url = graphene.String(required=True, description="Where its manifest stands.")

    class Meta:
        error_type = AppError
        permissions = ("MANAGE_APPS",)
        errors_alias = "app_errors"

    manifest = graphene.Field(Manifest, description="What it says of itself.")

    @classmethod
    def perform(cls, info: Info, *, manifest_url: str) -> Any:
        """Look."""
        return cls(manifest=manifest_fetch(actor=info.context.actor, manifest_url=manifest_url))
