"""Alliances: several cooperatives under one brand, what they have agreed on, and what is put to the vote."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.cooperatives.alliances import alliances_inside, members_of_alliances, rules_of
from marketplace.cooperatives.models.alliance import AllianceInvitation as InvitationModel
from marketplace.cooperatives.models.alliance import AllianceStep as StepModel
from marketplace.cooperatives.models.alliance import Proposal, Vote
from marketplace.cooperatives.models.organisation import Alliance as AllianceModel
from marketplace.cooperatives.proposing import Rule, counted
from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.cooperatives.states import (
    ALLIANCES_ON_SHOW,
    AllianceState,
    Ballot,
    Fund,
    ProposalKind,
    ProposalState,
)
from marketplace.cooperatives.states import AllocationPolicy as Policy
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
from marketplace.graphql.shop.money import Money
from marketplace.graphql.shop.pictures import Image, absolute
from marketplace.graphql.shop.places import Place
from marketplace.kernel.money import BASE_CURRENCY
from marketplace.kernel.money import Money as Amount
from marketplace.kernel.texts import text_in

AllianceStatus = own_enum("AllianceStatus", AllianceState, "Where an alliance stands.")
AllianceAllocationPolicy = own_enum(
    "AllianceAllocationPolicy", Policy, "Whose goods serve a sale of what is sold in common."
)
AllianceProposalKind = own_enum("AllianceProposalKind", ProposalKind, "What an alliance can decide.")
AllianceProposalStatus = own_enum("AllianceProposalStatus", ProposalState, "Where a proposal stands.")
AllianceBallot = own_enum("AllianceBallot", Ballot, "What a cooperative says to a proposal.")
AllianceFund = own_enum("AllianceFund", Fund, "A fund that an alliance keeps.")
_PROPOSALS = (Column("opened_at", descending=True, read=moment), Column("id", descending=True))
_STEPS = (Column("happened_at", descending=True, read=moment), Column("id", descending=True))
_INSIDE = ("VERIFY_COOPERATIVES", "OWNER")


def _cooperatives(info: Info, ids: Sequence[int | None]) -> list[OrganisationCard | None]:
    found = info.context.load(organisations_named, [each for each in ids if each is not None])
    shown = dict(zip([each for each in ids if each is not None], found, strict=True))
    return [shown.get(each) if each is not None else None for each in ids]


class AllianceQuota(graphene.ObjectType):
    """The part of common sales that a member has agreed to serve."""

    cooperative = graphene.Field(Cooperative, required=True, description="Whose part it is.")
    shares = graphene.Int(required=True, description="Its part of the sum of all parts.")

    @staticmethod
    @batched
    def resolve_cooperative(
        parents: Sequence[Mapping[str, int]], info: Info
    ) -> list[OrganisationCard | None]:
        """Return whose parts they are."""
        return _cooperatives(info, [each["organisation_id"] for each in parents])


class AllianceRule(graphene.ObjectType):
    """What the members have agreed on: whose goods are sold first, and what is kept in common."""

    policy = graphene.Field(
        AllianceAllocationPolicy, required=True, description="Whose goods serve a common sale."
    )
    quotas = graphene.List(
        graphene.NonNull(AllianceQuota), required=True, description="Agreed parts, where sales go by parts."
    )
    overhead_rate = graphene.Float(
        required=True, description="Part (0 to 1) of what a common sale earns that pays what is shared."
    )
    solidarity_rate = graphene.Float(
        required=True, description="Part (0 to 1) of what is left then for the solidarity fund."
    )
    quorum_percent = graphene.Int(required=True, description="How many of a hundred members must vote.")

    @staticmethod
    def resolve_policy(root: Rule, _info: Info) -> str:
        """Return the policy."""
        return Policy(root.policy).name

    @staticmethod
    def resolve_quotas(root: Rule, _info: Info) -> list[dict[str, int]]:
        """Return the parts."""
        return [{"organisation_id": key, "shares": part} for key, part in root.quotas.items()]


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
        return _cooperatives(info, [each.organisation_id for each in parents])


class AllianceVote(graphene.ObjectType):
    """What one cooperative says to a proposal."""

    cooperative = graphene.Field(Cooperative, required=True, description="Who votes.")
    ballot = graphene.Field(AllianceBallot, required=True, description="What it says.")
    voted_at = graphene.Field(DateTime, required=True, description="When it said so last.")

    @staticmethod
    def resolve_ballot(root: Vote, _info: Info) -> str:
        """Return what it says."""
        return Ballot(root.ballot).name

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[Vote], info: Info) -> list[OrganisationCard | None]:
        """Return who votes."""
        return _cooperatives(info, [each.organisation_id for each in parents])


def _votes_of(proposal_ids: Sequence[int]) -> dict[int, list[Vote]]:
    rows = list(Vote.objects.filter(proposal__in=proposal_ids).order_by("voted_at", "pk"))
    grouped_rows = grouped(proposal_ids, rows, key=lambda vote: vote.proposal_id)
    return dict(zip(proposal_ids, grouped_rows, strict=True))


class AllianceProposal(graphene.ObjectType):
    """What a member puts to the vote; one cooperative, one vote. What passes takes effect by itself."""

    class Meta:
        interfaces = (Node,)

    id = id_field("AllianceProposal", attribute="pk", description="The ID of the proposal.")
    kind = graphene.Field(AllianceProposalKind, required=True, description="What it would change.")
    text = graphene.String(required=True, description="What the proposer says of it.")
    status = graphene.Field(AllianceProposalStatus, required=True, description="Where it stands.")
    proposed_by = graphene.Field(Cooperative, required=True, description="Who proposes it.")
    rule = graphene.Field(AllianceRule, description="The rule that is proposed, if it is about the rule.")
    cooperative = graphene.Field(Cooperative, description="Who is to join, leave or be paid.")
    fund = graphene.Field(AllianceFund, description="The fund from which is to be paid.")
    amount = graphene.Field(Money, description="What is to be paid.")
    opened_at = graphene.Field(DateTime, required=True, description="When the vote began.")
    deadline_at = graphene.Field(DateTime, required=True, description="When it ends at the latest.")
    closed_at = graphene.Field(DateTime, description="When it was over.")
    electorate_count = graphene.Int(required=True, description="How many may vote.")
    quorum_count = graphene.Int(required=True, description="How many must vote, so that it is decided.")
    votes = graphene.List(
        graphene.NonNull(AllianceVote), required=True, description="Who said what, oldest first."
    )

    @staticmethod
    def resolve_kind(root: Proposal, _info: Info) -> str:
        """Return what it would change."""
        return ProposalKind(root.kind).name

    @staticmethod
    def resolve_status(root: Proposal, _info: Info) -> str:
        """Return where it stands."""
        return ProposalState(root.state).name

    @staticmethod
    @batched
    def resolve_proposed_by(parents: Sequence[Proposal], info: Info) -> list[OrganisationCard | None]:
        """Return who proposes."""
        return _cooperatives(info, [each.proposed_by_id for each in parents])

    @staticmethod
    def resolve_rule(root: Proposal, _info: Info) -> Rule | None:
        """Return the rule that is proposed."""
        if root.kind != ProposalKind.RULE:
            return None
        kept: Mapping[str, Any] = root.effect
        return Rule(
            Policy(kept["policy"]),
            {int(key): part for key, part in kept["quotas"].items()},
            kept["overhead_rate"],
            kept["solidarity_rate"],
            kept["quorum_percent"],
        )

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[Proposal], info: Info) -> list[OrganisationCard | None]:
        """Return of whom it speaks."""
        return _cooperatives(info, [each.effect.get("organisation_id") for each in parents])

    @staticmethod
    def resolve_fund(root: Proposal, _info: Info) -> str | None:
        """Return the fund."""
        return Fund(root.effect["fund"]).name if root.kind == ProposalKind.SPEND else None

    @staticmethod
    def resolve_amount(root: Proposal, _info: Info) -> Amount | None:
        """Return the sum."""
        if root.kind != ProposalKind.SPEND:
            return None
        return Amount(root.effect["amount_minor"], BASE_CURRENCY)

    @staticmethod
    def resolve_electorate_count(root: Proposal, _info: Info) -> int:
        """Return how many may vote."""
        return len(root.electorate)

    @staticmethod
    def resolve_quorum_count(root: Proposal, _info: Info) -> int:
        """Return how many must vote."""
        return counted({}, electorate=root.electorate, quorum_percent=root.quorum_percent).needed

    @staticmethod
    @batched
    def resolve_votes(parents: Sequence[Proposal], info: Info) -> list[list[Vote]]:
        """Return who said what."""
        return [each or [] for each in info.context.load(_votes_of, [row.pk for row in parents])]


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
        return _cooperatives(info, [each.organisation_id for each in parents])


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
        return _cooperatives(info, [each.seller_id for each in parents])

    @staticmethod
    @batched
    def resolve_members(parents: Sequence[AllianceModel], info: Info) -> list[list[OrganisationCard]]:
        """Return who belongs to each."""
        of_each = [each or [] for each in info.context.load(members_of_alliances, [a.pk for a in parents])]
        cards = iter(_cooperatives(info, [pk for own in of_each for pk in own]))
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
def alliances_of_cooperatives(parents: Sequence[OrganisationCard], _info: Info) -> list[list[AllianceModel]]:
    """Return the alliances on show to which each belongs, oldest first, in two queries."""
    from_members = AllianceModel.members.through.objects.filter(
        organisation__in=[each.organisation_id for each in parents]
    )
    pairs = list(from_members.values_list("organisation_id", "alliance_id"))
    shown = AllianceModel.objects.filter(pk__in={key for _organisation, key in pairs})
    rows = {row.pk: row for row in shown.filter(state__in=ALLIANCES_ON_SHOW).order_by("since_date", "pk")}
    return [
        [row for key, row in rows.items() if (each.organisation_id, key) in set(pairs)] for each in parents
    ]
