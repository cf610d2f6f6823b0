"""Papers of the gate, drawn when asked for: the slip of a receipt, and the label of a lot's crates."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from logistics.digital_link import lot_path
from logistics.models.inbound import ReceiptLine
from logistics.models.lot import Lot
from logistics.selectors.inbound import amount_in_units, receipt_detail
from logistics.selectors.lot_detail import lot_detail
from marketplace.documents.contracts import GoodsReceipt, GoodsReceiptLine, LotLabel
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import (
    format_date_short,
    format_datetime,
    format_number,
    format_weight,
)
from marketplace.kernel.geography import provinces


def receipt_pdf(*, actor: Actor, receipt_id: int, language: str) -> bytes:
    """
    Draw the slip of a goods receipt.

    :raises NotFound: if there is none, or it is not the actor's to see
    """
    detail = receipt_detail(actor=actor, receipt_id=receipt_id)
    receipt = detail.receipt
    warm = receipt.temperature_c
    contract = GoodsReceipt(
        number=receipt.number,
        hub=receipt.warehouse.name(language),
        cooperative=receipt.organisation.name(language),
        notice=receipt.notice.number if receipt.notice else "",
        received_at=format_datetime(timezone.localtime(receipt.received_at), language),
        brought_by=receipt.brought_by,
        temperature=f"{format_number(warm, language)} °C" if warm is not None else "",
        note=receipt.note,
        lines=tuple(_line(line, language) for line in detail.lines),
    )
    return document_pdf(contract, language)


def _line(line: ReceiptLine, language: str) -> GoodsReceiptLine:
    return GoodsReceiptLine(
        product_ar=_article(line.variant.product.name("ar"), line.variant.name("ar")),
        product_fr=_article(line.variant.product.name("fr"), line.variant.name("fr")),
        lot=line.lot.code if line.lot else "",
        announced=str(line.announced) if line.notice_line_id else "",
        counted=str(line.counted),
        damaged=str(line.damaged) if line.damaged else "",
        weight=format_weight(line.weight_g, language) if line.weight_g else "",
        remark=_remark(line, language),
    )


def _remark(line: ReceiptLine, language: str) -> str:
    with override(language):
        return " · ".join(
            f"{case.get_kind_display()} {format_number(amount_in_units(case), language)}"
            for case in line.discrepancies.all()
        )


def _article(product: str, size: str) -> str:
    return f"{product} {size}".strip()


def lot_label_pdf(*, actor: Actor, lot_id: int, language: str) -> bytes:
    """
    Draw the label of a lot's crates.

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    """
    detail = lot_detail(actor=actor, lot_id=lot_id)
    lot = detail.lot
    bins = [stock.bin.code for stock in detail.stocks if stock.bin is not None]
    contract = LotLabel(
        lot=lot.code,
        lot_url=settings.PUBLIC_URL + lot_path(gtin=lot.variant.gtin, lot=lot.code),
        product_ar=_article(lot.variant.product.name("ar"), lot.variant.name("ar")),
        product_fr=_article(lot.variant.product.name("fr"), lot.variant.name("fr")),
        cooperative=lot.organisation.name(language),
        origin=_origin(lot, language),
        quantity=str(lot.quantity_received),
        received_at=format_date_short(timezone.localdate(lot.received_at), language),
        produced_on=format_date_short(lot.produced_date, language) if lot.produced_date else "",
        harvested_on=format_date_short(lot.harvest_date, language) if lot.harvest_date else "",
        best_before=format_date_short(lot.best_before_date, language) if lot.best_before_date else "",
        bin=bins[0] if bins else "",
    )
    return document_pdf(contract, language)


def _origin(lot: Lot, language: str) -> str:
    province = provinces().get(lot.province)
    parts = (lot.commune, province.name(language) if province else "")
    return ", ".join(part for part in parts if part)
