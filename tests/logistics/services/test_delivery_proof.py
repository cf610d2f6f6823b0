"""What proves a delivery: test that ..."""

from datetime import timedelta

import pytest

from logistics.delivery_code import delivery_code
from logistics.models.doorstep import DeliveryProof
from logistics.models.evidence import Evidence
from logistics.models.parcel import Parcel
from logistics.selectors.parcels import proofs_of
from logistics.services.delivery_proof import Proof
from logistics.services.evidence_keep import evidence_stored
from logistics.services.parcel_track import parcel_track
from logistics.states import EvidenceKind, TrackingKind
from marketplace.kernel.errors import InvalidInput
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, handed_over_parcel, picture, stocked_variant

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def parcel() -> Parcel:
    return handed_over_parcel((stocked_variant(5), 1))


def hand(parcel: Parcel, proof: Proof, kind: TrackingKind = TrackingKind.DELIVERED) -> None:
    parcel_track(
        actor=MACHINE,
        parcel_id=parcel.pk,
        kind=kind,
        happened_at=LATER,
        key="door",
        now=LATER,
        reason="absent" if kind == TrackingKind.ATTEMPT_FAILED else "",
        proof=proof,
    )


def test_a_name_a_code_or_a_photo_proves(parcel: Parcel) -> None:
    with evidence_stored({"photo": (EvidenceKind.PHOTO, picture())}) as stored:
        hand(parcel, Proof(" Amina ", delivery_code(parcel.number), stored["photo"]))

    [proof] = proofs_of(parcel).values()
    assert (proof.received_by, proof.by_code) == ("Amina", True)
    assert Evidence.objects.get().subject == f"delivery:{proof.event_id}"


def test_the_code_of_another_parcel_proves_nothing(parcel: Parcel) -> None:
    wrong = f"{(int(delivery_code(parcel.number)) + 1) % 10_000:04d}"

    with pytest.raises(InvalidInput) as refusal:
        hand(parcel, Proof(code=wrong))
    assert (refusal.value.field, DeliveryProof.objects.count()) == ("code", 0)


@pytest.mark.parametrize("proof", [Proof(), Proof(received_by="  "), Proof(received_by="x" * 101)])
def test_nothing_proves_nothing(parcel: Parcel, proof: Proof) -> None:
    with pytest.raises(InvalidInput):
        hand(parcel, proof)
    parcel.fulfilment.refresh_from_db()
    assert parcel.fulfilment.state == "handed_over"


def test_only_a_delivery_is_proved(parcel: Parcel) -> None:
    with pytest.raises(InvalidInput):
        hand(parcel, Proof("Amina"), TrackingKind.ATTEMPT_FAILED)


def test_a_code_has_four_digits_and_is_each_parcels_own() -> None:
    codes = {delivery_code(f"P{number}") for number in range(50)}

    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert len(codes) > 40
