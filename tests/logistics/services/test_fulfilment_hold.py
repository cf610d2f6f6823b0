"""fulfilment_hold: test that ..."""

from datetime import timedelta
from typing import Any

import pytest

from logistics.models.fulfilment import Fulfilment
from logistics.services.fulfilment_hold import fulfilment_hold, fulfilment_resume
from logistics.services.parcels_hand_over import parcels_hand_over
from logistics.services.wave_create import wave_create
from logistics.states import FulfilmentState
from marketplace.kernel.errors import InvalidInput
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, packed_parcel, stocked_variant

pytestmark = pytest.mark.django_db


def test_what_is_stopped_stays_behind_until_it_may_go_on() -> None:
    parcel = packed_parcel((stocked_variant(5), 1))
    row = parcel.fulfilment
    others: dict[str, Any] = {"warehouse_id": row.warehouse_id, "carrier_id": parcel.carrier_id, "now": NOON}

    assert fulfilment_hold(reference=row.reference, now=NOON)
    assert fulfilment_hold(reference=row.reference, now=NOON + timedelta(days=1))

    assert Fulfilment.objects.get().held_at == NOON
    with pytest.raises(InvalidInput):
        parcels_hand_over(actor=MACHINE, **others)
    fulfilment_resume(reference=row.reference)
    parcels_hand_over(actor=MACHINE, **others)
    # It has left, and nobody knows the other
    assert not fulfilment_hold(reference=row.reference, now=NOON)
    assert not fulfilment_hold(reference="order:none", now=NOON)


def test_no_wave_takes_by_itself_what_is_stopped() -> None:
    row = packed_parcel((stocked_variant(5), 1)).fulfilment
    Fulfilment.objects.update(state=FulfilmentState.RELEASED, wave=None)
    fulfilment_hold(reference=row.reference, now=NOON)

    assert wave_create(actor=MACHINE, warehouse_id=row.warehouse_id, now=NOON).wave is None
