"""One cooperative, one vote: test that ..."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from marketplace.cooperatives.alliances import rule_of, votes_waiting
from marketplace.cooperatives.events import ProposalClosed
from marketplace.cooperatives.models.alliance import AllianceInvitation, Proposal, Vote
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.proposing import counted, effect_read
from marketplace.cooperatives.services.alliance_leave import alliance_leave
from marketplace.cooperatives.services.proposal_open import proposal_open, proposal_withdraw
from marketplace.cooperatives.services.proposals_close import proposals_close
from marketplace.cooperatives.services.vote_cast import vote_cast
from marketplace.cooperatives.states import AllianceState, ProposalState, Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.ground import NOON, AllianceFactory, OrganisationFactory, member_actor, staff_actor

MACHINE = Actor.of_machine("test")
DEADLINE = NOON + timedelta(days=7)
NEW_RULE = {"policy": "fefo", "overhead_rate": "0.1", "solidarity_rate": "0", "quorum_percent": 60}


@pytest.fixture
def members(db: None) -> list[Organisation]:
    """Four cooperatives."""
    return [OrganisationFactory.create(active=True) for _ in range(4)]


@pytest.fixture
def alliance(members: list[Organisation]) -> Alliance:
    """Of the four; the first sells."""
    alliance = AllianceFactory.create(seller=members[0])
    alliance.members.set(members)
    return alliance


def opened(alliance: Alliance, kind: str = "rule", effect: Any = None, **more: Any) -> Proposal:
    by = more.pop("by", None) or alliance.members.order_by("pk")[1]
    known: dict[str, Any] = {
        "actor": member_actor(by), "organisation_id": by.pk, "alliance_id": alliance.pk, "kind": kind,
        "effect": NEW_RULE if effect is None else effect, "text": "Parce que", "deadline_at": DEADLINE,
        "key": f"{kind}-1", "now": NOON,
    }  # fmt: skip
    return proposal_open(**(known | more))


def voted(proposal: Proposal, organisation: Organisation, ballot: str = "yes", **more: Any) -> Proposal:
    known: dict[str, Any] = {
        "actor": member_actor(organisation), "organisation_id": organisation.pk, "proposal_id": proposal.pk,
        "ballot": ballot, "now": NOON + timedelta(hours=1),
    }  # fmt: skip
    return vote_cast(**(known | more))


def closed(proposal: Proposal) -> Proposal:
    proposals_close(actor=MACHINE, now=DEADLINE)
    proposal.refresh_from_db()
    return proposal


def test_a_passed_proposal_changes_the_rule_by_itself_and_leaves_minutes(
    alliance: Alliance, members: list[Organisation]
) -> None:
    proposal = opened(alliance)
    voted(proposal, members[0])
    voted(proposal, members[1], "no")
    voted(proposal, members[1], "yes")
    voted(proposal, members[2], "no")
    before = rule_of(alliance.pk, at=DEADLINE).policy

    after = closed(proposal)

    rule = rule_of(alliance.pk, at=DEADLINE)
    assert (before, rule.policy, str(rule.overhead_rate)) == ("rotation", "fefo", "0.1000")
    assert after.state == ProposalState.PASSED
    minutes = after.minutes
    assert (minutes["yes"], minutes["no"], minutes["abstain"], minutes["needed"]) == (2, 1, 0, 2)
    assert minutes["electorate"] == [row.pk for row in members]
    assert [(vote["organisation_id"], vote["ballot"]) for vote in minutes["votes"]] == [
        (members[0].pk, "yes"), (members[1].pk, "yes"), (members[2].pk, "no"),
    ]  # fmt: skip
    assert proposals_close(actor=MACHINE, now=DEADLINE) == 0
    told = Message.objects.filter(topic=ProposalClosed.topic)
    assert [message.body["is_passed"] for message in told] == [True]


def test_the_last_vote_closes_at_once(alliance: Alliance, members: list[Organisation]) -> None:
    proposal = opened(alliance)

    states = [voted(proposal, row).state for row in members]

    assert states == ["open", "open", "open", "passed"]
    with pytest.raises(IllegalMove):
        voted(proposal, members[0], "no")


@pytest.mark.parametrize(
    ("ballots", "state"),
    [
        (("yes",), ProposalState.NO_QUORUM),
        (("yes", "no"), ProposalState.REJECTED),
        (("yes", "abstain"), ProposalState.PASSED),
        (("abstain", "abstain"), ProposalState.REJECTED),
        ((), ProposalState.NO_QUORUM),
    ],
)
def test_enough_must_vote_and_more_must_say_yes_than_no(
    alliance: Alliance, members: list[Organisation], ballots: tuple[str, ...], state: ProposalState
) -> None:
    proposal = opened(alliance)
    for row, ballot in zip(members, ballots, strict=False):
        voted(proposal, row, ballot)

    assert closed(proposal).state == state
    assert (rule_of(alliance.pk, at=DEADLINE).policy == "fefo") is (state == ProposalState.PASSED)


@given(
    st.lists(st.sampled_from(["yes", "no", "abstain", ""]), min_size=1, max_size=12),
    st.integers(1, 12),
    st.integers(1, 100),
)
def test_a_count_never_has_more_votes_than_members(said: list[str], size: int, quorum: int) -> None:
    ballots = {number: ballot for number, ballot in enumerate(said) if ballot}
    electorate = set(range(size))

    count = counted(ballots, electorate=electorate, quorum_percent=quorum)

    assert count.voted == len(electorate & ballots.keys()) <= count.members
    assert (count.needed - 1) * 100 < quorum * count.members <= count.needed * 100 or count.needed == 1
    assert (count.state == ProposalState.PASSED) == (count.voted >= count.needed and count.yes > count.no)


def test_a_member_is_invited_by_decision_and_parted_from_by_decision(
    alliance: Alliance, members: list[Organisation]
) -> None:
    new = OrganisationFactory.create(active=True)
    for kind, organisation in (("admit", new), ("exclude", members[3])):
        proposal = opened(alliance, kind, {"organisation_id": organisation.pk})
        for row in members:
            if alliance.members.filter(pk=row.pk).exists():
                voted(proposal, row)

    assert AllianceInvitation.objects.get(alliance=alliance).organisation == new
    assert list(alliance.members.order_by("pk")) == members[:3]


def test_an_alliance_ends_by_decision_and_other_decisions_fall_with_it(
    alliance: Alliance, members: list[Organisation]
) -> None:
    other = opened(alliance)
    for row in members[:3]:
        voted(other, row)
    proposal = opened(alliance, "wind_down", {})
    for row in members:
        voted(proposal, row)

    alliance.refresh_from_db()
    assert alliance.state == AllianceState.WINDING_DOWN
    assert closed(other).state == ProposalState.REJECTED
    with pytest.raises(IllegalMove):
        opened(alliance, "other", {}, text="Encore")


def test_who_left_neither_votes_nor_is_missed(alliance: Alliance, members: list[Organisation]) -> None:
    proposal = opened(alliance)
    voted(proposal, members[3], "no")
    alliance_leave(
        actor=member_actor(members[3]), organisation_id=members[3].pk, alliance_id=alliance.pk, now=NOON
    )
    with pytest.raises(NotFound):
        voted(proposal, members[3])
    for row in members[:3]:
        voted(proposal, row)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.minutes["no"]) == (ProposalState.PASSED, 0)


def test_who_joined_later_does_not_vote(alliance: Alliance) -> None:
    proposal = opened(alliance)
    late = OrganisationFactory.create(active=True)
    alliance.members.add(late)

    with pytest.raises(IllegalMove):
        voted(proposal, late)
    assert votes_waiting(actor=member_actor(late), organisation_id=late.pk, at=NOON) == []


def test_nobody_votes_for_another_cooperative_or_too_late(
    alliance: Alliance, members: list[Organisation]
) -> None:
    proposal = opened(alliance)
    for actor, error in (
        (member_actor(members[1]), NotFound),
        (member_actor(members[0], Role.TREASURER.value), NotAllowed),
        (staff_actor(*Permission), NotFound),
        (Actor.anonymous(), NotFound),
    ):
        with pytest.raises(error):
            voted(proposal, members[0], actor=actor)
    with pytest.raises(InvalidInput):
        voted(proposal, members[0], "maybe")
    with pytest.raises(IllegalMove):
        voted(proposal, members[0], now=DEADLINE)
    stranger = OrganisationFactory.create(active=True)
    with pytest.raises(NotFound):
        voted(proposal, stranger)

    assert Vote.objects.count() == 0


def test_a_vote_waits_for_a_member_until_it_has_voted(
    alliance: Alliance, members: list[Organisation]
) -> None:
    proposal = opened(alliance)
    actor = member_actor(members[0])
    waiting = votes_waiting(actor=actor, organisation_id=members[0].pk, at=NOON)

    voted(proposal, members[0], "abstain")

    assert waiting == [proposal]
    assert votes_waiting(actor=actor, organisation_id=members[0].pk, at=NOON) == []
    with pytest.raises(NotAllowed):
        votes_waiting(actor=actor, organisation_id=members[1].pk, at=NOON)


@pytest.mark.parametrize(
    ("kind", "effect", "more", "field"),
    [
        ("nothing", {}, {}, "kind"),
        ("rule", {"policy": "fefo", "overhead_rate": "x"}, {}, "overhead_rate"),
        ("admit", {}, {}, "organisation"),
        ("admit", {"organisation_id": 999_999}, {}, "organisation"),
        ("exclude", {"organisation_id": 999_999}, {}, "organisation"),
        ("spend", {"fund": "party"}, {}, "fund"),
        ("spend", {"fund": "overhead", "amount_minor": 0}, {}, "amount"),
        ("spend", {"fund": "overhead", "amount_minor": 10, "organisation_id": 0}, {}, "organisation"),
        ("other", {}, {"text": " "}, "text"),
        ("rule", NEW_RULE, {"deadline_at": NOON}, "deadline"),
        ("rule", NEW_RULE, {"key": ""}, "key"),
    ],
)
def test_what_cannot_be_decided_is_not_put_to_the_vote(
    alliance: Alliance, kind: str, effect: Any, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        opened(alliance, kind, effect, **more)

    assert refusal.value.field == field
    assert Proposal.objects.count() == 0


def test_the_seller_and_members_are_known_to_what_is_proposed() -> None:
    with pytest.raises(InvalidInput):
        effect_read("exclude", {"organisation_id": 1}, members=[1, 2], seller_id=1)
    with pytest.raises(InvalidInput):
        effect_read("admit", {"organisation_id": 2}, members=[1, 2], seller_id=1)
    spend = effect_read(
        "spend", {"fund": "overhead", "amount_minor": 500, "organisation_id": 2}, members=[1, 2], seller_id=1
    )
    assert spend == {"fund": "overhead", "amount_minor": 500, "organisation_id": 2}
    quota = {"policy": "quota", "quotas": {"1": 3, "2": 1}}
    assert effect_read("rule", quota, members=[1, 2], seller_id=1)["quotas"] == {"1": 3, "2": 1}


def test_the_same_form_twice_proposes_once(alliance: Alliance, members: list[Organisation]) -> None:
    assert opened(alliance) == opened(alliance)
    with pytest.raises(Conflict):
        opened(alliance, by=members[2])

    assert Proposal.objects.count() == 1


def test_not_everything_is_put_to_the_vote_at_once(alliance: Alliance) -> None:
    for number in range(10):
        opened(alliance, key=f"k{number}")

    with pytest.raises(IllegalMove):
        opened(alliance, key="one-more")


def test_a_proposal_is_taken_back_by_whoever_made_it(alliance: Alliance, members: list[Organisation]) -> None:
    proposal = opened(alliance)
    known: dict[str, Any] = {"proposal_id": proposal.pk, "now": NOON}

    with pytest.raises(NotFound):
        proposal_withdraw(actor=member_actor(members[0]), **known)
    with pytest.raises(NotAllowed):
        proposal_withdraw(actor=member_actor(members[1], Role.SALES.value), **known)
    with pytest.raises(NotFound):
        proposal_withdraw(actor=member_actor(members[1]), **(known | {"proposal_id": 0}))
    assert proposal_withdraw(actor=member_actor(members[1]), **known).state == ProposalState.WITHDRAWN
    with pytest.raises(IllegalMove):
        proposal_withdraw(actor=member_actor(members[1]), **known)
    assert proposals_close(actor=MACHINE, now=DEADLINE) == 0


@pytest.mark.django_db(transaction=True)
def test_two_last_votes_at_once_let_it_take_effect_once() -> None:
    two = [OrganisationFactory.create(active=True) for _ in range(2)]
    alliance = AllianceFactory.create(seller=two[0])
    alliance.members.set(two)
    proposal = opened(alliance)
    actors = [member_actor(row) for row in two]
    gate = threading.Barrier(2)

    def vote(number: int) -> None:
        gate.wait()
        voted(proposal, two[number], actor=actors[number])
        connection.close()

    threads = [threading.Thread(target=vote, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    proposal.refresh_from_db()
    assert (proposal.state, alliance.rules.count(), proposal.minutes["yes"]) == ("passed", 1, 2)
