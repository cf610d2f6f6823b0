"""The staff accepts or refuses a certificate."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.events import CertificateVerified
from catalog.models.certificate import Certificate
from catalog.policies import is_second_person, may_review
from catalog.states import CERTIFICATE_FLOW, CertificateState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def certificate_verify(
    *, actor: Actor, certificate_id: int, is_accepted: bool, reason: str = "", now: datetime
) -> Certificate:
    """
    Accept a certificate, so that its sign is shown until it expires, or refuse it with a reason.

    An accepted one may be refused later, when it was withdrawn by its issuer.

    :raises NotFound: if there is none
    :raises NotAllowed: if the actor is not of the staff for products, or submitted it
    :raises IllegalMove: if it was decided otherwise, or has expired already
    :raises InvalidInput: if it is refused without a reason
    """
    require(may_review(actor), _("Only the staff for products may verify certificates."))
    certificate = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
    if certificate is None:
        raise NotFound(_("There is no such certificate."), field="certificate")
    require(
        is_second_person(actor, certificate.submitted_by_id),
        _("Whoever submitted a certificate may not verify it."),
    )
    after = CertificateState.ACCEPTED if is_accepted else CertificateState.REFUSED
    CERTIFICATE_FLOW.check(CertificateState(certificate.state), after)
    if is_accepted and certificate.expires_date < timezone.localdate(now):
        raise IllegalMove(_("This certificate has expired."), field="expires_date")

    certificate.state = after
    certificate.verified_by_id = actor.user_id
    certificate.reason = clean_line(reason, field="reason", most=300, required=not is_accepted)
    certificate.save(update_fields=["state", "verified_by", "reason"])
    bus.publish(
        CertificateVerified(
            certificate_id=certificate.pk,
            organisation_id=certificate.organisation_id,
            is_accepted=is_accepted,
            reason=certificate.reason,
            happened_at=now,
        )
    )
    return certificate
