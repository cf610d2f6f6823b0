"""Alliances: proposed, accepted, left, ended: test that ..."""

from datetime import date, timedelta
from typing import Any

import pytest

from marketplace.cooperatives.alliances import (
    alliance_file,
    alliance_invitations_of,
    alliances_of,
    alliances_overview,
    allies_possible,
    rule_of,
)
from marketplace.cooperatives.models.alliance import AllianceInvitation, AllianceRule, AllianceStep
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.proposing import Rule
from marketplace.cooperatives.selectors import alliances_listed
from marketplace.cooperatives.services.alliance_answer import alliance_answer
from marketplace.cooperatives.services.alliance_leave import alliance_leave
from marketplace.cooperatives.services.alliance_propose import AllianceDraft, alliance_propose
from marketplace.cooperatives.states import AllianceState, Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import DomainError, IllegalMove, InvalidInput, NotAllowed, NotFound
from tests.factories.ground import NOON, AllianceFactory, OrganisationFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db
RULE = {"policy": "rotation", "overhead_rate": "0.05", "solidarity_rate": "0.02", "quorum_percent": 60}


@pytest.fixture
def three() -> list[Organisation]:
    """Three cooperatives that sell."""
    return [OrganisationFactory.create(active=True) for _ in range(3)]


def draft(*invited: Organisation, **more: Any) -> AllianceDraft:
    known: dict[str, Any] = {
        "names": {"fr": "Alliance de la paix"}, "invited_ids": [row.pk for row in invited], "rule": RULE,
    }  # fmt: skip
    return AllianceDraft(**(known | more))


def proposed(three: list[Organisation], **more: Any) -> Alliance:
    first, *others = three
    return alliance_propose(
        actor=member_actor(first), organisation_id=first.pk, draft=draft(*others, **more), now=NOON
    )


def answered(organisation: Organisation, alliance: Alliance, *, accepts: bool = True) -> Alliance:
    invitation = AllianceInvitation.objects.get(
        alliance=alliance, organisation=organisation, answered_at__isnull=True
    )
    return alliance_answer(
        actor=member_actor(organisation), invitation_id=invitation.pk, accepts=accepts, now=NOON
    )


def active(three: list[Organisation]) -> Alliance:
    """An alliance that all three have agreed on."""
    alliance = proposed(three)
    for row in three[1:]:
        answered(row, alliance)
    alliance.refresh_from_db()
    return alliance


def test_an_alliance_begins_when_all_named_members_have_accepted(three: list[Organisation]) -> None:
    alliance = proposed(three)
    first, second, third = three
    states = [alliance.state]
    shown = [alliances_listed()]

    for row in (second, third):
        states.append(answered(row, alliance).state)
        shown.append(alliances_listed())

    assert states == [AllianceState.PROPOSED, AllianceState.PROPOSED, AllianceState.ACTIVE]
    assert [len(each) for each in shown] == [0, 0, 1]
    assert list(alliance.members.order_by("pk")) == three
    assert (alliance.seller_id, alliance.slug) == (first.pk, "alliance-de-la-paix")
    rule = rule_of(alliance.pk, at=NOON)
    assert (rule.policy, str(rule.overhead_rate), rule.quorum_percent) == ("rotation", "0.0500", 60)
    steps = AllianceStep.objects.filter(alliance=alliance).order_by("pk")
    assert [(step.state, step.organisation_id) for step in steps] == [
        ("proposed", first.pk), ("proposed", second.pk), ("proposed", third.pk), ("active", None),
    ]  # fmt: skip


def test_who_declines_is_left_out_and_the_others_begin(three: list[Organisation]) -> None:
    alliance = proposed(three)

    answered(three[1], alliance, accepts=False)
    after = answered(three[2], alliance)

    assert after.state == AllianceState.ACTIVE
    assert list(alliance.members.order_by("pk")) == [three[0], three[2]]


def test_if_all_others_decline_nothing_comes_of_it(three: list[Organisation]) -> None:
    alliance = proposed(three[:2])

    assert answered(three[1], alliance, accepts=False).state == AllianceState.ABANDONED
    assert alliances_listed() == []


def test_an_invitation_is_answered_once_and_by_the_president_of_whom_was_asked(
    three: list[Organisation],
) -> None:
    alliance = proposed(three)
    invitation = AllianceInvitation.objects.get(organisation=three[1])
    known: dict[str, Any] = {"invitation_id": invitation.pk, "accepts": True, "now": NOON}

    for stranger in (member_actor(three[2]), staff_actor(*Permission), Actor.anonymous()):
        with pytest.raises(NotFound):
            alliance_answer(actor=stranger, **known)
    with pytest.raises(NotAllowed):
        alliance_answer(actor=member_actor(three[1], Role.SALES.value), **known)
    with pytest.raises(NotFound):
        alliance_answer(actor=member_actor(three[1]), **(known | {"invitation_id": 0}))
    assert alliance.members.count() == 1
    answered(three[1], alliance)
    with pytest.raises(IllegalMove):
        alliance_answer(actor=member_actor(three[1]), **known)
    assert alliance.members.count() == 2


