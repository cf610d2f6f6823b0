"""A president brings the organisation to selling: profile, papers, people, signature."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from marketplace.cooperatives.joining import agreement_waits
from marketplace.cooperatives.models.identity import BankAccount, Identifier
from marketplace.cooperatives.models.joining import Agreement, AgreementSignature, Invitation
from marketplace.cooperatives.models.organisation import Membership, Organisation
from marketplace.cooperatives.states import Role, VerificationState
from marketplace.kernel.actor import Permission
from marketplace.network.links import invitation_url
from tests.factories.ground import (
    NOON,
    IdentifierFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.factories.transfers import ACCOUNT, ConnectTwin
from tests.frontend.views.people import page_of, queries_of, staff
from tests.frontend.views.portal.conftest import Member, member_of

pytestmark = pytest.mark.django_db
S = VerificationState


@pytest.fixture(autouse=True)
def agreement() -> Agreement:
    known, _ = Agreement.objects.get_or_create(
        version=1, defaults={"texts": {"fr": "Un.\nDeux."}, "from_date": date(2024, 1, 1)}
    )
    return known


@pytest.fixture
def founder() -> Member:
    """The president of a cooperative whose file has begun."""
    return member_of(OrganisationFactory.create(state=S.PROFILE))


@pytest.fixture
def other() -> Member:
    return member_of(OrganisationFactory.create(state=S.PROFILE))


def picture() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, "JPEG")
    return SimpleUploadedFile("../../etc/x.jpg", buffer.getvalue(), "image/jpeg")


def test_whoever_applies_finds_their_file() -> None:
    person = Client()
    person.force_login(UserFactory.create())

    answer = person.post(
        "/fr/join/",
        {"name_fr": "Miel", "name_ar": "عسل", "kind": "cooperative", "sector": "food", "province": "MA-FIG"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/fr/portal/joining/")
    assert Membership.objects.get().role == Role.PRESIDENT
    assert "Miel" in page_of(person.get("/fr/portal/joining/"))
    assert Client().get("/fr/join/").status_code == 302


def test_the_profile_is_written_and_other_languages_stay(founder: Member) -> None:
    Organisation.objects.filter(pk=founder.organisation.pk).update(names={"fr": "A", "ar": "ا", "es": "Aes"})

    answer = founder.client.post(
        "/fr/portal/profile/",
        {
            "name_fr": "B",
            "name_ar": "ب",
            "story_fr": "Une",
            "story_ar": "",
            "member_count": "7",
            "women_count": "7",
        },
    )

    row = Organisation.objects.get(pk=founder.organisation.pk)
    assert answer.status_code == 302
    assert (row.names, row.stories, row.member_count) == (
        {"fr": "B", "ar": "ب", "es": "Aes"},
        {"fr": "Une"},
        7,
    )


def test_a_paper_with_its_picture_is_handed_in_and_shown_to_its_own_alone(
    founder: Member, other: Member
) -> None:
    answer = founder.client.post(
        "/fr/portal/papers/", {"kind": "mandate", "value": "PV 2026", "scan": picture()}
    )

    paper = Identifier.objects.get(kind="mandate")
    shown = founder.client.get(f"/fr/papers/{paper.pk}/")
    verifier = staff(Permission.VERIFY_COOPERATIVES)
    assert (answer.status_code, paper.state) == (302, "submitted")
    assert str(paper.scan.name).startswith("papers/")
    assert ".." not in str(paper.scan.name)
    assert (shown.status_code, shown["Content-Type"], shown["X-Content-Type-Options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert verifier.get(f"/fr/papers/{paper.pk}/").status_code == 200
    assert other.client.get(f"/fr/papers/{paper.pk}/").status_code == 404
    assert Client().get(f"/fr/papers/{paper.pk}/").status_code == 302


def test_a_pdf_is_saved_and_never_opened_in_our_pages(founder: Member) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x", "application/pdf")

    founder.client.post("/fr/portal/papers/", {"kind": "statutes", "value": "2026", "scan": file})

    paper = Identifier.objects.get(kind="statutes")
    shown = founder.client.get(f"/fr/papers/{paper.pk}/")
    assert shown["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("_case", "form", "told"),
    [
        ("no picture of a paper", {"kind": "mandate", "value": "x"}, "Ajoutez une photo"),
        ("a register without its court", {"kind": "cooperative_register", "value": "12"}, "vide"),
        ("a wrong ICE", {"kind": "ice", "value": "123"}, "ICE"),
    ],
)
def test_a_paper_that_cannot_be_is_told_in_its_form(
    _case: str, form: dict[str, str], told: str, founder: Member
) -> None:
    answer = founder.client.post("/fr/portal/papers/", form)

    assert answer.status_code == 422
    assert told in page_of(answer)
    assert not Identifier.objects.filter(organisation=founder.organisation).exists()


def test_a_script_in_a_picture_is_no_paper(founder: Member) -> None:
    file = SimpleUploadedFile("a.svg", b"<svg onload='x()'/>", "image/svg+xml")

    answer = founder.client.post("/fr/portal/papers/", {"kind": "mandate", "value": "x", "scan": file})

    assert answer.status_code == 422
    assert not Identifier.objects.filter(kind="mandate").exists()


def test_a_complete_file_is_handed_in(founder: Member) -> None:
    early = page_of(founder.client.post("/fr/portal/joining/hand-in/", follow=True))
    for kind in ("ice", "cooperative_register", "mandate", "onssa"):
        IdentifierFactory.create(organisation=founder.organisation, kind=kind)

    founder.client.post("/fr/portal/joining/hand-in/")

    founder.organisation.refresh_from_db()
    assert "Il manque encore" in early
    assert founder.organisation.state == S.SUBMITTED


def test_the_president_signs_once_and_others_do_not(founder: Member) -> None:
    sales = member_of(founder.organisation, Role.SALES)
    form = {"version": "1", "signed_name": "Khadija", "agrees": "on"}

    refused = sales.client.post("/fr/portal/agreement/", form)
    unread = founder.client.post("/fr/portal/agreement/", {**form, "agrees": ""})
    stale = founder.client.post("/fr/portal/agreement/", {**form, "version": "7"})
    before = AgreementSignature.objects.count()
    waiting = agreement_waits(founder.organisation.pk, on=date(2026, 1, 1))
    for _press in range(2):
        founder.client.post("/fr/portal/agreement/", form)

    assert (refused.status_code, unread.status_code, stale.status_code, before) == (403, 422, 422, 0)
    assert AgreementSignature.objects.get().signed_name == "Khadija"
    assert (waiting, agreement_waits(founder.organisation.pk, on=date(2026, 1, 1))) == (True, False)
    assert "Khadija" in page_of(founder.client.get("/fr/portal/agreement/"))


def test_somebody_is_invited_and_takes_the_role_on_that_phone_alone(founder: Member) -> None:
    founder.client.post("/fr/portal/people/", {"phone": "0612345678", "role": "sales"})
    invitation = Invitation.objects.get()
    url = invitation_url(invitation.pk, "fr").split("/fr/")[1]
    friend, thief = UserFactory.create(phone="+212612345678"), UserFactory.create()
    friend.phone_verified_at = founder.organisation.created_at
    friend.save()
    browsers = {}
    for name, user in (("friend", friend), ("thief", thief)):
        browsers[name] = Client()
        browsers[name].force_login(user)

    taken = browsers["thief"].post(f"/fr/{url}")
    forged = browsers["friend"].post(f"/fr/{url[:-3]}xx/")
    page = page_of(browsers["friend"].get(f"/fr/{url}"))
    welcome = browsers["friend"].post(f"/fr/{url}")
    again = browsers["friend"].post(f"/fr/{url}")

    assert (taken.status_code, forged.status_code, welcome.status_code, again.status_code) == (
        403,
        404,
        302,
        404,
    )
    assert founder.organisation.name("fr") in page
    assert list(Membership.objects.filter(user=friend).values_list("role", flat=True)) == ["sales"]
    assert not Membership.objects.filter(user=thief).exists()


def test_roles_and_invitations_are_taken_back_by_the_president_alone(founder: Member, other: Member) -> None:
    sales = MembershipFactory.create(organisation=founder.organisation, role=Role.SALES)
    founder.client.post("/fr/portal/people/", {"phone": "0612345678", "role": "sales"})
    invitation = Invitation.objects.get()
    form = {"user": str(sales.user_id), "role": "sales"}

    stolen = other.client.post(f"/fr/portal/people/{invitation.pk}/withdraw/")
    elsewhere = other.client.post("/fr/portal/people/revoke/", form)
    nonsense = founder.client.post("/fr/portal/people/revoke/", {"user": "x", "role": "sales"})
    invitation.refresh_from_db()
    kept = (invitation.closed_at, Membership.objects.filter(pk=sales.pk).count())
    founder.client.post(f"/fr/portal/people/{invitation.pk}/withdraw/")
    founder.client.post("/fr/portal/people/revoke/", form)

    invitation.refresh_from_db()
    assert (stolen.status_code, elsewhere.status_code, nonsense.status_code) == (404, 404, 400)
    assert kept == (None, 1)
    assert invitation.closed_at is not None
    assert not Membership.objects.filter(pk=sales.pk).exists()


def test_the_pages_ask_a_fixed_number_of_questions(founder: Member) -> None:
    pages = ("joining/", "profile/", "agreement/", "people/")
    before = [queries_of(founder.client, f"/fr/portal/{page}") for page in pages]
    for _member in range(6):
        MembershipFactory.create(organisation=founder.organisation, role=Role.SALES)
        IdentifierFactory.create(organisation=founder.organisation, kind=f"if{_member}")

    assert [queries_of(founder.client, f"/fr/portal/{page}") for page in pages] == before == [12, 5, 12, 7]


def test_an_account_at_stripe_is_handed_in_where_stripe_is_set(
    founder: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, form = "/fr/portal/papers/", {"connected_id": ACCOUNT}
    monkeypatch.setattr("frontend.views.portal.papers_page.transfer_gateway", lambda: None)
    assert "Stripe" not in page_of(founder.client.get(place))
    assert founder.client.post(place, form).status_code == 200
    twin = ConnectTwin(NOON, payable={ACCOUNT: False})
    monkeypatch.setattr("frontend.views.portal.papers_page.transfer_gateway", lambda: twin)
    assert "Stripe" in page_of(founder.client.get(place))
    refused = founder.client.post(place, form)
    assert (refused.status_code, BankAccount.objects.count()) == (422, 0)
    twin.payable[ACCOUNT] = True

    answer = founder.client.post(place, form)

    account = BankAccount.objects.get(organisation=founder.organisation)
    assert (answer.status_code, account.connected_id, account.is_active) == (302, ACCOUNT, False)
    assert ACCOUNT[-4:] in page_of(founder.client.get(place))
