"""Recalls as the hub works through them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from logistics.models.lot import Lot
from logistics.models.recall import Recall, RecallParcel
from logistics.policies import may_run_hub
from logistics.selectors.lot_trace import LEFT_FOR_GOOD, Balance, balances_of
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require

# What of a lot came back, was written off or was found by counting lessens or adds to what is to be accounted for, as
# in `lot_trace.Balance.accounted`; no lot makes up for what another lacks.
_TOTALS: Final = """
    WITH chosen AS MATERIALIZED (
        SELECT listed.recall_id, lot.id, lot.quantity_received AS received
        FROM logistics_recall_lots listed JOIN logistics_lot lot ON lot.id = listed.lot_id
        WHERE listed.recall_id = ANY(%(recalls)s)
    ), named AS (SELECT DISTINCT id FROM chosen), standing AS (
        SELECT s.lot_id, sum(s.quantity) AS units FROM logistics_lotstock s JOIN named ON named.id = s.lot_id
        GROUP BY 1
    ), packed AS (
        SELECT s.lot_id, sum(a.quantity) AS units FROM logistics_lotallocation a
        JOIN logistics_lotstock s ON s.id = a.lot_stock_id JOIN named ON named.id = s.lot_id
        WHERE a.packed_at IS NOT NULL GROUP BY 1
    ), moved AS (
        SELECT m.lot_id, sum(m.quantity) AS units FROM logistics_movement m JOIN named ON named.id = m.lot_id
        WHERE m.reason = ANY(%(reasons)s) GROUP BY 1
    )
    SELECT recall_id, count(*), coalesce(sum(received), 0), coalesce(sum(standing.units), 0),
        coalesce(sum(least(received,
            coalesce(standing.units, 0) + coalesce(packed.units, 0) - coalesce(moved.units, 0))), 0)
    FROM chosen LEFT JOIN standing ON standing.lot_id = chosen.id LEFT JOIN packed ON packed.lot_id = chosen.id
    LEFT JOIN moved ON moved.lot_id = chosen.id
    GROUP BY recall_id
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """All lots of a recall together: units that came in, that stand on shelves, and that are accounted for."""

    lots: int
    received: int
    standing: int
    accounted: int


@dataclass(frozen=True, slots=True)
class RecallDetail:
    """A recall with its lots (the first of them), the totals of all, and a page of parcels, open ones first."""

    recall: Recall
    lots: tuple[tuple[Lot, Balance], ...]
    totals: Totals
    parcels: Page[RecallParcel]
    parcel_count: int
    open_count: int


def recalls_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 20
) -> Page[tuple[Recall, int]]:
    """
    List a warehouse's recalls with the parcels still to be followed up, the newest first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = Recall.objects.filter(warehouse=warehouse)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=pk))
    counted = rows.annotate(open_count=Count("parcels", filter=Q(parcels__reach="")))
    found = [(row, row.open_count) for row in counted.order_by("-opened_at", "-id")[: size + 1]]
    return page_of(found, first=size, keys=lambda pair: (pair[0].opened_at, pair[0].pk))


def recalls_of(*, actor: Actor, warehouse_id: uuid.UUID) -> QuerySet[Recall]:
    """
    Return a warehouse's recalls, to be paged through.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    return Recall.objects.filter(warehouse=warehouse_run_by(actor, warehouse_id))


def recall_seen(*, actor: Actor, recall_id: int) -> Recall:
    """
    Return a recall with its warehouse, in one query.

    :raises NotFound: if there is no such recall
    :raises NotAllowed: if the actor does not run its hub
    """
    recall = Recall.objects.select_related("warehouse").filter(pk=recall_id).first()
    if recall is None:
        raise NotFound(_("There is no such recall."), field="recall")
    require(may_run_hub(actor, recall.warehouse.organisation_id), _("This is for the people of this hub."))
    return recall


def recall_detail(*, actor: Actor, recall_id: int, after: str = "", most: int = 100) -> RecallDetail:
    """
    Return a recall with what is to be done, `most` lots and parcels of it; ten statements, however many lots.

    :raises NotFound: if there is no such recall
    :raises NotAllowed: if the actor does not run its hub
    :raises InvalidInput: if the cursor is not one of ours
    """
    recall = recall_seen(actor=actor, recall_id=recall_id)
    lots = list(recall.lots.select_related("variant__product", "organisation").order_by("id")[:most])
    balances = balances_of(Lot.objects.filter(pk__in=[lot.pk for lot in lots]))
    rows = RecallParcel.objects.filter(recall=recall)
    shown = rows.select_related("parcel__fulfilment", "parcel__carrier", "lot").order_by("reach", "id")
    if after:
        reach, pk = keys_of(after, [str, int])
        shown = shown.filter(Q(reach__gt=reach) | Q(reach=reach, pk__gt=pk))
    return RecallDetail(
        recall=recall,
        lots=tuple((lot, balances[lot.pk]) for lot in lots),
        totals=recall_totals(recall.pk),
        parcels=page_of(list(shown[: most + 1]), first=most, keys=lambda row: (row.reach, row.pk)),
        parcel_count=rows.count(),
        open_count=rows.filter(reach="").count(),
    )


def recall_totals(recall_id: int) -> Totals:
    """Add up all lots of a recall; one statement, however many."""
    return totals_of_recalls([recall_id])[recall_id]


def totals_of_recalls(recall_ids: Sequence[int]) -> dict[int, Totals]:
    """Add up all lots of each recall; one statement, however many."""
    reasons = [str(reason) for reason in (MovementReason.RETURN, MovementReason.COUNT, *LEFT_FOR_GOOD)]
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"recalls": list(recall_ids), "reasons": reasons})
        found = {key: Totals(*(int(value) for value in row)) for key, *row in cursor.fetchall()}
    return {key: found.get(key, Totals(0, 0, 0, 0)) for key in recall_ids}