def test_a_cooperative_that_may_not_sell_neither_founds_nor_joins(three: list[Organisation]) -> None:
    alliance = proposed(three)
    Organisation.objects.filter(pk__in=[three[0].pk, three[1].pk]).update(state="suspended")

    with pytest.raises(IllegalMove):
        answered(three[1], alliance)
    with pytest.raises(IllegalMove):
        proposed([three[0], three[2]])

    assert Alliance.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"names": {}}, "names"),
        ({"invited_ids": []}, "invited"),
        ({"invited_ids": [999_999]}, "invited"),
        ({"until_date": date(2026, 11, 16)}, "until_date"),
        ({"rule": RULE | {"policy": "mine"}}, "policy"),
        ({"rule": RULE | {"overhead_rate": "1.1"}}, "overhead_rate"),
        ({"rule": RULE | {"policy": "quota", "quotas": {}}}, "quotas"),
        ({"rule": RULE | {"quorum_percent": 0}}, "quorum_percent"),
    ],
)
def test_what_cannot_be_agreed_on_is_refused_and_founds_nothing(
    three: list[Organisation], change: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        proposed(three, **change)

    assert refusal.value.field == field
    assert (Alliance.objects.count(), AllianceRule.objects.count()) == (0, 0)


def test_an_alliance_has_at_most_fifty_members(three: list[Organisation]) -> None:
    many = [OrganisationFactory.create(active=True) for _ in range(50)]

    with pytest.raises(InvalidInput):
        proposed([three[0], *many])


def test_only_a_president_founds(three: list[Organisation]) -> None:
    for actor, error in (
        (member_actor(three[0], Role.TREASURER.value), NotAllowed),
        (member_actor(three[1]), NotFound),
        (staff_actor(Permission.VERIFY_COOPERATIVES), NotAllowed),
    ):
        with pytest.raises(error):
            alliance_propose(actor=actor, organisation_id=three[0].pk, draft=draft(three[1]), now=NOON)
    assert Alliance.objects.count() == 0


def test_a_second_alliance_of_the_same_name_has_an_address_of_its_own(three: list[Organisation]) -> None:
    slugs = [proposed(three, names={"fr": "La paix", "ar": "السلام"}).slug for _ in range(2)]

    assert slugs == ["la-paix", "la-paix-2"]


def test_a_member_leaves_but_neither_the_seller_nor_one_of_the_last_two(three: list[Organisation]) -> None:
    alliance = active(three)
    first, second, third = three
    known: dict[str, Any] = {"alliance_id": alliance.pk, "now": NOON}

    with pytest.raises(IllegalMove):
        alliance_leave(actor=member_actor(first), organisation_id=first.pk, **known)
    with pytest.raises(NotAllowed):
        alliance_leave(actor=member_actor(second, Role.SALES.value), organisation_id=second.pk, **known)
    alliance_leave(actor=member_actor(second), organisation_id=second.pk, **known)
    with pytest.raises(NotFound):
        alliance_leave(actor=member_actor(second), organisation_id=second.pk, **known)
    with pytest.raises(IllegalMove):
        alliance_leave(actor=member_actor(third), organisation_id=third.pk, **known)

    assert list(alliance.members.order_by("pk")) == [first, third]
    step = AllianceStep.objects.get(alliance=alliance, has_joined=False)
    assert step.organisation == second


def test_an_alliance_that_is_not_at_work_is_not_left(three: list[Organisation]) -> None:
    alliance = proposed(three)

    with pytest.raises(IllegalMove):
        alliance_leave(
            actor=member_actor(three[0]), organisation_id=three[0].pk, alliance_id=alliance.pk, now=NOON
        )


def test_the_rule_is_the_newest_that_has_begun_and_mild_without_any(three: list[Organisation]) -> None:
    alliance = active(three)
    AllianceRule.objects.create(
        alliance=alliance, policy="fefo", overhead_rate=0, solidarity_rate=0, quorum_percent=50,
        from_at=NOON + timedelta(days=1),
    )  # fmt: skip

    assert rule_of(alliance.pk, at=NOON).policy == "rotation"
    assert rule_of(alliance.pk, at=NOON + timedelta(days=1)).policy == "fefo"
    bare = rule_of(AllianceFactory.create().pk, at=NOON)
    assert bare == Rule()


def test_members_and_staff_see_the_file_and_strangers_learn_nothing(three: list[Organisation]) -> None:
    alliance = active(three)
    other = OrganisationFactory.create(active=True)
    known: dict[str, Any] = {"alliance_id": alliance.pk, "at": NOON}

    own = alliance_file(actor=member_actor(three[1]), organisation_id=three[1].pk, **known)
    staff = staff_actor(Permission.VERIFY_COOPERATIVES)

    assert own.members == tuple(three)
    assert alliance_file(actor=staff, organisation_id=0, **known).alliance == alliance
    assert alliances_overview(actor=staff) == [alliance]
    for stranger, organisation in (
        (member_actor(other), other),
        (member_actor(other), three[1]),
        (Actor.anonymous(), three[1]),
        (staff_actor(Permission.MANAGE_ORDERS), three[1]),
    ):
        with pytest.raises(NotFound):
            alliance_file(actor=stranger, organisation_id=organisation.pk, **known)
        with pytest.raises(DomainError):
            alliances_overview(actor=stranger)
        with pytest.raises(DomainError):
            alliances_of(actor=stranger, organisation_id=three[1].pk)
        with pytest.raises(DomainError):
            alliance_invitations_of(actor=stranger, organisation_id=three[1].pk)


def test_allies_are_sellers_the_near_ones_first(three: list[Organisation]) -> None:
    far = OrganisationFactory.create(active=True, province="MA-MAR")
    OrganisationFactory.create()

    found = allies_possible(None, organisation_id=three[0].pk)

    assert found == [three[1], three[2], far]
    assert allies_possible(active(three), organisation_id=three[0].pk) == [far]
