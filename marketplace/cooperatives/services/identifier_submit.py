"""A president hands in an official number."""

import re
import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import FileField
from django.utils.translation import gettext as _

from marketplace.cooperatives.models.identity import Identifier
from marketplace.cooperatives.policies import may_manage
from marketplace.cooperatives.requirements import NEEDS_ISSUER, NEEDS_SCAN
from marketplace.cooperatives.services.organisation_locked import organisation_locked
from marketplace.cooperatives.states import DocumentState, IdentifierKind, VerificationState
from marketplace.kernel.actor import Actor
from marketplace.kernel.checkdigits import ice_check
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.kernel.raster import MOST_BYTES, raster_of

_DIGITS = re.compile(r"[0-9]{1,15}")


@transaction.atomic
def identifier_submit(
    *,
    actor: Actor,
    organisation_id: int,
    kind: str,
    value: str,
    issuer: str = "",
    issued_date: date | None = None,
    expires_date: date | None = None,
    scan: bytes | None = None,
) -> Identifier:
    """
    Hand in a number, or hand it in anew: it is to be reviewed (again) then.

    :param scan: the paper itself, as a PDF or a picture; None keeps what was handed in before

    :raises NotFound: if there is no such organisation, or it is not the actor's to see
    :raises NotAllowed: if the actor is neither its president nor of the staff who verify
    :raises IllegalMove: if the organisation is closed
    :raises InvalidInput: if the kind is unknown, the number wrong, its issuer or picture missing where one is
        needed, the picture unreadable, or the dates not in order
    """
    organisation = organisation_locked(actor=actor, organisation_id=organisation_id)
    require(may_manage(actor, organisation_id), _("Only the president may hand in papers."))
    if organisation.state == VerificationState.CLOSED:
        raise IllegalMove(_("This organisation is closed."), field="organisation")
    if issued_date and expires_date and expires_date < issued_date:
        raise InvalidInput(_("A paper cannot expire before it was issued."), field="expires_date")
    known = Identifier.objects.filter(organisation=organisation, kind=kind).first()
    checked = _checked(kind, value)
    if kind in NEEDS_SCAN and scan is None and not (known and known.scan):
        raise InvalidInput(_("Please add a picture of the paper."), field="scan")
    kept = {} if scan is None else {"scan": _stored(scan)}
    identifier, _created = Identifier.objects.update_or_create(
        organisation=organisation,
        kind=kind,
        defaults={
            **kept,
            "value": checked,
            "told_days": None,
            "issuer": clean_line(issuer, field="issuer", most=120, required=kind in NEEDS_ISSUER),
            "issued_date": issued_date,
            "expires_date": expires_date,
            "state": DocumentState.SUBMITTED,
            "submitted_by_id": actor.user_id,
            "reviewed_by": None,
            "reason": "",
        },
    )
    return identifier


def _store() -> Storage:
    """The very storage that the row reads from: asking the settings again could find another one."""
    field: FileField = Identifier._meta.get_field("scan")
    return field.storage


def _stored(content: bytes) -> str:
    """Keep a paper under a name that says nothing; a picture is made safe first, a PDF is never run here."""
    if content.startswith(b"%PDF-"):
        if len(content) > MOST_BYTES:
            raise InvalidInput(_("This file is too large."), field="scan")
        return _store().save(f"papers/{uuid.uuid4().hex}.pdf", ContentFile(content))
    raster = raster_of(content, field="scan")
    return _store().save(f"papers/{raster.name}", ContentFile(raster.content))


def _checked(kind: str, value: str) -> str:
    """Check what can be checked: the ICE has check digits, tax numbers are digits, people read the rest."""
    if kind not in IdentifierKind.values:
        raise InvalidInput(_("This kind of number is not one of ours."), field="kind")
    if kind == IdentifierKind.ICE:
        return ice_check(value, field="value")
    cleaned = clean_line(value, field="value", most=60)
    if kind in {IdentifierKind.IF, IdentifierKind.TP}:
        compact = cleaned.replace(" ", "")
        if not _DIGITS.fullmatch(compact):
            raise InvalidInput(_("This number may only hold digits."), field="value")
        return compact
    return cleaned
