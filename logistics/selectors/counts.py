"""Cycle counts: what is to be counted (blind), and what a second person must decide."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from logistics.models.storage import CountLine, CycleCount
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import CountLineState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size


@dataclass(frozen=True, slots=True)
class CountRow:
    """A count in a list: its lines, those still to be counted, those that wait for a decision."""

    count: CycleCount
    lines: int
    open: int
    differing: int


@dataclass(frozen=True, slots=True)
class CountSheet:
    """
    A count in walking order.

    What is written of a lot is not in it before the lot is counted: `blind` lines carry no figure at all.
    """

    count: CycleCount
    blind: tuple[CountLine, ...]
    differing: tuple[CountLine, ...]
    done: tuple[CountLine, ...]


def counts_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 20
) -> Page[CountRow]:
    """
    List a warehouse's counts, the newest first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = CycleCount.objects.filter(warehouse=warehouse)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=pk))
    counted = rows.annotate(
        line_count=Count("lines"),
        open_count=Count("lines", filter=Q(lines__state=CountLineState.OPEN)),
        differing=Count("lines", filter=Q(lines__state=CountLineState.DIFFERS)),
    )
    found = [
        CountRow(row, row.line_count, row.open_count, row.differing)
        for row in counted.order_by("-opened_at", "-id")[: size + 1]
    ]
    return page_of(found, first=size, keys=lambda row: (row.count.opened_at, row.count.pk))


def count_sheet(*, actor: Actor, warehouse_id: uuid.UUID, count_id: int) -> CountSheet:
    """
    Return a count with its lines in the order of the walk; three queries.

    :raises NotFound: if there is no such warehouse or count
    :raises NotAllowed: if the actor does not run it
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    count = CycleCount.objects.filter(pk=count_id, warehouse=warehouse).first()
    if count is None:
        raise NotFound(_("There is no such count."), field="count")
    rows = count.lines.select_related(
        "lot_stock__bin", "lot_stock__lot__variant__product__product_type", "lot_stock__lot__organisation"
    )
    lines = list(rows.order_by(F("lot_stock__bin__code").asc(nulls_last=True), "lot_stock"))
    blind = tuple(line for line in lines if line.state == CountLineState.OPEN)
    for line in blind:
        # What stands there must not reach the page of whoever counts
        line.lot_stock.quantity = line.lot_stock.allocated = 0
        line.counted = line.written = None
    return CountSheet(
        count,
        blind,
        tuple(line for line in lines if line.state == CountLineState.DIFFERS),
        tuple(line for line in lines if line.state not in (CountLineState.OPEN, CountLineState.DIFFERS)),
    )
