"""A facilitator acts for a cooperative: with consent, in scope, until a day, every act with both names."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from catalog.models.product import Product
from marketplace.accounts.models import User
from marketplace.cooperatives.models.assistance import Assistance, AssistedAct
from marketplace.cooperatives.models.identity import BankAccount
from marketplace.cooperatives.models.joining import AgreementSignature, Invitation
from marketplace.cooperatives.services.assistance_grant import assistance_end, assistance_grant
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.notifications.models import Message
from marketplace.outbox.delivery import deliver
from tests.factories.ground import (
    IdentifierFactory,
    OrganisationFactory,
    UserFactory,
    member_actor,
    rib_of,
    staff_actor,
)
from tests.factories.payouts import SettlementTermFactory
from tests.frontend.views.people import page_of, queries_of
from tests.frontend.views.portal.conftest import Member, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def president() -> Member:
    """The president of a cooperative that is paid some day; another cooperative stands beside it."""
    # What a migration wrote is gone once a test has really committed
    SettlementTermFactory.create()
    return member_of(OrganisationFactory.create(active=True))


@pytest.fixture
def facilitator() -> User:
    return UserFactory.create(phone="+212612345678", phone_verified_at=timezone.now())


def grant(member: Member, **changes: object) -> Assistance:
    now = timezone.now()
    values: dict[str, object] = {
        "phone": "0612345678", "roles": ["sales"], "consent": "spoken",
        "ends_date": (now + timedelta(days=30)).date(), **changes,
    }  # fmt: skip
    actor = Actor(user_id=member.user.pk, roles={member.organisation.pk: frozenset({"president"})})
    return assistance_grant(actor=actor, organisation_id=member.organisation.pk, now=now, **values)  # type: ignore[arg-type]


def begun(facilitator: User, assistance: Assistance, reason: str = "Elle est au souk") -> Client:
    client = Client()
    client.force_login(facilitator)
    client.post("/fr/portal/helping/", {"assistance": str(assistance.pk), "reason": reason})
    return client


def test_a_president_lets_somebody_act_and_both_are_told(president: Member, facilitator: User) -> None:
    form = {
        "phone": "0612345678", "roles": ["sales", "production"], "consent": "tapped",
        "ends_date": (timezone.now() + timedelta(days=9)).date().isoformat(),
    }  # fmt: skip

    answer = president.client.post("/fr/portal/help/", form)
    deliver(now=timezone.now())

    assistance = Assistance.objects.get()
    told = Message.objects.filter(template="assistance_granted", channel="sms").values_list("to", flat=True)
    assert answer.status_code == 302
    assert (assistance.facilitator, assistance.consent_by) == (facilitator, president.user)
    assert assistance.roles == ["production", "sales"]
    assert set(told) == {facilitator.phone, president.user.phone}


def test_the_facilitator_works_with_a_reason_and_each_act_is_written_down(
    president: Member, facilitator: User
) -> None:
    client = begun(facilitator, grant(president))

    page = page_of(client.get("/fr/portal/"))
    client.post("/fr/portal/words/", {"words": "off"})
    client.post("/fr/portal/words/", {"words": "on"})
    deliver(now=timezone.now())

    assert "Elle est au souk" in page
    acts = AssistedAct.objects.values_list("act", "reason", "status")
    assert list(acts) == [("portal-words", "Elle est au souk", 302)] * 2
    assert Message.objects.filter(template="assistance_used", channel="sms").count() == 1
    read = page_of(president.client.get("/fr/portal/help/"))
    assert "Elle est au souk" in read
    assert facilitator.full_name in read


def test_what_is_outside_the_scope_is_refused_written_down_and_changes_nothing(
    president: Member, facilitator: User
) -> None:
    own = president.organisation
    IdentifierFactory.create(organisation=own, kind="ice")
    client = begun(facilitator, grant(president))

    refused = [
        client.post("/fr/portal/papers/", {"rib": rib_of(7), "holder": "Voleuse"}),
        client.post("/fr/portal/papers/", {"kind": "if", "value": "123"}),
        client.post("/fr/portal/agreement/", {"version": "1", "signed_name": "X", "agrees": "on"}),
        client.post("/fr/portal/people/", {"phone": "0611111111", "role": "president"}),
        client.post("/fr/portal/profile/", {"name_fr": "X", "name_ar": "س", "member_count": "1", "women_count": "0"}),
        client.post(
            "/fr/portal/help/",
            {"phone": "0612345678", "roles": ["sales"], "consent": "tapped",
             "ends_date": (timezone.now() + timedelta(days=9)).date().isoformat()},
        ),
    ]  # fmt: skip

    assert [answer.status_code for answer in refused] == [403] * 6
    assert set(AssistedAct.objects.values_list("status", flat=True)) == {403}
    assert AssistedAct.objects.count() == 6
    assert (BankAccount.objects.count(), AgreementSignature.objects.count(), Invitation.objects.count()) == (
        0,
        0,
        0,
    )
    own.refresh_from_db()
    assert own.names != {"fr": "X", "ar": "س"}
    assert Assistance.objects.count() == 1


def test_another_cooperative_stays_closed(president: Member, facilitator: User) -> None:
    other = member_of(OrganisationFactory.create(active=True))
    client = begun(facilitator, grant(president))

    answer = client.post("/fr/portal/switch/", {"organisation": str(other.organisation.pk)})

    assert answer.status_code == 404


@pytest.mark.parametrize("end", ["revoked", "over", "laid down"])
def test_nothing_is_possible_any_more_once_it_has_ended(
    end: str, president: Member, facilitator: User
) -> None:
    assistance = grant(president)
    client = begun(facilitator, assistance)
    assert client.get("/fr/portal/").status_code == 200

    if end == "over":
        Assistance.objects.update(
            granted_at=timezone.now() - timedelta(days=9), ends_at=timezone.now() - timedelta(days=1)
        )
    else:
        (president.client if end == "revoked" else client).post(f"/fr/portal/help/{assistance.pk}/end/")

    assert client.get("/fr/portal/").status_code == 403
    begin = client.post("/fr/portal/helping/", {"assistance": str(assistance.pk), "reason": "x"})
    assert begin.status_code == 404


def test_acting_stops_when_the_facilitator_says_so(president: Member, facilitator: User) -> None:
    client = begun(facilitator, grant(president))

    client.post("/fr/portal/helping/stop/")

    assert client.get("/fr/portal/").status_code == 403
    assert president.organisation.name("fr") in page_of(client.get("/fr/portal/helping/"))


def test_nobody_begins_without_a_reason_or_under_anothers_agreement(
    president: Member, facilitator: User
) -> None:
    assistance = grant(president)
    thief = Client()
    thief.force_login(UserFactory.create())

    stolen = thief.post("/fr/portal/helping/", {"assistance": str(assistance.pk), "reason": "x"})
    own = Client()
    own.force_login(facilitator)
    silent = own.post("/fr/portal/helping/", {"assistance": str(assistance.pk), "reason": " "})

    assert (stolen.status_code, silent.status_code) == (404, 422)
    assert thief.get("/fr/portal/").status_code == 403
    assert own.get("/fr/portal/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"phone": "0699999999"}, InvalidInput),
        ({"roles": []}, InvalidInput),
        ({"roles": ["treasurer"]}, InvalidInput),
        ({"roles": ["president"]}, InvalidInput),
        ({"consent": "guessed"}, InvalidInput),
        ({"ends_date": timezone.now().date() - timedelta(days=1)}, InvalidInput),
        ({"ends_date": timezone.now().date() + timedelta(days=500)}, InvalidInput),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(
    changes: dict[str, object], error: type[Exception], president: Member, facilitator: User
) -> None:
    with pytest.raises(error):
        grant(president, **changes)

    assert not Assistance.objects.exists()


def test_only_a_president_lends_and_a_closed_organisation_nothing(
    president: Member, facilitator: User
) -> None:
    closed = member_of(OrganisationFactory.create(state="closed"))
    values = {
        "phone": "0612345678", "roles": ["sales"], "consent": "tapped",
        "ends_date": (timezone.now() + timedelta(days=3)).date(), "now": timezone.now(),
    }  # fmt: skip
    organisation = president.organisation

    for actor, error in (
        (member_actor(organisation, Role.TREASURER), NotAllowed),
        (staff_actor(Permission.VERIFY_COOPERATIVES), NotAllowed),
        (member_actor(OrganisationFactory.create()), NotFound),
    ):
        with pytest.raises(error):
            assistance_grant(actor=actor, organisation_id=organisation.pk, **values)  # type: ignore[arg-type]
    with pytest.raises(IllegalMove):
        grant(closed)
    with pytest.raises(InvalidInput):
        grant(president, phone=president.user.phone)

    assert not Assistance.objects.exists()


def test_a_stranger_ends_nothing_and_granting_anew_replaces(president: Member, facilitator: User) -> None:
    first = grant(president)
    with pytest.raises(NotFound):
        assistance_end(
            actor=member_actor(OrganisationFactory.create()), assistance_id=first.pk, now=timezone.now()
        )
    with pytest.raises(NotFound):
        assistance_end(actor=member_actor(OrganisationFactory.create()), assistance_id=0, now=timezone.now())

    second = grant(president, roles=["production"])

    first.refresh_from_db()
    assert (first.ended_at is not None, second.ended_at) == (True, None)


def test_the_database_refuses_money_in_the_scope(president: Member, facilitator: User) -> None:
    assistance = grant(president)

    refused: list[dict[str, Any]] = [{"roles": ["treasurer"]}, {"roles": []}, {"consent_by": facilitator}]
    for values in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            Assistance.objects.filter(pk=assistance.pk).update(**values)


def test_the_pages_ask_a_fixed_number_of_questions(president: Member, facilitator: User) -> None:
    client = begun(facilitator, grant(president))
    before = (queries_of(president.client, "/fr/portal/help/"), queries_of(client, "/fr/portal/helping/"))
    for _act in range(5):
        client.post("/fr/portal/words/", {"words": "off"})

    after = (queries_of(president.client, "/fr/portal/help/"), queries_of(client, "/fr/portal/helping/"))

    assert after == before == (7, 5)
    assert not Product.objects.exists()
