"""Verification: a file is opened, looked at by a second person, and moved; strangers see and move nothing."""

import pytest
from django.test import Client

from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.models.joining import Invitation
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.cooperatives.states import DocumentState, VerificationState
from marketplace.kernel.actor import Permission
from tests.factories.ground import IdentifierFactory, OrganisationFactory, member_actor
from tests.frontend.views.people import (
    answers,
    browser_of,
    customer,
    hub_worker,
    page_of,
    president,
    queries_of,
    staff,
)

pytestmark = pytest.mark.django_db
S = VerificationState


@pytest.fixture
def verifier() -> Client:
    return staff(Permission.VERIFY_COOPERATIVES)


@pytest.fixture
def file() -> Organisation:
    """A cooperative of crafts that is being looked at, with one paper to decide."""
    organisation = OrganisationFactory.create(state=S.IN_REVIEW, sector="crafts")
    for kind in ("ice", "cooperative_register"):
        IdentifierFactory.create(organisation=organisation, kind=kind)
    IdentifierFactory.create(organisation=organisation, kind="mandate", state=DocumentState.SUBMITTED)
    return organisation


def test_the_file_opens_to_those_who_verify_alone(file: Organisation, verifier: Client) -> None:
    strangers = {
        "customer": customer(),
        "president": president(),
        "its own president": browser_of(member_actor(file)),
        "hub worker": hub_worker(),
        "staff of orders": staff(Permission.MANAGE_ORDERS),
    }

    for place in ("", "new/", f"{file.pk}/"):
        url = f"/en/operator/cooperatives/{place}"
        assert set(answers(url, strangers).values()) == {403}, url
        assert verifier.get(url).status_code == 200
        assert Client().get(url).status_code == 302


def test_strangers_move_nothing(file: Organisation) -> None:
    paper = Identifier.objects.get(kind="mandate")
    base = f"/en/operator/cooperatives/{file.pk}"

    for browser in (president(), browser_of(member_actor(file)), staff(Permission.MANAGE_ORDERS)):
        sent = [
            browser.post(f"{base}/papers/{paper.pk}/", {"is_accepted": "yes"}),
            browser.post(f"{base}/move/", {"after": "verified"}),
            browser.post(f"{base}/invite/", {"phone": "0612345678", "role": "sales"}),
        ]
        assert {answer.status_code for answer in sent} == {403}
    file.refresh_from_db()
    paper.refresh_from_db()
    assert (file.state, paper.state, Invitation.objects.count()) == (S.IN_REVIEW, DocumentState.SUBMITTED, 0)


def test_a_paper_is_accepted_and_the_organisation_verified(file: Organisation, verifier: Client) -> None:
    paper = Identifier.objects.get(kind="mandate")
    base = f"/en/operator/cooperatives/{file.pk}"

    verifier.post(f"{base}/papers/{paper.pk}/", {"is_accepted": "yes"})
    page = page_of(verifier.post(f"{base}/move/", {"after": "verified"}, follow=True))

    file.refresh_from_db()
    paper.refresh_from_db()
    assert (file.state, paper.state) == (S.VERIFIED, DocumentState.ACCEPTED)
    assert "Done; the cooperative is told." in page


def test_a_refusal_without_a_reason_is_told_and_changes_nothing(file: Organisation, verifier: Client) -> None:
    paper = Identifier.objects.get(kind="mandate")

    page = page_of(
        verifier.post(
            f"/en/operator/cooperatives/{file.pk}/papers/{paper.pk}/", {"is_accepted": "no"}, follow=True
        )
    )

    paper.refresh_from_db()
    assert paper.state == DocumentState.SUBMITTED
    assert "This must not be empty." in page


def test_the_staff_opens_a_file_and_its_president_is_invited(verifier: Client) -> None:
    form = {
        "name_fr": "Miel d’Ich", "name_ar": "عسل إيش", "kind": "cooperative", "sector": "food",
        "province": "MA-FIG", "phone": "06 12 34 56 78",
    }  # fmt: skip

    answer = verifier.post("/en/operator/cooperatives/new/", form)
    refused = verifier.post("/en/operator/cooperatives/new/", {**form, "phone": "12"})

    organisation = Organisation.objects.get()
    invitation = Invitation.objects.get()
    assert (answer.status_code, refused.status_code) == (302, 422)
    assert (organisation.state, organisation.names["ar"]) == (S.INVITED, "عسل إيش")
    assert (invitation.phone, invitation.role) == ("+212612345678", "president")


def test_lists_and_files_ask_a_fixed_number_of_questions(file: Organisation, verifier: Client) -> None:
    pages = ("/en/operator/cooperatives/", f"/en/operator/cooperatives/{file.pk}/")
    before = [queries_of(verifier, url) for url in pages]
    OrganisationFactory.create_batch(12, state=S.SUBMITTED)
    for _member in range(5):
        member_actor(file)

    assert [queries_of(verifier, url) for url in pages] == before == [5, 10]
