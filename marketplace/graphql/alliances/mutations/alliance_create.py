"""Propose an alliance and ask others to join; it begins once all have answered."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.cooperatives.services.alliance_propose import AllianceDraft, alliance_propose
from marketplace.graphql.alliances.frame import ERROR_FIELDS, AllianceError
from marketplace.graphql.alliances.inputs import AllianceCreateInput, rule_given, texts_given
from marketplace.graphql.alliances.types import Alliance
from marketplace.graphql.guards import named
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AllianceCreate(ServiceMutation):
    """Propose an alliance and ask others to join; it begins once all have answered."""

    class Arguments:
        input = AllianceCreateInput(required=True, description="What is proposed.")

    class Meta:
        error_type = AllianceError
        error_fields = ERROR_FIELDS

    alliance = graphene.Field(Alliance, description="The alliance.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any]) -> Any:
        """Propose it."""
        draft = AllianceDraft(
            names=texts_given(input["names"]),
            stories=texts_given(input.get("stories")),
            invited_ids=[named(each, "Cooperative", field="invited") for each in input["invited"]],
            rule=rule_given(input["rule"]),
            until_date=input.get("until_date"),
        )
        founder = named(input["cooperative"], "Cooperative", field="cooperative")
        alliance = alliance_propose(
            actor=info.context.actor, organisation_id=founder, draft=draft, now=info.context.now
        )
        return cls(alliance=alliance)
