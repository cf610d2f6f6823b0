"""Alliances over the wire: test that ..."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.services.alliance_propose import alliance_invite
from marketplace.cooperatives.states import AllianceState
from marketplace.kernel.actor import Permission
from tests.factories.ground import NOON, AllianceFactory, OrganisationFactory, member_actor, staff_actor
from tests.marketplace.graphql.api import VISITOR, asked, data_of, errors_of, global_id

pytestmark = pytest.mark.django_db
DEADLINE = (NOON + timedelta(days=7)).isoformat()
PUBLIC = """query ($slug: String) { alliance(slug: $slug) { id name status seller { id }
  members { id alliances { id } } place { region } sinceDate } }"""
RULE = "query ($slug: String) { alliance(slug: $slug) { rule { policy } } }"
PROPOSALS = "query ($slug: String) { alliance(slug: $slug) { proposals(first: 1) { totalCount } } }"
LEAVE = """mutation ($id: ID!, $of: ID!) { allianceLeave(id: $id, cooperative: $of) {
  alliance { members { id } } errors { field code } } }"""
WITHDRAW = """mutation ($id: ID!) { allianceProposalWithdraw(id: $id) {
  allianceProposal { status } errors { code } } }"""
WAITING = """query ($of: ID!) { allianceInvitations(cooperative: $of) {
  id alliance { name rule { overheadRate } } } }"""
INSIDE = """query ($first: Int!) { alliances(first: $first) { totalCount edges { node { slug
  members { id } rule { policy overheadRate quorumPercent quotas { shares cooperative { id } } }
  invitations { id cooperative { id } alliance { slug } } steps(first: 5) { totalCount }
  proposals(first: 5) { totalCount edges { node { kind status text quorumCount electorateCount
    proposedBy { id } cooperative { id } rule { policy } votes { ballot cooperative { id } } } } } } } } }"""
CREATE = """mutation ($input: AllianceCreateInput!) { allianceCreate(input: $input) {
  alliance { id slug status name(languageCode: AR) rule { policy quotas { shares } } } errors { field code } } }"""
PROPOSE = """mutation ($input: AllianceProposalCreateInput!) { allianceProposalCreate(input: $input) {
  allianceProposal { id status fund amount { amount } cooperative { id } rule { policy solidarityRate } }
  errors { field code } } }"""
VOTE = """mutation ($id: ID!, $of: ID!) { allianceProposalVote(id: $id, cooperative: $of, ballot: YES) {
  allianceProposal { status closedAt votes { ballot } } errors { field code } } }"""
ANSWER = """mutation ($id: ID!) { allianceInvitationAnswer(id: $id, accepts: true) {
  alliance { status members { id } } errors { field code } } }"""


def three() -> tuple[Alliance, list[Organisation]]:
    """Return an alliance of three that sells in the first one's name."""
    members = [OrganisationFactory.create(active=True) for _ in range(3)]
    alliance = AllianceFactory.create(seller=members[0])
    alliance.members.set(members)
    return alliance, members


def given(alliance: Alliance, by: Organisation, **more: Any) -> dict[str, Any]:
    base = {
        "alliance": global_id("Alliance", alliance.pk),
        "cooperative": global_id("Cooperative", by.pk),
        "deadlineAt": DEADLINE,
    }
    return {"input": base | more}


def done(query: str, root: str, by: Organisation, variables: Mapping[str, Any]) -> Any:
    return data_of(query, variables, actor=member_actor(by))[root]


def test_everybody_sees_an_alliance_on_show_and_its_members_alone_its_inside() -> None:
    alliance, members = three()
    asking, _others = three()
    alliance_invite(asking, members[1], now=NOON)
    hidden = AllianceFactory.create(state=AllianceState.PROPOSED)

    shown = data_of(PUBLIC, {"slug": alliance.slug})["alliance"]
    assert [each["id"] for each in shown["members"]] == [global_id("Cooperative", row.pk) for row in members]
    assert shown["members"][0]["alliances"] == [{"id": shown["id"]}]
    assert (shown["status"], shown["seller"]) == ("ACTIVE", {"id": global_id("Cooperative", members[0].pk)})
    assert data_of(PUBLIC, {"slug": hidden.slug})["alliance"] is None
    staff = staff_actor(Permission.VERIFY_COOPERATIVES)
    assert data_of(PUBLIC, {"slug": hidden.slug}, actor=staff)["alliance"]["status"] == "PROPOSED"
    for actor in (VISITOR, staff_actor(Permission.MANAGE_ORDERS)):
        assert len(errors_of(RULE, {"slug": alliance.slug}, actor=actor)) == 1
        assert len(errors_of(PROPOSALS, {"slug": alliance.slug}, actor=actor)) == 1
    # Who is asked reads the rule before it says yes, and nothing else of the inside
    asked_one = member_actor(members[1])
    assert data_of(RULE, {"slug": asking.slug}, actor=asked_one)["alliance"]["rule"]
    assert len(errors_of(PROPOSALS, {"slug": asking.slug}, actor=asked_one)) == 1


