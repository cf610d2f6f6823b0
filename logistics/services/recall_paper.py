"""The report of a recall as a paper, in Arabic and French: for the authority, the cooperatives and the file."""

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import override

from logistics.models.lot import Lot
from logistics.selectors.lot_trace import Balance
from logistics.selectors.recalls import recall_detail
from logistics.services.recall_close import report_of
from marketplace.documents.recall_contract import RecallReport, RecallReportLine
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_datetime, format_number

# Lots in a report; its figures count all
MOST_LINES: Final = 2_000


def recall_report_pdf(*, actor: Actor, recall_id: int, language: str, now: datetime) -> bytes:
    """
    Draw the report of a recall: as it was kept when it was closed, or as it stands now.

    :raises NotFound: if there is no such recall
    :raises NotAllowed: if the actor does not run its hub
    """
    detail = recall_detail(actor=actor, recall_id=recall_id, most=MOST_LINES)
    recall = detail.recall
    figures = recall.report or report_of(recall, detail.totals, at=now)
    with override(language):
        trigger = recall.get_trigger_display()
    contract = RecallReport(
        number=recall.number,
        hub=recall.warehouse.name(language),
        trigger=trigger,
        reason=recall.reason,
        opened_at=format_datetime(timezone.localtime(recall.opened_at), language),
        closed_at=format_datetime(timezone.localtime(recall.closed_at), language) if recall.closed_at else "",
        seconds=format_number(figures["seconds"], language),
        conclusion=recall.conclusion,
        parcels=format_number(figures["parcels"], language),
        told=f"{figures['told_percent']} %",
        reached=f"{figures['reached_percent']} %",
        returned=f"{figures['returned_percent']} %",
        destroyed=f"{figures['destroyed_percent']} %",
        balance=f"{figures['balance_percent']} %",
        lines=tuple(_line(lot, balance, language) for lot, balance in detail.lots),
    )
    return document_pdf(contract, language)


def _line(lot: Lot, balance: Balance, language: str) -> RecallReportLine:
    return RecallReportLine(
        product_ar=lot.variant.product.name("ar"),
        product_fr=lot.variant.product.name("fr"),
        cooperative=lot.organisation.name(language),
        lot=lot.code,
        received=str(balance.received),
        standing=str(balance.standing),
        packed=str(balance.packed),
        balance=f"{balance.percent} %",
    )
