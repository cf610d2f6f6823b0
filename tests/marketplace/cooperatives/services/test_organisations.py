"""Organisations are created, described, verified step by step, and staffed."""

from datetime import date
from typing import Any

import pytest

from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.models.joining import Agreement, OrganisationStep
from marketplace.cooperatives.models.organisation import Membership, Organisation
from marketplace.cooperatives.services.agreement_sign import agreement_sign
from marketplace.cooperatives.services.identifier_review import identifier_review
from marketplace.cooperatives.services.identifier_submit import identifier_submit
from marketplace.cooperatives.services.membership_grant import membership_grant
from marketplace.cooperatives.services.membership_revoke import membership_revoke
from marketplace.cooperatives.services.organisation_create import organisation_create
from marketplace.cooperatives.services.organisation_move import organisation_move
from marketplace.cooperatives.services.organisation_update import ProfileChanges, organisation_update
from marketplace.cooperatives.states import DocumentState, VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.ground import (
    IdentifierFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    member_actor,
    staff_actor,
)

pytestmark = pytest.mark.django_db
S = VerificationState
# int(ICE) % 97 == 0
ICE = "001234567890037"


@pytest.fixture
def verifier():
    return staff_actor(Permission.VERIFY_COOPERATIVES)


@pytest.fixture(autouse=True)
def agreement():
    """The agreement in force."""
    known, _ = Agreement.objects.get_or_create(
        version=1, defaults={"texts": {"fr": "x"}, "from_date": date(2024, 1, 1)}
    )
    return known


@pytest.fixture
def applicant(noon):
    """A cooperative that applied by itself, and its president."""
    user = UserFactory.create()
    organisation = organisation_create(
        actor=Actor(user_id=user.pk),
        kind="cooperative",
        names={"fr": "Miel d'Ich"},
        province="MA-FIG",
        now=noon,
    )
    return organisation, Actor(user_id=user.pk, roles={organisation.pk: frozenset({"president"})})


def test_who_applies_becomes_president(applicant):
    organisation, president = applicant

    assert (organisation.slug, organisation.region, organisation.state) == ("miel-dich", "MA-02", S.PROFILE)
    row = Membership.objects.get()
    assert (row.user_id, row.role) == (president.user_id, "president")


def test_the_staff_invites_and_makes_hubs(verifier, noon):
    hub = organisation_create(
        actor=verifier,
        kind="gie",
        names={"fr": "Hub"},
        province="MA-OUJ",
        is_hub=True,
        is_seller=False,
        now=noon,
    )

    assert (hub.state, hub.is_hub, hub.memberships.count()) == (S.INVITED, True, 0)
    again = organisation_create(actor=verifier, kind="gie", names={"fr": "Hub"}, province="MA-OUJ", now=noon)
    assert again.slug.startswith("hub-")


