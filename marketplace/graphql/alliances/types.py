"""Alliances: several cooperatives under one brand."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.cooperatives.alliances import (
    alliances_inside,
    alliances_shown_of,
    members_of_alliances,
    rules_of,
)
from marketplace.cooperatives.models.alliance import AllianceInvitation as InvitationModel
from marketplace.cooperatives.models.alliance import AllianceStep as StepModel
from marketplace.cooperatives.models.alliance import Proposal
from marketplace.cooperatives.models.organisation import Alliance as AllianceModel
from marketplace.cooperatives.selectors import OrganisationCard
from marketplace.cooperatives.states import (
    AllianceState,
)
from marketplace.graphql.alliances.proposals import AllianceProposal, AllianceRule, cooperatives_named
from marketplace.graphql.catalog.types import Cooperative
from marketplace.graphql.contract import own_enum
from marketplace.graphql.kit.batching import batched, grouped
from marketplace.graphql.kit.connection import Page, connect_each, connection_field, connection_of
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.late import answers, declared
from marketplace.graphql.kit.pages import NestedQuerySet
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.orders.pages import moment
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, LanguageCodeEnum, language_of
from marketplace.graphql.shop.pictures import Image, absolute
from marketplace.graphql.shop.places import Place
from marketplace.kernel.texts import text_in

AllianceStatus = own_enum("AllianceStatus", AllianceState, "Where an alliance stands.")
_PROPOSALS = (Column("opened_at", descending=True, read=moment), Column("id", descending=True))
_STEPS = (Column("happened_at", descending=True, read=moment), Column("id", descending=True))
_INSIDE = ("VERIFY_COOPERATIVES", "OWNER")


class AllianceInvitation(graphene.ObjectType):
    """A cooperative that is asked to belong to an alliance."""

    class Meta:
        interfaces = (Node,)

    id = id_field("AllianceInvitation", attribute="pk", description="The ID of the invitation.")
    alliance = graphene.Field(lambda: Alliance, required=True, description="What it is asked to join.")
    cooperative = graphene.Field(Cooperative, required=True, description="Who is asked.")
    invited_at = graphene.Field(DateTime, required=True, description="Since when.")

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[InvitationModel], info: Info) -> list[OrganisationCard | None]:
        """Return who is asked."""
        return cooperatives_named(info, [each.organisation_id for each in parents])


class AllianceStep(graphene.ObjectType):
    """Something that happened to an alliance: a state, or a member who came or went."""

    status = graphene.Field(AllianceStatus, required=True, description="Where the alliance stood then.")
    cooperative = graphene.Field(Cooperative, description="Who came or went; null: the state changed.")
    has_joined = graphene.Boolean(description="Whether it came; null: the state changed.")
    happened_at = graphene.Field(DateTime, required=True, description="When.")

    @staticmethod
    def resolve_status(root: StepModel, _info: Info) -> str:
        """Return the state."""
        return AllianceState(root.state).name

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[StepModel], info: Info) -> list[OrganisationCard | None]:
        """Return who came or went."""
        return cooperatives_named(info, [each.organisation_id for each in parents])


AllianceProposalConnection = connection_of("AllianceProposal", lambda: AllianceProposal)
AllianceStepConnection = connection_of("AllianceStep", lambda: AllianceStep)
AllianceConnection = connection_of("Alliance", lambda: Alliance)


@declared
class Alliance(graphene.ObjectType):
    """Several cooperatives that sell under one mandate and one brand."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Alliance", attribute="pk", description="The ID of the alliance.")
    name = graphene.String(
        required=True,
        language_code=graphene.Argument(LanguageCodeEnum, description="A language; French without one."),
        description="Its name, in the language asked for or the nearest there is.",
    )
    slug = graphene.String(required=True, description="Its slug.")
    story = graphene.String(
        language_code=graphene.Argument(LanguageCodeEnum, description="A language; French without one."),
        description="What it tells about itself.",
    )
    status = graphene.Field(AllianceStatus, required=True, description="Where it stands.")
    place = graphene.Field(Place, required=True, description="Where it is at home.")
    picture = graphene.Field(Image, description="Its picture.")
    since_date = graphene.Field(Date, required=True, description="Since when there is one.")
    until_date = graphene.Field(Date, description="Until when its mandate holds; null: until it is ended.")
    seller = graphene.Field(Cooperative, description="The member in whose name common goods are sold.")
    members = graphene.List(graphene.NonNull(Cooperative), required=True, description="Who belongs to it.")
    rule = graphene.Field(
        AllianceRule,
        description="The rule that holds today; for its members, those asked to join and who verifies.",
    )
    invitations = graphene.List(
        graphene.NonNull(AllianceInvitation),
        description="Who is asked and has not answered; for its members and who verifies.",
    )
    proposals = connection_field(
        AllianceProposalConnection,
        description="What was put to the vote, newest first; for its members and who verifies.",
    )
    steps = connection_field(
        AllianceStepConnection,
        description="What happened to it, newest first; for its members and who verifies.",
    )

    @staticmethod
    def resolve_name(root: AllianceModel, _info: Info, language_code: Any = None) -> str:
        """Return its name."""
        return root.name(language_of(language_code) if language_code is not None else DEFAULT_LANGUAGE)

    @staticmethod
    def resolve_story(root: AllianceModel, _info: Info, language_code: Any = None) -> str | None:
        """Return what it tells."""
        language = language_of(language_code) if language_code is not None else DEFAULT_LANGUAGE
        return text_in(root.stories, language) or None

    @staticmethod
    def resolve_status(root: AllianceModel, _info: Info) -> str:
        """Return where it stands."""
        return AllianceState(root.state).name

    @staticmethod
    def resolve_place(root: AllianceModel, _info: Info) -> AllianceModel:
        """Return where it is at home."""
        return root

    @staticmethod
    def resolve_picture(root: AllianceModel, _info: Info) -> Mapping[str, str] | None:
        """Return its picture."""
        if not root.picture:
            return None
        return {"url": absolute(root.picture.url), "alt": root.name(DEFAULT_LANGUAGE)}

    @staticmethod
    @batched
    def resolve_seller(parents: Sequence[AllianceModel], info: Info) -> list[OrganisationCard | None]:
        """Return who sells for all."""
        return cooperatives_named(info, [each.seller_id for each in parents])

    @staticmethod
    @batched
    def resolve_members(parents: Sequence[AllianceModel], info: Info) -> list[list[OrganisationCard]]:
        """Return who belongs to each."""
        of_each = [each or [] for each in info.context.load(members_of_alliances, [a.pk for a in parents])]
        cards = iter(cooperatives_named(info, [pk for own in of_each for pk in own]))
        return [[card for card in (next(cards) for _pk in own) if card is not None] for own in of_each]

    @staticmethod
    @batched
    def resolve_rule(parents: Sequence[AllianceModel], info: Info) -> list[Any]:
        """Return the rule of each."""
        keys = [each.pk for each in parents]
        inside = alliances_inside(keys, actor=info.context.actor, asked_too=True)
        rules = rules_of(sorted(inside), at=info.context.now)
        return [rules[key] if key in inside else PermissionDenied.needing(_INSIDE) for key in keys]

    @staticmethod
    @batched
    def resolve_invitations(parents: Sequence[AllianceModel], info: Info) -> list[Any]:
        """Return who is asked."""
        keys = [each.pk for each in parents]
        inside = alliances_inside(keys, actor=info.context.actor)
        waiting = InvitationModel.objects.filter(alliance__in=inside, answered_at__isnull=True)
        rows = grouped(
            keys, waiting.select_related("alliance").order_by("pk"), key=lambda row: row.alliance_id
        )
        return [
            own if key in inside else PermissionDenied.needing(_INSIDE)
            for key, own in zip(keys, rows, strict=True)
        ]

    @staticmethod
    @batched
    def resolve_proposals(parents: Sequence[AllianceModel], info: Info, **_page: object) -> list[Any]:
        """Return a page of what was put to the vote."""
        return _inner_pages(NestedQuerySet(Proposal.objects.all(), "alliance_id", _PROPOSALS), parents, info)

    @staticmethod
    @batched
    def resolve_steps(parents: Sequence[AllianceModel], info: Info, **_page: object) -> list[Any]:
        """Return a page of what happened."""
        return _inner_pages(NestedQuerySet(StepModel.objects.all(), "alliance_id", _STEPS), parents, info)


def _inner_pages(
    source: NestedQuerySet, parents: Sequence[AllianceModel], info: Info
) -> list[Page | PermissionDenied]:
    """Return a page of what each holds for those who see its inside; a refusal for the others."""
    keys = [each.pk for each in parents]
    inside = alliances_inside(keys, actor=info.context.actor)
    own = [key for key in keys if key in inside]
    pages = dict(zip(own, connect_each(source, info, own), strict=True))
    return [pages.get(key) or PermissionDenied.needing(_INSIDE) for key in keys]


@answers("Cooperative.alliances")
def alliances_of_cooperatives(parents: Sequence[OrganisationCard], info: Info) -> list[list[AllianceModel]]:
    """Return the alliances on show to which each belongs."""
    found = info.context.load(alliances_shown_of, [each.organisation_id for each in parents])
    return [each or [] for each in found]
