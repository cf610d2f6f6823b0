"""What can be asked of alliances."""

from typing import Any

import graphene

from marketplace.cooperatives.alliances import alliance_invitations_of, alliances_seen
from marketplace.cooperatives.models.alliance import AllianceInvitation as InvitationModel
from marketplace.cooperatives.models.organisation import Alliance as AllianceModel
from marketplace.cooperatives.states import AllianceState
from marketplace.graphql.alliances.types import (
    Alliance,
    AllianceConnection,
    AllianceInvitation,
    AllianceStatus,
)
from marketplace.graphql.guards import one_of, refusals_told
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import QuerySetPages

_NEWEST = (Column("id", descending=True),)
NOBODY = 0


class AllianceQueries(graphene.ObjectType):
    """What can be asked of alliances."""

    alliance = graphene.Field(
        Alliance,
        id=graphene.ID(description="ID of the alliance."),
        slug=graphene.String(description="Slug of the alliance."),
        description="Look up an alliance by ID or slug; in another state than active for its members only.",
    )
    alliances = connection_field(
        AllianceConnection,
        status=graphene.Argument(AllianceStatus, description="Those that stand so."),
        region=graphene.String(description="ISO 3166-2 code of a region."),
        cooperative=graphene.ID(description="Those to which this cooperative belongs."),
        description="List of the alliances that one may know of, newest first.",
    )
    alliance_invitations = graphene.List(
        graphene.NonNull(AllianceInvitation),
        cooperative=graphene.ID(required=True, description="Who is asked; a member sees her own."),
        description="Invitations to alliances that wait for a cooperative's answer; for its members.",
    )

    @staticmethod
    def resolve_alliance(
        _root: object, info: Info, *, id: str | None = None, slug: str | None = None
    ) -> AllianceModel | None:
        """Return one alliance."""
        one_of(id=id, slug=slug)
        rows = alliances_seen(info.context.actor)
        if id is None:
            return rows.filter(slug=slug).first()
        return rows.filter(pk=key_of(id, "Alliance") or NOBODY).first()

    @staticmethod
    def resolve_alliances(
        _root: object,
        info: Info,
        *,
        status: Any = None,
        region: str | None = None,
        cooperative: str | None = None,
        **_page: object,
    ) -> Page:
        """Return a page of alliances."""
        rows = alliances_seen(info.context.actor)
        if status is not None:
            rows = rows.filter(state=AllianceState[getattr(status, "value", status)])
        if region is not None:
            rows = rows.filter(region=region)
        if cooperative is not None:
            rows = rows.filter(members=key_of(cooperative, "Cooperative") or NOBODY)
        return connect(QuerySetPages(rows, _NEWEST), info)

    @staticmethod
    def resolve_alliance_invitations(_root: object, info: Info, cooperative: str) -> list[InvitationModel]:
        """Return what waits for an answer."""
        with refusals_told():
            return alliance_invitations_of(
                actor=info.context.actor, organisation_id=key_of(cooperative, "Cooperative") or NOBODY
            )
