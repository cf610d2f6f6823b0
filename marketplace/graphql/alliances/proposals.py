"""What the members of an alliance have agreed on, and what is put to their vote."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.cooperatives.models.alliance import Proposal, Vote
from marketplace.cooperatives.proposing import Rule, counted
from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.cooperatives.states import AllocationPolicy as Policy
from marketplace.cooperatives.states import (
    Ballot,
    Fund,
    ProposalKind,
    ProposalState,
)
from marketplace.graphql.catalog.types import Cooperative
from marketplace.graphql.contract import own_enum
from marketplace.graphql.kit.batching import batched, grouped
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.shop.money import Money
from marketplace.kernel.money import BASE_CURRENCY
from marketplace.kernel.money import Money as Amount

AllianceAllocationPolicy = own_enum(
    "AllianceAllocationPolicy", Policy, "Whose goods serve a sale of what is sold in common."
)
AllianceProposalKind = own_enum("AllianceProposalKind", ProposalKind, "What an alliance can decide.")
AllianceProposalStatus = own_enum("AllianceProposalStatus", ProposalState, "Where a proposal stands.")
AllianceBallot = own_enum("AllianceBallot", Ballot, "What a cooperative says to a proposal.")
AllianceFund = own_enum("AllianceFund", Fund, "A fund that an alliance keeps.")


def cooperatives_named(info: Info, ids: Sequence[int | None]) -> list[OrganisationCard | None]:
    """Return the cards of cooperatives, null where none is named."""
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
        return cooperatives_named(info, [each["organisation_id"] for each in parents])


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
        return cooperatives_named(info, [each.organisation_id for each in parents])


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
        return cooperatives_named(info, [each.proposed_by_id for each in parents])

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
        return cooperatives_named(info, [each.effect.get("organisation_id") for each in parents])

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
