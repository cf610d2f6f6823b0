"""Apps that were asked for and are not there yet."""

import graphene

from marketplace.apps.models.app import AppInstallation as InstallationModel
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.integrations.standing import AppBrand
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import DateTime

JobStatusEnum = saleor_enum("JobStatusEnum", "Where an installation stands.")


class AppInstallation(graphene.ObjectType):
    """An app that was asked for."""

    class Meta:
        interfaces = (Node,)

    id = id_field("AppInstallation", description="The ID of the app installation.")
    status = graphene.Field(JobStatusEnum, required=True, description="Job status.")
    created_at = graphene.Field(DateTime, required=True, description="When it was asked for.")
    updated_at = graphene.Field(DateTime, required=True, description="When it last changed.")
    message = graphene.String(description="Why it failed.")
    app_name = graphene.String(required=True, description="The name of the app installation.")
    manifest_url = graphene.String(required=True, description="Where its manifest stands.")

    brand = graphene.Field(AppBrand, description="Null: its logo is fetched together with the app itself.")

    @staticmethod
    def resolve_brand(_root: InstallationModel, _info: Info) -> None:
        """Return nothing: see the description."""

    @staticmethod
    def resolve_status(root: InstallationModel, _info: Info) -> str:
        """Return where it stands."""
        return root.state.upper()
