"""People of cooperatives are told, once each, what happens to their file."""

from datetime import timedelta

import pytest

from marketplace.cooperatives.models.joining import Invitation
from marketplace.cooperatives.services.invitation_send import invitation_send, invitation_withdraw
from marketplace.cooperatives.services.organisation_move import organisation_move
from marketplace.cooperatives.services.papers_watch import papers_watch
from marketplace.cooperatives.states import DocumentState, VerificationState
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.network.links import invitation_of, invitation_url
from marketplace.network.tasks import watch_papers
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from tests.factories.ground import IdentifierFactory, OrganisationFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db
MACHINE = Actor.of_machine("papers")


@pytest.fixture
def organisation():
    return OrganisationFactory.create(active=True, authorised=False)


def told(template):
    return Message.objects.filter(template=template, channel="sms").order_by("pk")


def test_a_paper_is_told_at_sixty_thirty_and_seven_days_and_when_it_has_ended(organisation, noon):
    member_actor(organisation)
    paper = IdentifierFactory.create(
        organisation=organisation, expires_date=(noon + timedelta(days=61)).date()
    )
    counts = []

    for day in (0, 1, 2, 31, 31, 54, 60, 62, 63):
        papers_watch(actor=MACHINE, now=noon + timedelta(days=day))
        deliver(now=noon + timedelta(days=day))
        paper.refresh_from_db()
        counts.append((told("document_expiring").count(), paper.told_days))

    assert counts == [
        (0, None), (1, 60), (1, 60), (2, 30), (2, 30), (3, 7), (3, 7), (4, -1), (4, -1),
    ]  # fmt: skip


def test_a_paper_that_was_never_told_tells_its_nearest_warning_alone(organisation, noon):
    IdentifierFactory.create(organisation=organisation, expires_date=(noon + timedelta(days=5)).date())

    assert (papers_watch(actor=MACHINE, now=noon), papers_watch(actor=MACHINE, now=noon)) == (1, 0)


@pytest.mark.parametrize("state", [DocumentState.SUBMITTED, DocumentState.REFUSED])
def test_a_paper_that_was_not_accepted_is_not_told(state, organisation, noon):
    IdentifierFactory.create(organisation=organisation, expires_date=noon.date(), state=state)

    assert papers_watch(actor=MACHINE, now=noon) == 0


def test_the_task_tells_until_nothing_is_due(organisation):
    IdentifierFactory.create(organisation=organisation, expires_date="2020-01-01")

    assert (watch_papers(), watch_papers()) == (1, 0)


def test_the_officers_hear_a_verdict_with_its_reason(organisation, noon):
    member_actor(organisation, "treasurer")
    member_actor(organisation, "sales")

    organisation_move(
        actor=MACHINE, organisation_id=organisation.pk, after=VerificationState.SUSPENDED,
        reason="Colis sans lot", now=noon,
    )  # fmt: skip
    deliver(now=noon)
    deliver(now=noon)

    message = told("verification_result").get()
    assert message.context["reason"] == "Colis sans lot"


def test_a_step_of_the_organisation_itself_tells_its_people_nothing(noon):
    organisation = OrganisationFactory.create(state="invited")
    president = member_actor(organisation)

    organisation_move(
        actor=president, organisation_id=organisation.pk, after=VerificationState.PROFILE, now=noon
    )
    deliver(now=noon)

    assert not told("verification_result").exists()


def send(actor, organisation, now, **changes):
    values = {"phone": "0612345678", "role": "sales", "language": "fr", **changes}
    return invitation_send(actor=actor, organisation_id=organisation.pk, **values, now=now)


def test_an_invitation_reaches_the_phone_with_a_signed_link(organisation, noon):
    president = member_actor(organisation)

    invitation = send(president, organisation, noon)
    deliver(now=noon)

    message = told("invitation").get()
    token = message.context["url"].rstrip("/").rsplit("/", 1)[1]
    assert (message.to, invitation_of(token)) == ("+212612345678", invitation.pk)
    assert invitation_url(invitation.pk, "fr").endswith(f"/fr/invitation/{token}/")


def test_an_invitation_that_was_withdrawn_is_not_sent(organisation, noon):
    president = member_actor(organisation)
    invitation = send(president, organisation, noon)
    invitation_withdraw(actor=president, invitation_id=invitation.pk, now=noon)

    deliver(now=noon)

    assert not told("invitation").exists()


def test_asking_the_same_phone_again_replaces_the_first_invitation(organisation, noon):
    staff = staff_actor(Permission.VERIFY_COOPERATIVES)

    first, second = send(staff, organisation, noon), send(staff, organisation, noon)

    first.refresh_from_db()
    assert (first.closed_at, second.closed_at) == (noon, None)


def test_invitations_that_cannot_be_are_refused_and_nothing_is_written(organisation, noon):
    president, sales = member_actor(organisation), member_actor(organisation, "sales")
    elsewhere = member_actor(OrganisationFactory.create(active=True))
    closed = OrganisationFactory.create(state="closed")

    for actor, where, changes, error in (
        (sales, organisation, {}, NotAllowed),
        (elsewhere, organisation, {}, NotFound),
        (Actor.anonymous(), organisation, {}, NotFound),
        (president, organisation, {"phone": "12"}, InvalidInput),
        (president, organisation, {"role": "queen"}, InvalidInput),
        (member_actor(closed), closed, {}, IllegalMove),
    ):
        with pytest.raises(error):
            send(actor, where, noon, **changes)

    assert not Invitation.objects.exists()


def test_too_many_open_invitations_are_refused(organisation, noon):
    president = member_actor(organisation)
    for number in range(20):
        send(president, organisation, noon, phone=f"06123456{number:02d}")

    with pytest.raises(IllegalMove):
        send(president, organisation, noon, phone="0612345699")
    later = send(president, organisation, noon + timedelta(days=15), phone="0612345699")

    assert Invitation.objects.filter(closed_at=None).get() == later


def test_only_its_own_president_or_the_staff_withdraws(organisation, noon):
    invitation = send(member_actor(organisation), organisation, noon)

    for actor, error in (
        (member_actor(organisation, "sales"), NotAllowed),
        (member_actor(OrganisationFactory.create(active=True)), NotFound),
        (Actor.anonymous(), NotFound),
    ):
        with pytest.raises(error):
            invitation_withdraw(actor=actor, invitation_id=invitation.pk, now=noon)

    invitation.refresh_from_db()
    assert invitation.closed_at is None


def test_an_address_that_is_none_of_ours_leads_nowhere():
    with pytest.raises(NotFound):
        invitation_of("x:y:z")
