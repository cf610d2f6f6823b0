"""Put something to the vote of an alliance."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.cooperatives.services.proposal_open import proposal_open
from marketplace.graphql.alliances.frame import ERROR_FIELDS, AllianceError
from marketplace.graphql.alliances.inputs import AllianceProposalCreateInput, rule_given
from marketplace.graphql.alliances.proposals import AllianceProposal
from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.money import BASE_CURRENCY, Money


class AllianceProposalCreate(ServiceMutation):
    """Put something to the vote of an alliance."""

    class Arguments:
        input = AllianceProposalCreateInput(required=True, description="What is proposed.")

    class Meta:
        error_type = AllianceError
        # A member's place is "cooperative", of whom the proposal speaks is "subject"
        error_fields = {**ERROR_FIELDS, "organisation": "subject"}

    alliance_proposal = graphene.Field(AllianceProposal, description="The proposal.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Propose it."""
        proposal = proposal_open(
            actor=info.context.actor,
            organisation_id=named(input["cooperative"], "Cooperative", field="cooperative"),
            alliance_id=named(input["alliance"], "Alliance", field="alliance"),
            kind=word(input["kind"]).lower(),
            effect=_effect(input),
            text=input.get("text") or "",
            deadline_at=input["deadline_at"],
            key=input["key"],
            now=info.context.now,
        )
        return cls(alliance_proposal=proposal)


def _effect(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what would take effect, as `proposing.effect_read` reads it; it refuses what does not belong."""
    effect: dict[str, Any] = rule_given(given["rule"]) if given.get("rule") is not None else {}
    if given.get("subject") is not None:
        effect["organisation_id"] = named(given["subject"], "Cooperative", field="subject")
    if given.get("fund") is not None:
        effect["fund"] = word(given["fund"]).lower()
    if given.get("amount") is not None:
        effect["amount_minor"] = Money.from_decimal(given["amount"], BASE_CURRENCY).minor
    return effect
