"""What members send when they found an alliance or put something to the vote."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.alliances.proposals import (
    AllianceAllocationPolicy,
    AllianceFund,
    AllianceProposalKind,
)
from marketplace.graphql.contract import word
from marketplace.graphql.guards import named
from marketplace.graphql.kit.scalars import Date, DateTime, PositiveDecimal
from marketplace.graphql.shop.languages import LanguageCodeEnum, language_of


class AllianceTextInput(graphene.InputObjectType):
    """Words in a language."""

    language_code = LanguageCodeEnum(required=True, description="The language.")
    text = graphene.String(required=True, description="The words.")


class AllianceQuotaInput(graphene.InputObjectType):
    """The part of common sales that a member is to serve."""

    cooperative = graphene.ID(required=True, description="The member.")
    shares = graphene.Int(required=True, description="Its part of the sum of all parts.")


class AllianceRuleInput(graphene.InputObjectType):
    """What members agree on."""

    policy = AllianceAllocationPolicy(required=True, description="Whose goods serve a common sale.")
    quotas = graphene.List(
        graphene.NonNull(AllianceQuotaInput), description="Agreed parts; needed where sales go by parts."
    )
    overhead_rate = PositiveDecimal(description="Part (0 to 1) that pays what is shared; 0 without it.")
    solidarity_rate = PositiveDecimal(
        description="Part (0 to 1) of the rest for the solidarity fund; 0 without it."
    )
    quorum_percent = graphene.Int(description="How many of a hundred members must vote; 50 without it.")


class AllianceCreateInput(graphene.InputObjectType):
    """An alliance that is proposed."""

    cooperative = graphene.ID(
        required=True, description="The cooperative that proposes it, and sells for all."
    )
    names = graphene.List(
        graphene.NonNull(AllianceTextInput), required=True, description="Its name, in one language or more."
    )
    stories = graphene.List(graphene.NonNull(AllianceTextInput), description="What it tells about itself.")
    invited = graphene.List(
        graphene.NonNull(graphene.ID), required=True, description="The cooperatives that are asked to join."
    )
    rule = graphene.Field(AllianceRuleInput, required=True, description="The rule to begin with.")
    until_date = graphene.Field(Date, description="Until when; without it until it is ended.")


class AllianceProposalCreateInput(graphene.InputObjectType):
    """Something that is put to the vote."""

    alliance = graphene.ID(required=True, description="Where.")
    cooperative = graphene.ID(required=True, description="The member that proposes it.")
    kind = AllianceProposalKind(required=True, description="What it would change.")
    text = graphene.String(description="Why; needed if it is something else.")
    rule = graphene.Field(AllianceRuleInput, description="The rule that is proposed.")
    subject = graphene.ID(description="The cooperative that is to join, leave or be paid.")
    fund = AllianceFund(description="The fund from which is to be paid.")
    amount = PositiveDecimal(description="What is to be paid, in dirhams.")
    deadline_at = graphene.Field(
        DateTime, required=True, description="When the vote ends: between one and sixty days from now."
    )
    key = graphene.String(
        required=True, description="Chosen by the client; the same key again returns the first proposal."
    )


def texts_given(given: Any) -> dict[str, str]:
    """Return words by language."""
    return {language_of(each["language_code"]): each["text"] for each in given or ()}


def rule_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule as the services read it."""
    plain = {name: str(given.get(name) or 0) for name in ("overhead_rate", "solidarity_rate")}
    quotas = {
        str(named(each["cooperative"], "Cooperative", field="quotas")): each["shares"]
        for each in given.get("quotas") or ()
    }
    rule: dict[str, Any] = {"policy": word(given["policy"]).lower(), "quotas": quotas, **plain}
    if given.get("quorum_percent") is not None:
        rule["quorum_percent"] = given["quorum_percent"]
    return rule
