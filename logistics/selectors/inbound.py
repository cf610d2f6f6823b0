"""Goods on their way in: what is announced, what was received, which differences are open."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from logistics.models.inbound import Discrepancy, GoodsReceipt, Notice, NoticeLine, ReceiptLine
from logistics.policies import may_run_hub, may_see_goods_of, may_see_receipt
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import Arrival, NoticeState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice in a list, with the units announced in all."""

    id: int
    number: str
    state: NoticeState
    arrival: Arrival
    ready_date: date
    organisation_names: Mapping[str, str]
    units: int
    created_at: datetime
    # Of its receipt; None while it has not come
    receipt_id: int | None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt in a list: units taken in and cases that are still open."""

    id: int
    number: str
    organisation_names: Mapping[str, str]
    notice_number: str
    units: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptDetail:
    """A receipt with its lines (variant, product, lot and cases fetched)."""

    receipt: GoodsReceipt
    lines: tuple[ReceiptLine, ...]


def notices_open(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 50
) -> Page[NoticeRow]:
    """
    List what is announced to a warehouse, the earliest day first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = Notice.objects.filter(warehouse=warehouse, state=NoticeState.ANNOUNCED)
    if after:
        day, pk = keys_of(after, [date, int])
        rows = rows.filter(Q(ready_date__gt=day) | Q(ready_date=day, pk__gt=pk))
    found = _notice_rows(rows.order_by("ready_date", "id")[: size + 1])
    return page_of(found, first=size, keys=lambda row: (row.ready_date, row.id))


def notices_of_organisation(
    *, actor: Actor, organisation_id: int, after: str = "", first: int = 20
) -> Page[NoticeRow]:
    """
    List what a cooperative has announced, the newest first; one query.

    :raises NotAllowed: if these are not the actor's goods
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_see_goods_of(actor, organisation_id), _("These are not your goods."))
    size = page_size(first)
    rows = Notice.objects.filter(organisation=organisation_id)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=pk))
    found = _notice_rows(rows.order_by("-created_at", "-id")[: size + 1])
    return page_of(found, first=size, keys=lambda row: (row.created_at, row.id))


def notices_awaited(*, actor: Actor, organisation_id: int) -> int:
    """
    Count what a cooperative has announced and not brought yet, in one query.

    :raises NotAllowed: if these are not the actor's goods
    """
    require(may_see_goods_of(actor, organisation_id), _("These are not your goods."))
    return Notice.objects.filter(organisation=organisation_id, state=NoticeState.ANNOUNCED).count()


def _notice_rows(rows: QuerySet[Notice]) -> list[NoticeRow]:
    counted = rows.select_related("organisation", "receipt").annotate(
        units=Coalesce(Sum(F("lines__crates") * F("lines__units_per_crate")), Value(0))
    )
    return [
        NoticeRow(
            id=row.pk,
            number=row.number,
            state=NoticeState(row.state),
            arrival=Arrival(row.arrival),
            ready_date=row.ready_date,
            organisation_names=row.organisation.names,
            units=row.units,
            created_at=row.created_at,
            receipt_id=row.receipt.pk if hasattr(row, "receipt") else None,
        )
        for row in counted
    ]


def notice_detail(*, actor: Actor, notice_id: int) -> tuple[Notice, tuple[NoticeLine, ...]]:
    """
    Return a notice with its lines (variant and product fetched); two queries.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    rows = Notice.objects.select_related("organisation", "warehouse", "receipt")
    notice = rows.filter(pk=notice_id).first()
    if notice is None or not may_see_receipt(
        actor,
        hub_organisation_id=notice.warehouse.organisation_id,
        owner_organisation_id=notice.organisation_id,
    ):
        raise NotFound(_("There is no such notice."), field="notice")
    lines = NoticeLine.objects.filter(notice=notice).select_related("variant__product__product_type")
    return notice, tuple(lines.order_by("id"))


def notice_of_hub(*, actor: Actor, notice_id: int) -> tuple[Notice, tuple[NoticeLine, ...]]:
    """
    Return a notice as the gate sees it; two queries.

    :raises NotFound: if there is none, or it is not the actor's to see
    :raises NotAllowed: if the actor does not run the hub it was sent to
    """
    notice, lines = notice_detail(actor=actor, notice_id=notice_id)
    require(may_run_hub(actor, notice.warehouse.organisation_id), _("This is for the people of this hub."))
    return notice, lines


def receipts_in_warehouse(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 20
) -> Page[ReceiptRow]:
    """
    List what a warehouse received, the newest first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = GoodsReceipt.objects.filter(warehouse=warehouse)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=pk))
    counted = rows.select_related("organisation", "notice").annotate(
        units=Coalesce(Sum("lines__counted"), Value(0))
    )
    found = [
        ReceiptRow(
            row.pk,
            row.number,
            row.organisation.names,
            row.notice.number if row.notice else "",
            row.units,
            row.received_at,
        )
        for row in counted.order_by("-received_at", "-id")[: size + 1]
    ]
    return page_of(found, first=size, keys=lambda row: (row.received_at, row.id))


def receipt_detail(*, actor: Actor, receipt_id: int) -> ReceiptDetail:
    """
    Return a receipt with its lines and their cases; three queries.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    rows = GoodsReceipt.objects.select_related("organisation", "warehouse", "notice")
    receipt = rows.filter(pk=receipt_id).first()
    if receipt is None or not may_see_receipt(
        actor,
        hub_organisation_id=receipt.warehouse.organisation_id,
        owner_organisation_id=receipt.organisation_id,
    ):
        raise NotFound(_("There is no such receipt."), field="receipt")
    cases = Prefetch("discrepancies", Discrepancy.objects.order_by("id"))
    lines = ReceiptLine.objects.filter(receipt=receipt).select_related(
        "variant__product__product_type", "lot"
    )
    return ReceiptDetail(receipt, tuple(lines.prefetch_related(cases).order_by("id")))


def discrepancies_open(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 50
) -> Page[Discrepancy]:
    """
    List a warehouse's open cases (line, receipt and cooperative fetched), the oldest first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = Discrepancy.objects.filter(warehouse=warehouse, closed_at__isnull=True)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(opened_at__gt=moment) | Q(opened_at=moment, pk__gt=pk))
    full = rows.select_related("line__receipt__organisation", "line__variant__product")
    found = list(full.order_by("opened_at", "id")[: size + 1])
    return page_of(found, first=size, keys=lambda case: (case.opened_at, case.pk))


def amount_in_units(case: Discrepancy) -> Decimal:
    """Return a case's amount in the unit people read: pieces, kilograms or degrees."""
    divisor = {"weight": 1000, "temperature": 10}.get(case.kind, 1)
    return Decimal(case.amount) / divisor
