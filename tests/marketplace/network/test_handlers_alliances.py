"""Presidents hear of invitations and votes: test that ..."""

from datetime import timedelta

import pytest

from marketplace.cooperatives.models.alliance import AllianceInvitation, Proposal
from marketplace.cooperatives.models.organisation import Alliance
from marketplace.cooperatives.services.alliance_answer import alliance_answer
from marketplace.cooperatives.services.alliance_propose import AllianceDraft, alliance_propose
from marketplace.cooperatives.services.proposal_open import proposal_open, proposal_withdraw
from marketplace.cooperatives.states import Role
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from tests.factories.ground import NOON, AllianceFactory, OrganisationFactory, member_actor

pytestmark = pytest.mark.django_db
RULE = {"policy": "rotation", "overhead_rate": "0.05", "solidarity_rate": "0.02", "quorum_percent": 60}


def told(template: str) -> list[str]:
    return sorted(Message.objects.filter(template=template, channel="inbox").values_list("to", flat=True))


def proposed(alliance: Alliance) -> Proposal:
    first = alliance.members.order_by("pk")[0]
    return proposal_open(
        actor=member_actor(first), organisation_id=first.pk, alliance_id=alliance.pk, kind="other", effect={},
        text="Un camion", deadline_at=NOON + timedelta(days=7), key="v", now=NOON,
    )  # fmt: skip


@pytest.fixture
def alliance() -> Alliance:
    rows = [OrganisationFactory.create(active=True) for _ in range(3)]
    alliance = AllianceFactory.create(seller=rows[0])
    alliance.members.set(rows)
    return alliance


def test_presidents_are_asked_once_to_join_and_nobody_else() -> None:
    ours, asked, answered = [OrganisationFactory.create(active=True) for _ in range(3)]
    president, late = member_actor(asked), member_actor(answered)
    member_actor(asked, Role.SALES)
    draft = AllianceDraft(names={"fr": "Alliance"}, invited_ids=[asked.pk, answered.pk], rule=RULE)
    alliance_propose(actor=member_actor(ours), organisation_id=ours.pk, draft=draft, now=NOON)
    alliance_answer(
        actor=late,
        invitation_id=AllianceInvitation.objects.get(organisation=answered).pk,
        accepts=False,
        now=NOON,
    )

    deliver(now=NOON)
    deliver(now=NOON)

    assert told("alliance_invited") == [f"user:{president.user_id}"]


def test_presidents_of_those_who_may_vote_hear_of_it_but_who_proposed_knows(alliance: Alliance) -> None:
    first, second, third = alliance.members.order_by("pk")
    presidents = [member_actor(row) for row in (second, third)]
    member_actor(first)
    member_actor(second, Role.PRODUCTION)

    proposed(alliance)
    deliver(now=NOON)
    deliver(now=NOON)

    assert told("proposal_opened") == sorted(f"user:{actor.user_id}" for actor in presidents)
    context = Message.objects.filter(template="proposal_opened")[0].context
    assert context["subject"] == "Un camion"
    assert context["url"].endswith(f"/portal/alliances/{alliance.pk}/")


def test_what_was_withdrawn_is_told_to_nobody(alliance: Alliance) -> None:
    first, second, _third = alliance.members.order_by("pk")
    member_actor(second)
    row = proposed(alliance)
    proposal_withdraw(actor=member_actor(first), proposal_id=row.pk, now=NOON)

    deliver(now=NOON)

    assert told("proposal_opened") == []
