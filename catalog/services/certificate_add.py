"""A seller shows a certificate."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.events import CertificateSubmitted
from catalog.models.certificate import Certificate
from catalog.models.product import Product
from catalog.policies import may_edit, may_see
from catalog.states import CertificateScheme
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def certificate_add(
    *,
    actor: Actor,
    organisation_id: int,
    product_id: int | None = None,
    scheme: str,
    number: str,
    issuer: str,
    issued_date: date,
    expires_date: date,
    now: datetime,
) -> Certificate:
    """
    Submit a certificate of an organisation, for one product or (without) for all; the staff verifies it.

    :raises NotFound: if the organisation or its product does not exist, or is not the actor's to see
    :raises NotAllowed: if the actor may not write its products
    :raises InvalidInput: if the scheme is unknown, a text is empty, or the dates are not in order
    :raises Conflict: if it was submitted already
    """
    _check_owner(actor, organisation_id, product_id)
    _check_paper(scheme, issued_date, expires_date)
    try:
        with transaction.atomic():
            certificate = Certificate.objects.create(
                organisation_id=organisation_id,
                product_id=product_id,
                scheme=scheme,
                number=clean_line(number, field="number", most=60),
                issuer=clean_line(issuer, field="issuer", most=120),
                issued_date=issued_date,
                expires_date=expires_date,
                submitted_by_id=actor.user_id,
            )
    except IntegrityError:
        raise Conflict(_("This certificate was submitted already."), field="number") from None
    bus.publish(
        CertificateSubmitted(certificate_id=certificate.pk, organisation_id=organisation_id, happened_at=now)
    )
    return certificate


def _check_owner(actor: Actor, organisation_id: int, product_id: int | None) -> None:
    """Pass if the actor may write for this organisation, and the product is its own."""
    if not may_see(actor, organisation_id) or not Organisation.objects.filter(pk=organisation_id).exists():
        raise NotFound(_("There is no such organisation."), field="organisation")
    require(may_edit(actor, organisation_id), _("Only the president or the sales people may write products."))
    if (
        product_id is not None
        and not Product.objects.filter(pk=product_id, organisation=organisation_id).exists()
    ):
        raise NotFound(_("There is no such product."), field="product")


def _check_paper(scheme: str, issued_date: date, expires_date: date) -> None:
    if scheme not in CertificateScheme.values:
        raise InvalidInput(_("This scheme is not one of ours."), field="scheme")
    if expires_date < issued_date:
        raise InvalidInput(_("A certificate cannot expire before it was issued."), field="expires_date")
