"""Certificates are submitted by sellers and verified by somebody else."""

from datetime import date

import pytest

from catalog.models.certificate import Certificate
from catalog.services.certificate_add import certificate_add
from catalog.services.certificate_verify import certificate_verify
from catalog.states import CertificateState
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, NotAllowed, NotFound
from marketplace.outbox.models import Message
from tests.factories.catalog import CertificateFactory, ProductFactory
from tests.factories.ground import OrganisationFactory, UserFactory, member_actor, staff_actor

pytestmark = pytest.mark.django_db
PAPER = {
    "scheme": "igp",
    "number": " IGP-7\u202e ",
    "issuer": "Normacert",
    "issued_date": date(2026, 1, 1),
    "expires_date": date(2026, 12, 31),
}


def _add(actor, seller, now, **changes):
    return certificate_add(actor=actor, organisation_id=seller.pk, **{**PAPER, **changes}, now=now)


def test_a_certificate_waits_for_a_second_person(sales, seller, draft, noon):
    certificate = _add(sales, seller, noon, product_id=draft.pk)

    assert (certificate.state, certificate.number) == (CertificateState.SUBMITTED, "IGP-7")
    assert certificate.submitted_by_id == sales.user_id
    assert Message.objects.get().topic == "catalog.certificate-submitted.v1"


@pytest.mark.parametrize(
    ("_case", "changes", "field"),
    [
        ("an unknown scheme", {"scheme": "best"}, "scheme"),
        ("no number", {"number": "\u200b"}, "number"),
        ("no issuer", {"issuer": " "}, "issuer"),
        ("dates out of order", {"expires_date": date(2025, 12, 31)}, "expires_date"),
    ],
)
def test_a_certificate_that_cannot_be_is_refused(_case, changes, field, sales, seller, noon):
    with pytest.raises(InvalidInput) as refusal:
        _add(sales, seller, noon, **changes)

    assert refusal.value.field == field
    assert not Certificate.objects.exists()


def test_a_certificate_is_submitted_once(sales, seller, noon):
    _add(sales, seller, noon)

    with pytest.raises(Conflict):
        _add(sales, seller, noon)


def test_a_certificate_is_not_hung_on_the_product_of_another(sales, seller, noon):
    with pytest.raises(NotFound):
        _add(sales, seller, noon, product_id=ProductFactory.create().pk)
    with pytest.raises(NotFound):
        _add(member_actor(OrganisationFactory.create()), seller, noon)
    with pytest.raises(NotAllowed):
        _add(member_actor(seller, "production"), seller, noon)

    assert not Certificate.objects.exists()


def _verify(actor, certificate, now, *, is_accepted=True, reason=""):
    return certificate_verify(
        actor=actor, certificate_id=certificate.pk, is_accepted=is_accepted, reason=reason, now=now
    )


def test_the_staff_accepts_a_certificate_and_may_take_that_back(sales, seller, reviewer, noon):
    certificate = _add(sales, seller, noon)

    _verify(reviewer, certificate, noon)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.verified_by_id) == (CertificateState.ACCEPTED, reviewer.user_id)
    with pytest.raises(IllegalMove):
        _verify(reviewer, certificate, noon)

    _verify(reviewer, certificate, noon, is_accepted=False, reason="Withdrawn")
    certificate.refresh_from_db()
    assert (certificate.state, certificate.reason) == (CertificateState.REFUSED, "Withdrawn")
    with pytest.raises(IllegalMove):
        _verify(reviewer, certificate, noon)
    assert Message.objects.latest("pk").body["is_accepted"] is False


def test_who_submitted_a_certificate_may_not_verify_it(reviewer, seller, noon):
    certificate = _add(reviewer, seller, noon)

    with pytest.raises(NotAllowed):
        _verify(reviewer, certificate, noon)

    certificate.refresh_from_db()
    assert (certificate.state, certificate.verified_by_id) == (CertificateState.SUBMITTED, None)


def test_others_verify_nothing(sales, noon):
    certificate = CertificateFactory.create(
        state=CertificateState.SUBMITTED, submitted_by=UserFactory.create()
    )

    for actor in (sales, member_actor(certificate.organisation), staff_actor(Permission.MANAGE_CASH)):
        with pytest.raises(NotAllowed):
            _verify(actor, certificate, noon)
    with pytest.raises(NotFound):
        certificate_verify(
            actor=staff_actor(Permission.MANAGE_PRODUCTS), certificate_id=10**12, is_accepted=True, now=noon
        )

    certificate.refresh_from_db()
    assert certificate.state == CertificateState.SUBMITTED


def test_an_expired_certificate_is_not_accepted_and_a_refusal_needs_a_reason(reviewer, noon):
    certificate = CertificateFactory.create(state=CertificateState.SUBMITTED, expires_date=date(2026, 11, 15))

    with pytest.raises(IllegalMove):
        _verify(reviewer, certificate, noon)
    with pytest.raises(InvalidInput):
        _verify(reviewer, certificate, noon, is_accepted=False)

    certificate.refresh_from_db()
    assert certificate.state == CertificateState.SUBMITTED
