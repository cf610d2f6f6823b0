"""Let fulfilments go to the shelves together: allocate their lots and put them on one walk."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.fefo import Demand, Plan
from logistics.models.fulfilment import Fulfilment, FulfilmentLine, Wave
from logistics.models.stock import Shortage
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.services.lots_allocate import lots_allocate
from logistics.services.numbers import next_serial, number_of
from logistics.states import FULFILMENT_FLOW, FulfilmentState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class WaveResult:
    """
    The wave (None if nothing could be served), and by line reference how much was missing.

    A fulfilment with a line that is missing anything stays out of the wave, whole. `early` names the orders that were
    taken by choice before the day for which their goods are promised.
    """

    wave: Wave | None
    missing: dict[str, int]
    early: tuple[str, ...] = ()


@transaction.atomic
def wave_create(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    now: datetime,
    fulfilment_ids: Sequence[uuid.UUID] | None = None,
    limit: int = 50,
) -> WaveResult:
    """
    Allocate lots, earliest expiry first, to the chosen fulfilments or to the `limit` oldest, and start a wave.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run this hub
    :raises IllegalMove: if a chosen fulfilment is not waiting for allocation
    """
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may start a wave."))
    fulfilments = _waiting(warehouse_id, fulfilment_ids, limit, timezone.localdate(now))

    lines = list(FulfilmentLine.objects.filter(fulfilment__in=[row.pk for row in fulfilments]).order_by("id"))
    plan, missing = _allocate(fulfilments, lines, warehouse_id=warehouse_id, now=now)
    served = {share.line_id for share in plan.shares}
    served_ids = {line.fulfilment_id for line in lines if line.pk in served}
    references = {line.pk: line.reference for line in lines}
    lacking = {references[pk]: quantity for pk, quantity in missing.items()}
    if not served_ids:
        return WaveResult(None, lacking)

    wave = Wave.objects.create(
        number=number_of("wave", next_serial("wave")),
        warehouse=warehouse,
        created_by=actor.name,
        created_at=now,
    )
    Fulfilment.objects.filter(pk__in=served_ids).update(
        state=FulfilmentState.ALLOCATED, state_at=now, wave=wave
    )
    today = timezone.localdate(now)
    early = tuple(
        row.order_number
        for row in fulfilments
        if row.pk in served_ids and row.ready_date is not None and row.ready_date > today
    )
    return WaveResult(wave, lacking, early)


def _waiting(
    warehouse_id: uuid.UUID, chosen: Sequence[uuid.UUID] | None, limit: int, today: date
) -> list[Fulfilment]:
    """
    Lock what is waiting, oldest first; without a choice, what another wave is taking is left to it.

    What a cooperative has promised for a later day is taken before it by choice only.
    """
    rows = Fulfilment.objects.filter(warehouse=warehouse_id)
    if chosen is None:
        is_ready = Q(ready_date=None) | Q(ready_date__lte=today)
        rows = rows.filter(is_ready, state=FulfilmentState.RELEASED, held_at=None).order_by("state_at", "id")
        return list(rows.select_for_update(no_key=True, skip_locked=True)[:limit])
    found = list(rows.filter(pk__in=chosen).order_by("id").select_for_update(no_key=True))
    if len(found) < len(set(chosen)):
        raise NotFound(_("There is no such fulfilment in this warehouse."), field="fulfilment")
    for fulfilment in found:
        FULFILMENT_FLOW.check(FulfilmentState(fulfilment.state), FulfilmentState.ALLOCATED)
    return sorted(found, key=lambda fulfilment: (fulfilment.state_at, fulfilment.pk))


def _allocate(
    fulfilments: Sequence[Fulfilment],
    lines: Sequence[FulfilmentLine],
    *,
    warehouse_id: uuid.UUID,
    now: datetime,
) -> tuple[Plan, dict[int, int]]:
    """Lines whose promise was cut wait for goods; their whole fulfilment waits with them."""
    short = dict(
        Shortage.objects.filter(key__in=[line.reference for line in lines]).values_list("key", "quantity")
    )
    waiting = {line.fulfilment_id for line in lines if line.reference in short}
    place = {fulfilment.pk: number for number, fulfilment in enumerate(fulfilments)}
    demands = [
        Demand(str(line.fulfilment_id), line.pk, line.variant_id, line.quantity)
        for line in sorted(lines, key=lambda line: (place[line.fulfilment_id], line.pk))
        if line.fulfilment_id not in waiting
    ]
    plan = lots_allocate(demands, warehouse_id=warehouse_id, today=timezone.localdate(now))
    cut = {line.pk: short[line.reference] for line in lines if line.reference in short}
    return plan, {**plan.missing, **cut}
