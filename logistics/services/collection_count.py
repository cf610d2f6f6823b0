"""
What the gate's count means for a collection round: cases against the driver's word, the fee, the end.

For services only.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, Sum

from logistics.collecting import LOADED, ROUND_FLOW, RoundState, StopState
from logistics.models.collection import CollectionRound, CollectionStop, StopLoad
from logistics.models.inbound import Discrepancy, GoodsReceipt
from logistics.receiving import road_difference
from logistics.selectors.locked import round_locked
from logistics.services.hub_charge import Work, collection_charge
from logistics.states import NoticeState
from marketplace.kernel.actor import Actor

OPEN = (RoundState.PLANNED, RoundState.ON_THE_ROAD)


@transaction.atomic
def collection_counted(*, receipt: GoodsReceipt, actor: Actor, now: datetime) -> int:
    """
    Compare what was counted with what a driver loaded, charge the collecting, close the round that this ends.

    Nothing happens for goods that no driver of ours told about; called again, nothing happens twice.

    :returns: how many cases were opened
    """
    if receipt.notice_id is None:
        return 0
    stop = CollectionStop.objects.filter(notice=receipt.notice_id, state__in=LOADED).first()
    cases = 0
    if stop is not None:
        cases = _cases_opened(receipt, stop)
        _charged(receipt, actor=actor, now=now)
    rounds = CollectionRound.objects.filter(stops__notice=receipt.notice_id, state__in=OPEN)
    for pk in sorted(set(rounds.values_list("pk", flat=True))):
        round_closed_if_done(round_locked(pk), now=now)
    return cases


def _cases_opened(receipt: GoodsReceipt, stop: CollectionStop) -> int:
    loads = {
        load.notice_line_id: load.crates * load.notice_line.units_per_crate
        for load in StopLoad.objects.filter(stop=stop).select_related("notice_line")
    }
    found = []
    for line in receipt.lines.all():
        loaded = loads.get(line.notice_line_id or 0)
        if loaded is None:
            continue
        difference = road_difference(loaded=loaded, arrived=line.counted + line.damaged)
        if difference is not None:
            found.append(
                Discrepancy(
                    line=line,
                    warehouse_id=receipt.warehouse_id,
                    kind=difference.kind,
                    amount=difference.amount,
                    opened_at=receipt.recorded_at,
                )
            )
    Discrepancy.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def _charged(receipt: GoodsReceipt, *, actor: Actor, now: datetime) -> None:
    weight = F("counted") * F("variant__weight_g")
    grams = receipt.lines.aggregate(grams=Sum(weight))["grams"] or 0
    collection_charge(
        warehouse=receipt.warehouse,
        work=Work(
            organisation_id=receipt.organisation_id,
            reference=f"collected:{receipt.pk}",
            number=receipt.number,
            grams=grams,
        ),
        actor=actor,
        happened_at=receipt.received_at,
        now=now,
    )


def round_closed_if_done(found: CollectionRound, *, now: datetime) -> None:
    """Close a round (locked) when every stop is told, counted, or not wanted any more."""
    waiting = Q(state=StopState.PLANNED) | Q(state__in=LOADED)
    if found.state not in OPEN or found.stops.filter(waiting, notice__state=NoticeState.ANNOUNCED).exists():
        return
    ROUND_FLOW.check(RoundState(found.state), RoundState.CLOSED)
    found.state, found.closed_at = RoundState.CLOSED, now
    found.save(update_fields=["state", "closed_at"])
