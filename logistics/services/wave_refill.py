"""Find other lots for lines of a wave that lost theirs (to a recall, a count, an age limit)."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.fefo import Demand
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, Wave
from logistics.models.stock import Shortage
from logistics.policies import may_run_hub
from logistics.services.lots_allocate import lots_allocate
from logistics.states import FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require

_OPEN = (FulfilmentState.ALLOCATED, FulfilmentState.PICKING)


@transaction.atomic
def wave_refill(*, actor: Actor, wave_id: int, now: datetime) -> dict[str, int]:
    """
    Allocate what lines of the wave lack; return what is still missing, by line reference.

    :raises NotFound: if there is no such wave
    :raises NotAllowed: if the actor does not run this hub
    """
    wave = (
        Wave.objects.select_for_update(no_key=True, of=("self",))
        .select_related("warehouse")
        .filter(pk=wave_id)
        .first()
    )
    if wave is None:
        raise NotFound(_("There is no such wave."), field="wave")
    require(
        may_run_hub(actor, wave.warehouse.organisation_id), _("Only the people of this hub may start a wave.")
    )
    fulfilments = Fulfilment.objects.filter(wave=wave, state__in=_OPEN).order_by("id")
    ids = [fulfilment.pk for fulfilment in fulfilments.select_for_update(no_key=True)]

    lines = _lacking(ids)
    references = {line.pk: line.reference for line, _units in lines}
    short = set(Shortage.objects.filter(key__in=references.values()).values_list("key", flat=True))
    demands = [
        Demand(line.reference, line.pk, line.variant_id, units)
        for line, units in lines
        if line.reference not in short
    ]
    plan = lots_allocate(demands, warehouse_id=wave.warehouse_id, today=timezone.localdate(now))
    cut = {line.reference: units for line, units in lines if line.reference in short}
    return {**{references[pk]: units for pk, units in plan.missing.items()}, **cut}


def _lacking(fulfilment_ids: Collection[uuid.UUID]) -> list[tuple[FulfilmentLine, int]]:
    lines = FulfilmentLine.objects.filter(fulfilment__in=fulfilment_ids).order_by(
        "fulfilment__created_at", "id"
    )
    bound = lines.annotate(
        bound=Coalesce(Sum("allocations__quantity", filter=Q(allocations__packed_at=None)), 0)
    )
    return [(line, line.quantity - line.bound) for line in bound if line.bound < line.quantity]
