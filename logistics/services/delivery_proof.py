"""What proves a delivery, checked and written down beside its report."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from logistics.delivery_code import is_code_of
from logistics.models.doorstep import DeliveryProof
from logistics.models.parcel import Parcel, TrackingEvent
from logistics.services.evidence_keep import Stored, evidence_note
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.search_text import without_controls

LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """Who took the parcel, the code that they said, and a photo that lies in the store already."""

    received_by: str = ""
    code: str = ""
    photo: Stored | None = None


def demand_proof(proof: Proof, parcel: Parcel, *, is_delivered: bool) -> None:
    """
    Pass a proof that proves something.

    :raises InvalidInput: if nothing was delivered, the code is another parcel's, or there is no name, code or photo
    """
    if not is_delivered:
        raise InvalidInput(_("Only a delivery is proved."), field="received_by")
    if proof.code and not is_code_of(parcel.number, proof.code):
        raise InvalidInput(
            _("This is not the code of this parcel. Ask for it again, or take a photo."), field="code"
        )
    if len(proof.received_by) > LONGEST_NAME:
        raise InvalidInput(
            _("Please use at most %(count)d characters.") % {"count": LONGEST_NAME}, field="received_by"
        )
    if not (without_controls(proof.received_by).strip() or proof.code or proof.photo):
        raise InvalidInput(
            _("Say who took it, type the customer's code, or take a photo."), field="received_by"
        )


def proof_write(event: TrackingEvent, proof: Proof, *, actor: Actor, now: datetime) -> DeliveryProof:
    """Write down what proves a delivery that was just recorded."""
    fulfilment = event.parcel.fulfilment
    photo = None
    if proof.photo is not None:
        photo = evidence_note(
            proof.photo,
            subject=f"delivery:{event.pk}",
            warehouse_id=fulfilment.warehouse_id,
            organisation_id=event.parcel.carrier_id,
            actor=actor,
            now=now,
        )
    return DeliveryProof.objects.create(
        event=event,
        received_by=without_controls(proof.received_by).strip(),
        by_code=bool(proof.code),
        photo=photo,
        created_at=now,
    )
