"""What it cost the hub to serve each lot and each parcel of a month: what was recorded, shared by what caused it."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from logistics.collecting import LOADED
from logistics.models.collection import CollectionStop
from logistics.models.lot import Movement
from logistics.models.processing import ConsumableMove, ProcessingRun
from logistics.models.tariff import HubCost
from logistics.policies import may_set_prices
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import HubService, MovementReason
from logistics.tariff import shared_by
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import BASE_CURRENCY, Money, total_of
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class CostToServe:
    """
    Recorded costs of a month by work; what of them each lot (by code) and each parcel (by number) caused.

    `packaging` is what pieces cost that went into parcels or got lost (those of processing are in its runs).
    `unassigned` is what was recorded for work of which nothing was done, and lost packaging: the sums with it equal
    what was recorded.
    """

    recorded: dict[HubService, Money]
    packaging: Money
    by_lot: dict[str, Money]
    by_parcel: dict[str, Money]
    unassigned: Money

    @property
    def total(self) -> Money:
        """Everything that was recorded."""
        return total_of([*self.recorded.values(), self.packaging])


# Gram-days of each lot: a movement weighs from its day to the end of the month; what came before, from its first day.
_GRAM_DAYS = """
    SELECT lot.code, sum(m.quantity * v.weight_g
           * (%(end)s::date - greatest((m.happened_at AT TIME ZONE 'Africa/Casablanca')::date, %(start)s::date)))
    FROM logistics_movement m JOIN logistics_lot lot ON lot.id = m.lot_id
    JOIN catalog_variant v ON v.id = lot.variant_id
    WHERE m.warehouse_id = %(warehouse)s AND (m.happened_at AT TIME ZONE 'Africa/Casablanca')::date < %(end)s
    GROUP BY lot.code
"""


def cost_to_serve(*, actor: Actor, warehouse_id: uuid.UUID, month: date) -> CostToServe:
    """
    Share a month's recorded costs; eight queries.

    Taking in and collecting by weight, storage by weight and days, packing by pieces; packaging at its own cost.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor may not see its costs
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    require(
        may_set_prices(actor, warehouse.organisation_id),
        _("Prices and costs are for whoever answers for the hub."),
    )
    start = month.replace(day=1)
    end = (start + timedelta(days=32)).replace(day=1)
    recorded = {
        HubService(row.service): row.amount
        for row in HubCost.objects.filter(warehouse=warehouse, month=start).order_by("service")
    }
    nothing = Money.zero(BASE_CURRENCY)
    received = shared_by(recorded.get(HubService.RECEIVE, nothing), _grams_received(warehouse.pk, start, end))
    stored = shared_by(recorded.get(HubService.STORE, nothing), _gram_days(warehouse.pk, start, end))
    packed = shared_by(recorded.get(HubService.PACK, nothing), _pieces_packed(warehouse.pk, start, end))
    collected = shared_by(
        recorded.get(HubService.COLLECT, nothing),
        _grams_received(warehouse.pk, start, end, is_collected=True),
    )
    processed = _run_costs(warehouse.pk, start, end)
    if processed:
        recorded[HubService.PROCESS] = total_of(list(processed.values()))
    by_lot: dict[str, Money] = {}
    for shares in (received, stored, collected, processed):
        for code, amount in shares.items():
            by_lot[code] = by_lot.get(code, nothing) + amount
    packaging, by_parcel = Money.zero(BASE_CURRENCY), dict(packed)
    for number, amount in _packaging_costs(warehouse.pk, start, end).items():
        packaging += amount
        if number:
            by_parcel[number] = by_parcel.get(number, nothing) + amount
    given = total_of([*by_lot.values(), *by_parcel.values()])
    whole = total_of([*recorded.values(), packaging])
    return CostToServe(recorded, packaging, by_lot, by_parcel, whole - given)


def _grams_received(
    warehouse_id: uuid.UUID, start: date, end: date, *, is_collected: bool = False
) -> dict[str, int]:
    """Return the grams that came in of each lot; with `is_collected` only what a vehicle of ours brought."""
    rows = Movement.objects.filter(
        warehouse=warehouse_id,
        reason=MovementReason.RECEIPT,
        happened_at__date__gte=start,
        happened_at__date__lt=end,
    )
    if is_collected:
        stops = CollectionStop.objects.filter(state__in=LOADED).values("notice")
        rows = rows.filter(lot__receipt_line__receipt__notice__in=stops)
    return dict(
        rows.values_list("lot__code")
        .annotate(grams=Sum(F("quantity") * F("lot__variant__weight_g")))
        .order_by("lot__code")
    )


def _gram_days(warehouse_id: uuid.UUID, start: date, end: date) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_GRAM_DAYS, {"warehouse": warehouse_id, "start": start, "end": end})
        return {code: int(days) for code, days in sorted(cursor.fetchall())}


def _pieces_packed(warehouse_id: uuid.UUID, start: date, end: date) -> dict[str, int]:
    rows = Movement.objects.filter(
        warehouse=warehouse_id,
        reason=MovementReason.PACK,
        happened_at__date__gte=start,
        happened_at__date__lt=end,
    ).values_list("reference")
    counted = rows.annotate(pieces=Sum(-F("quantity"))).order_by("reference")
    return {reference.removeprefix("parcel:"): pieces for reference, pieces in counted}


def _run_costs(warehouse_id: uuid.UUID, start: date, end: date) -> dict[str, Money]:
    runs = ProcessingRun.objects.filter(
        warehouse=warehouse_id, done_at__date__gte=start, done_at__date__lt=end
    ).select_related("output_lot")
    return {run.output_lot.code: Money(run.cost_minor, run.currency) for run in runs if run.cost_minor}


def _packaging_costs(warehouse_id: uuid.UUID, start: date, end: date) -> dict[str, Money]:
    """Return what packaging cost by the parcel that it went into (less what came out again); under "" what got lost."""
    in_parcels = Q(reference__startswith="parcel:") | Q(reference__startswith="unpacked:")
    moves = ConsumableMove.objects.filter(
        in_parcels | Q(reference="", quantity__lt=0),
        consumable__warehouse=warehouse_id,
        happened_at__date__gte=start,
        happened_at__date__lt=end,
    )
    costs: dict[str, Money] = {}
    for reference, minor in moves.values_list("reference").annotate(Sum("cost_minor")).order_by("reference"):
        number = reference.partition(":")[2]
        costs[number] = costs.get(number, Money.zero(BASE_CURRENCY)) - Money(minor)
    return {number: amount for number, amount in costs.items() if amount}