@pytest.mark.parametrize(
    ("_case", "values", "error"),
    [
        ("a visitor", {"actor": Actor.anonymous()}, NotAllowed),
        ("a hub of one's own", {"is_hub": True}, NotAllowed),
        ("an unknown kind", {"kind": "club"}, InvalidInput),
        ("an unknown sector", {"sector": "cars"}, InvalidInput),
        ("an unknown province", {"province": "MA-XXX"}, InvalidInput),
        ("no name", {"names": {"fr": "\u202e"}}, InvalidInput),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(_case, values, error, noon):
    known: dict[str, Any] = {
        "actor": Actor(user_id=1),
        "kind": "cooperative",
        "names": {"fr": "X"},
        "province": "MA-FIG",
        **values,
    }

    with pytest.raises(error):
        organisation_create(**known, now=noon)

    assert not Organisation.objects.exists()


def test_the_president_writes_the_profile(applicant):
    organisation, president = applicant
    changes = ProfileChanges(
        names={"fr": "Miel\u202e"}, stories={"fr": "Un\n\ndeux"}, commune=" Ich ", address="", phone="0612345678",
        email="a@example.com", member_count=10, women_count=10,
    )  # fmt: skip

    organisation_update(actor=president, organisation_id=organisation.pk, changes=changes)

    organisation.refresh_from_db()
    assert (organisation.names, organisation.commune, organisation.phone) == (
        {"fr": "Miel"},
        "Ich",
        "+212612345678",
    )
    assert (organisation.member_count, organisation.women_count) == (10, 10)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (ProfileChanges(member_count=1, women_count=2), "women_count"),
        (ProfileChanges(member_count=-1), "member_count"),
        (ProfileChanges(email="x"), "email"),
        (ProfileChanges(phone="12"), "phone"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(changes, field, applicant):
    organisation, president = applicant

    with pytest.raises(InvalidInput) as refusal:
        organisation_update(actor=president, organisation_id=organisation.pk, changes=changes)

    assert refusal.value.field == field


def _move(actor, organisation, after, now, reason=""):
    organisation_move(actor=actor, organisation_id=organisation.pk, after=after, reason=reason, now=now)
    organisation.refresh_from_db()


def _paper(actor, organisation, kind="ice", value=ICE, **options):
    return identifier_submit(actor=actor, organisation_id=organisation.pk, kind=kind, value=value, **options)


def _other_papers(actor, organisation):
    """Hand in and accept what a cooperative needs beside its ICE."""
    _paper(actor, organisation, "cooperative_register", "12/2014", issuer="Tribunal de Figuig")
    IdentifierFactory.create(organisation=organisation, kind="mandate")
    Identifier.objects.exclude(kind="ice").update(state=DocumentState.ACCEPTED)


def test_the_road_to_selling_is_walked_by_two(applicant, verifier, noon):
    organisation, president = applicant
    paper = _paper(president, organisation)
    _other_papers(president, organisation)

    _move(president, organisation, S.SUBMITTED, noon)
    _move(verifier, organisation, S.IN_REVIEW, noon)
    with pytest.raises(IllegalMove):
        _move(verifier, organisation, S.VERIFIED, noon)
    identifier_review(actor=verifier, identifier_id=paper.pk, is_accepted=True, now=noon)
    _move(verifier, organisation, S.VERIFIED, noon)
    with pytest.raises(IllegalMove):
        _move(verifier, organisation, S.ACTIVE, noon)
    agreement_sign(actor=president, organisation_id=organisation.pk, version=1, signed_name="Aïcha", now=noon)
    _move(verifier, organisation, S.ACTIVE, noon)

    assert organisation.may_sell
    steps = OrganisationStep.objects.order_by("pk").values_list("before", "after", "actor")
    assert list(steps)[-1] == ("verified", "active", verifier.name)
    assert len(steps) == 4
    moves = Message.objects.filter(topic="cooperatives.organisation-moved.v1").order_by("pk")
    assert [row.body["after"] for row in moves] == ["submitted", "in_review", "verified", "active"]


def test_without_an_ice_nothing_is_submitted(applicant, noon):
    organisation, president = applicant

    with pytest.raises(IllegalMove):
        _move(president, organisation, S.SUBMITTED, noon)

    organisation.refresh_from_db()
    assert organisation.state == S.PROFILE
    assert not Message.objects.exists()


def test_who_handed_in_or_belongs_verifies_nothing(applicant, verifier, noon):
    organisation, president = applicant
    paper = _paper(verifier, organisation)
    _other_papers(president, organisation)
    _move(president, organisation, S.SUBMITTED, noon)
    _move(verifier, organisation, S.IN_REVIEW, noon)
    belongs = Actor(
        user_id=UserFactory.create().pk,
        permissions=frozenset({Permission.VERIFY_COOPERATIVES}),
        roles={organisation.pk: frozenset({"sales"})},
    )

    for actor in (verifier, belongs):
        with pytest.raises(NotAllowed):
            identifier_review(actor=actor, identifier_id=paper.pk, is_accepted=True, now=noon)
    Identifier.objects.update(state=DocumentState.ACCEPTED)
    for actor in (verifier, belongs, president):
        with pytest.raises(NotAllowed):
            _move(actor, organisation, S.VERIFIED, noon)

    organisation.refresh_from_db()
    assert organisation.state == S.IN_REVIEW


def test_a_suspension_needs_a_reason_and_a_step_out_of_order_is_refused(verifier, noon):
    organisation = OrganisationFactory.create(active=True)

    with pytest.raises(InvalidInput):
        _move(verifier, organisation, S.SUSPENDED, noon)
    with pytest.raises(IllegalMove):
        _move(verifier, organisation, S.IN_REVIEW, noon)
    _move(verifier, organisation, S.SUSPENDED, noon, reason="Colis sans lot")

    assert organisation.state == S.SUSPENDED
    assert Message.objects.get().body["reason"] == "Colis sans lot"


@pytest.mark.parametrize(
    ("_case", "kind", "value", "field"),
    [
        ("a wrong ICE", "ice", "001234567890038", "value"),
        ("a short ICE", "ice", "1234", "value"),
        ("letters in a tax number", "if", "12A", "value"),
        ("nothing", "rc", "\u200b", "value"),
        ("an unknown kind", "passport", "1", "kind"),
    ],
)
def test_a_number_that_cannot_be_is_refused(_case, kind, value, field, applicant):
    organisation, president = applicant

    with pytest.raises(InvalidInput) as refusal:
        _paper(president, organisation, kind, value)

    assert refusal.value.field == field
    assert not Identifier.objects.exists()


def test_a_number_handed_in_anew_is_reviewed_anew(applicant, verifier, noon):
    organisation, president = applicant
    paper = _paper(president, organisation, "if", "12 345 67")
    identifier_review(actor=verifier, identifier_id=paper.pk, is_accepted=True, now=noon)
    with pytest.raises(IllegalMove):
        identifier_review(actor=verifier, identifier_id=paper.pk, is_accepted=True, now=noon)

    again = _paper(president, organisation, "if", "7654321")

    assert (again.pk, again.value, again.state, again.reviewed_by) == (paper.pk, "7654321", "submitted", None)
    with pytest.raises(InvalidInput):
        identifier_review(actor=verifier, identifier_id=paper.pk, is_accepted=False, now=noon)
    identifier_review(actor=verifier, identifier_id=paper.pk, is_accepted=False, reason="Flou", now=noon)
    paper.refresh_from_db()
    assert (paper.state, paper.reason) == ("refused", "Flou")


def test_roles_are_given_once_and_taken_back(noon):
    organisation = OrganisationFactory.create()
    president, newcomer = member_actor(organisation), UserFactory.create()
    values: dict[str, Any] = {
        "actor": president,
        "organisation_id": organisation.pk,
        "user_id": newcomer.pk,
        "role": "sales",
    }

    membership_grant(**values, now=noon)
    membership_grant(**values, now=noon)
    assert newcomer.memberships.count() == 1
    membership_revoke(**values, now=noon)

    assert newcomer.memberships.count() == 0
    assert [row.body["is_granted"] for row in Message.objects.order_by("pk")] == [True, False]


def test_the_last_president_stays(noon):
    organisation = OrganisationFactory.create()
    president = member_actor(organisation)
    values: dict[str, Any] = {
        "actor": president,
        "organisation_id": organisation.pk,
        "user_id": president.user_id,
        "role": "president",
    }

    with pytest.raises(IllegalMove):
        membership_revoke(**values, now=noon)
    assert organisation.memberships.count() == 1

    MembershipFactory.create(organisation=organisation)
    membership_revoke(**values, now=noon)
    assert organisation.memberships.count() == 1


def test_a_person_may_lay_down_a_role_but_not_take_one(noon):
    organisation = OrganisationFactory.create()
    member_actor(organisation)
    producer = member_actor(organisation, "production")
    values: dict[str, Any] = {
        "actor": producer,
        "organisation_id": organisation.pk,
        "user_id": producer.user_id,
    }

    with pytest.raises(NotAllowed):
        membership_grant(**values, role="president", now=noon)
    membership_revoke(**values, role="production", now=noon)

    assert not Membership.objects.filter(user=producer.user_id).exists()


@pytest.mark.parametrize(
    ("role", "user", "error"), [("king", None, InvalidInput), ("sales", 10**9, NotFound)]
)
def test_a_role_that_cannot_be_is_refused(role, user, error, noon):
    organisation = OrganisationFactory.create()
    president = member_actor(organisation)

    with pytest.raises(error):
        membership_grant(
            actor=president,
            organisation_id=organisation.pk,
            user_id=user or president.user_id or 0,
            role=role,
            now=noon,
        )
    with pytest.raises(NotFound):
        membership_revoke(
            actor=president,
            organisation_id=organisation.pk,
            user_id=president.user_id or 0,
            role="hub",
            now=noon,
        )

    assert Membership.objects.count() == 1


@pytest.mark.parametrize("who", ["visitor", "customer", "stranger", "cash"])
def test_strangers_change_nothing(who, noon):
    organisation = OrganisationFactory.create(active=True)
    member = member_actor(organisation)
    actor = {
        "visitor": Actor.anonymous,
        "customer": lambda: Actor(user_id=UserFactory.create().pk),
        "stranger": lambda: member_actor(OrganisationFactory.create(active=True)),
        "cash": lambda: staff_actor(Permission.MANAGE_CASH),
    }[who]()
    mine: dict[str, Any] = {"actor": actor, "organisation_id": organisation.pk}
    before = (
        list(Organisation.objects.values()),
        list(Membership.objects.values()),
        list(Identifier.objects.values()),
    )

    with pytest.raises(NotFound):
        organisation_update(**mine, changes=ProfileChanges(names={"fr": "X"}))
    with pytest.raises(NotFound):
        organisation_move(**mine, after=S.CLOSED, now=noon)
    with pytest.raises(NotFound):
        identifier_submit(**mine, kind="ice", value=ICE)
    with pytest.raises(NotAllowed):
        identifier_review(
            actor=actor, identifier_id=organisation.identifiers.get().pk, is_accepted=False, now=noon
        )
    with pytest.raises(NotFound):
        membership_grant(**mine, user_id=member.user_id or 0, role="sales", now=noon)
    with pytest.raises(NotFound):
        membership_revoke(**mine, user_id=member.user_id or 0, role="president", now=noon)

    after = (
        list(Organisation.objects.values()),
        list(Membership.objects.values()),
        list(Identifier.objects.values()),
    )
    assert after == before
    assert not Message.objects.exists()


def test_a_closed_organisation_changes_no_more(noon):
    organisation = OrganisationFactory.create(state=S.CLOSED)
    president = member_actor(organisation)
    mine: dict[str, Any] = {"actor": president, "organisation_id": organisation.pk}

    with pytest.raises(IllegalMove):
        organisation_update(**mine, changes=ProfileChanges(commune="x"))
    with pytest.raises(IllegalMove):
        identifier_submit(**mine, kind="ice", value=ICE)
    with pytest.raises(IllegalMove):
        membership_grant(**mine, user_id=president.user_id or 0, role="sales", now=noon)
