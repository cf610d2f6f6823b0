"""The hub's day at a glance: what is open, how much of it, and how long the oldest has waited."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Min, OuterRef, Subquery

from logistics.carrying import BookingState, ReportState
from logistics.collecting import HELD
from logistics.models.carrier import CarrierBooking, CarrierReport
from logistics.models.collection import CollectionRound
from logistics.models.fulfilment import Fulfilment
from logistics.models.inbound import Discrepancy, Notice
from logistics.models.lot import Lot, LotStock
from logistics.models.processing import Consumable, ConsumableMove
from logistics.models.stock import Shortage
from logistics.models.storage import CountLine, TemperatureAlarm
from logistics.selectors.rounds import OPEN
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import OPEN_STATES, Arrival, CountLineState, FulfilmentState, LotState, NoticeState
from marketplace.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Heap:
    """So many things wait; the oldest since then (None if nothing waits)."""

    count: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """
    The heaps of a warehouse: fulfilments by open state (in the order of the road), goods coming in, shortages.

    `rounds`: of today or before, and not done.
    """

    fulfilments: dict[FulfilmentState, Heap]
    announced: Heap
    discrepancies: Heap
    quarantine: Heap
    shortages: Heap
    to_put_away: Heap
    alarms: Heap
    differing: Heap
    bookings: Heap
    reports: Heap
    to_collect: Heap
    rounds: Heap
    packaging: Heap


def today_board(*, actor: Actor, warehouse_id: uuid.UUID, today: date) -> Board:
    """
    Count what is open in a warehouse; fourteen queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    rows = (
        Fulfilment.objects.filter(warehouse=warehouse, state__in=OPEN_STATES)
        .values_list("state")
        .annotate(count=Count("pk"), oldest_at=Min("state_at"))
    )
    found = {state: Heap(count, oldest_at) for state, count, oldest_at in rows}
    lots = Lot.objects.filter(warehouse=warehouse, state=LotState.QUARANTINE)
    shortages = Shortage.objects.filter(stock__warehouse=warehouse, expected_date=None)
    notices = Notice.objects.filter(warehouse=warehouse, state=NoticeState.ANNOUNCED)
    cases = Discrepancy.objects.filter(warehouse=warehouse, closed_at__isnull=True)
    homeless = LotStock.objects.filter(warehouse=warehouse, bin=None, quantity__gt=0)
    alarms = TemperatureAlarm.objects.filter(zone__warehouse=warehouse, closed_at=None)
    differing = CountLine.objects.filter(count__warehouse=warehouse, state=CountLineState.DIFFERS)
    unbooked = CarrierBooking.objects.filter(state=BookingState.DEAD, parcel__fulfilment__warehouse=warehouse)
    reports = CarrierReport.objects.filter(state=ReportState.DEAD)
    uncollected = notices.filter(arrival=Arrival.COLLECTION).exclude(stops__state__in=HELD)
    driving = CollectionRound.objects.filter(warehouse=warehouse, state__in=OPEN, day__lte=today)
    # Since the last time that some of it was taken: what made it so few
    taken = ConsumableMove.objects.filter(consumable=OuterRef("pk"), quantity__lt=0)
    short = Consumable.objects.filter(warehouse=warehouse, quantity__lte=F("reorder_level")).annotate(
        low_since=Subquery(taken.order_by("-happened_at").values("happened_at")[:1])
    )
    return Board(
        fulfilments={state: found.get(state, Heap(0, None)) for state in OPEN_STATES},
        announced=Heap(**notices.aggregate(count=Count("pk"), oldest_at=Min("created_at"))),
        discrepancies=Heap(**cases.aggregate(count=Count("pk"), oldest_at=Min("opened_at"))),
        quarantine=Heap(**lots.aggregate(count=Count("pk"), oldest_at=Min("received_at"))),
        shortages=Heap(**shortages.aggregate(count=Count("pk"), oldest_at=Min("promised_at"))),
        to_put_away=Heap(**homeless.aggregate(count=Count("pk"), oldest_at=Min("lot__received_at"))),
        alarms=Heap(**alarms.aggregate(count=Count("pk"), oldest_at=Min("opened_at"))),
        differing=Heap(**differing.aggregate(count=Count("pk"), oldest_at=Min("counted_at"))),
        bookings=Heap(**unbooked.aggregate(count=Count("pk"), oldest_at=Min("created_at"))),
        to_collect=Heap(**uncollected.aggregate(count=Count("pk"), oldest_at=Min("created_at"))),
        rounds=Heap(**driving.aggregate(count=Count("pk"), oldest_at=Min("created_at"))),
        packaging=Heap(**short.aggregate(count=Count("pk"), oldest_at=Min("low_since"))),
        reports=Heap(**reports.aggregate(count=Count("pk"), oldest_at=Min("received_at"))),
    )