def test_an_alliance_is_proposed_answered_and_begins() -> None:
    founder, other = (OrganisationFactory.create(active=True) for _ in range(2))
    texts = [{"languageCode": "AR", "text": "معا"}, {"languageCode": "FR", "text": "Ensemble"}]
    quotas = [{"cooperative": global_id("Cooperative", row.pk), "shares": 2} for row in (founder, other)]
    wanted = {
        "cooperative": global_id("Cooperative", founder.pk),
        "names": texts,
        "invited": [global_id("Cooperative", other.pk)],
        "rule": {"policy": "QUOTA", "quotas": quotas, "overheadRate": "0.05"},
    }

    refused = done(CREATE, "allianceCreate", founder, {"input": wanted | {"names": []}})
    made = done(CREATE, "allianceCreate", founder, {"input": wanted})
    of_other = {"of": global_id("Cooperative", other.pk)}
    waiting = data_of(WAITING, of_other, actor=member_actor(other))["allianceInvitations"]
    answered = done(ANSWER, "allianceInvitationAnswer", other, {"id": waiting[0]["id"]})

    assert (
        refused["errors"] == [{"field": "name", "code": "REQUIRED"}]
        or refused["errors"][0]["field"] == "name"
    )
    assert (made["errors"], made["alliance"]["status"], made["alliance"]["name"]) == ([], "PROPOSED", "معا")
    assert made["alliance"]["rule"] == {"policy": "QUOTA", "quotas": [{"shares": 2}, {"shares": 2}]}
    assert waiting[0]["alliance"] == {"name": "Ensemble", "rule": {"overheadRate": 0.05}}
    assert answered["alliance"]["status"] == "ACTIVE"
    assert len(answered["alliance"]["members"]) == 2


def test_members_propose_vote_and_take_back_and_the_last_vote_decides() -> None:
    alliance, members = three()
    money = given(
        alliance, members[1], kind="SPEND", fund="SOLIDARITY", amount="150.50", key="a",
        subject=global_id("Cooperative", members[2].pk),
    )  # fmt: skip
    rule = given(alliance, members[1], kind="RULE", key="b", rule={"policy": "FEFO", "solidarityRate": "0.1"})

    at_once = {"input": money["input"] | {"deadlineAt": NOON.isoformat()}}
    late = done(PROPOSE, "allianceProposalCreate", members[1], at_once)
    nobody = {"input": money["input"] | {"subject": global_id("Cooperative", 0)}}
    unknown = done(PROPOSE, "allianceProposalCreate", members[1], nobody)
    spend = done(PROPOSE, "allianceProposalCreate", members[1], money)["allianceProposal"]
    changed = done(PROPOSE, "allianceProposalCreate", members[1], rule)["allianceProposal"]
    votes = [
        done(VOTE, "allianceProposalVote", row, {"id": changed["id"], "of": global_id("Cooperative", row.pk)})
        for row in members
    ]
    again = done(
        VOTE, "allianceProposalVote", members[0],
        {"id": changed["id"], "of": global_id("Cooperative", members[0].pk)},
    )  # fmt: skip
    back = done(WITHDRAW, "allianceProposalWithdraw", members[1], {"id": spend["id"]})
    leaving = {"id": global_id("Alliance", alliance.pk), "of": global_id("Cooperative", members[2].pk)}
    gone = done(LEAVE, "allianceLeave", members[2], leaving)

    assert late["errors"] == [{"field": "deadlineAt", "code": "INVALID"}]
    assert unknown["errors"] == [{"field": "subject", "code": "INVALID"}]
    assert spend["amount"] == {"amount": 150.5}
    assert (spend["fund"], spend["rule"]) == ("SOLIDARITY", None)
    assert changed["rule"] == {"policy": "FEFO", "solidarityRate": 0.1}
    assert [vote["allianceProposal"]["status"] for vote in votes] == ["OPEN", "OPEN", "PASSED"]
    assert len(votes[-1]["allianceProposal"]["votes"]) == 3
    assert again["errors"] == [{"field": "id", "code": "INVALID_STATE"}]
    assert back["allianceProposal"] == {"status": "WITHDRAWN"}
    assert len(gone["alliance"]["members"]) == 2


def test_the_inside_of_alliances_needs_the_same_statements_at_any_number() -> None:
    staff = staff_actor(Permission.VERIFY_COOPERATIVES)

    def statements(count: int) -> int:
        while Alliance.objects.count() < count:
            alliance, members = three()
            alliance_invite(alliance, OrganisationFactory.create(active=True), now=NOON)
            wanted = given(alliance, members[0], kind="OTHER", text="Un stand", key=alliance.slug)
            key = done(PROPOSE, "allianceProposalCreate", members[0], wanted)["allianceProposal"]["id"]
            own = {"id": key, "of": global_id("Cooperative", members[1].pk)}
            done(VOTE, "allianceProposalVote", members[1], own)
        with CaptureQueriesContext(connection) as captured:
            answer = asked(INSIDE, {"first": 10}, actor=staff)
        assert answer.errors == []
        assert answer.data is not None
        assert len(answer.data["alliances"]["edges"]) == count
        return len(captured)

    assert statements(1) == statements(3) <= 12
