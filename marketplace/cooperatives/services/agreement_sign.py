"""A president signs the agreement for the organisation."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import AgreementSigned
from marketplace.cooperatives.joining import agreement_in_force
from marketplace.cooperatives.models.joining import AgreementSignature
from marketplace.cooperatives.policies import may_sign
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.outbox import bus


@transaction.atomic
def agreement_sign(
    *, actor: Actor, organisation_id: int, version: int, signed_name: str, now: datetime
) -> AgreementSignature:
    """
    Sign the version in force under the name that the president types; signing again changes nothing.

    :param version: what was read, so that nobody signs a text that came in between
    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor is not its president; the staff signs for nobody
    :raises IllegalMove: if the organisation is closed
    :raises Conflict: if another version is in force
    :raises InvalidInput: if no name is given
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_sign(actor, organisation_id), _("Only the president may sign."))
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    agreement = agreement_in_force(timezone.localdate(now))
    if agreement is None or agreement.version != version:
        raise Conflict(_("The agreement has changed. Please read it again."), field="version")
    signature, is_new = AgreementSignature.objects.get_or_create(
        organisation=organisation,
        agreement=agreement,
        defaults={
            "signed_by_id": actor.user_id,
            "signed_name": clean_line(signed_name, field="signed_name", most=150),
            "signed_at": now,
        },
    )
    if is_new:
        bus.publish(AgreementSigned(organisation_id=organisation_id, version=version, happened_at=now))
    return signature
