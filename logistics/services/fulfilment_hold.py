"""Stop what goes out under a reference where it is, and let it go on."""

from datetime import datetime

from django.db import transaction

from logistics.models.fulfilment import Fulfilment
from logistics.states import NOT_TOLD_YET, FulfilmentState


@transaction.atomic
def fulfilment_hold(*, reference: str, now: datetime) -> bool:
    """
    Let nobody pack or hand over what goes out under a reference ("order:<uuid>"), until `fulfilment_resume`.

    Say whether it could be stopped: not what has left, nor what the hub was never asked for. Again: no change.
    """
    row = Fulfilment.objects.select_for_update(no_key=True).filter(reference=reference).first()
    if row is None or row.state not in {*NOT_TOLD_YET, FulfilmentState.PACKED}:
        return False
    if row.held_at is None:
        row.held_at = now
        row.save(update_fields=["held_at"])
    return True


def fulfilment_resume(*, reference: str) -> None:
    """Let what was stopped go on from where it is; what was not stopped stays as it is."""
    Fulfilment.objects.filter(reference=reference, held_at__isnull=False).update(held_at=None)
