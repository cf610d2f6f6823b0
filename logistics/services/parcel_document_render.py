"""Draw the papers of a parcel: the label for the carrier, the slip for who opens the box."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.models.fulfilment import Fulfilment
from logistics.models.parcel import Parcel, ParcelDocument
from logistics.selectors.fulfilments import LineRow, ShareRow, lines_of
from logistics.selectors.kits import boxes_of
from logistics.states import DocumentState, ParcelPaper
from marketplace.documents.contracts import PackingBox, PackingLine, PackingSlip, ParcelLabel
from marketplace.documents.gift_contract import MessageCard
from marketplace.documents.models import Document
from marketplace.documents.rendering import document_pdf
from marketplace.documents.services.document_store import document_store
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.formats import format_date, format_money, format_weight
from marketplace.kernel.places import country_name
from marketplace.kernel.texts import text_in

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MAX_ATTEMPTS: Final = 5
LEASE: Final = timedelta(minutes=2)
BACK_OFF: Final = timedelta(minutes=1)


def parcel_document_render(*, parcel_id: int, kind: ParcelPaper, now: datetime) -> Document:
    """
    Return a parcel's paper, drawn now if it is not there yet; drawing again gives the same one.

    The caller has asked who may see the parcel.

    :raises DomainError: if its data cannot be set
    """
    row = ParcelDocument.objects.select_related("document").filter(parcel=parcel_id, kind=kind).first()
    if row is not None and row.document is not None:
        return row.document
    parcel = Parcel.objects.select_related(
        "fulfilment__warehouse__organisation", "fulfilment__method", "carrier"
    ).get(pk=parcel_id)
    language = parcel.fulfilment.language
    content = document_pdf(_contract(parcel, kind), language)
    with transaction.atomic():
        document = document_store(
            kind=kind, subject=f"parcel:{parcel.number}", language=language, content=content, now=now
        )
        ParcelDocument.objects.update_or_create(
            parcel=parcel,
            kind=kind,
            defaults={"state": DocumentState.READY, "document": document, "rendered_at": now},
            create_defaults={
                "state": DocumentState.READY,
                "document": document,
                "rendered_at": now,
                "due_at": now,
            },
        )
    return document


def parcel_documents_render_due(*, now: datetime, limit: int = 20) -> int:
    """
    Draw the papers that are due; return how many were drawn.

    Each row is claimed for two minutes before it is drawn, so a worker that dies leaves it to the next one; after
    five attempts it is parked as failed, with its error.
    """
    drawn = 0
    for row in _claimed(now=now, limit=limit):
        try:
            parcel_document_render(parcel_id=row.parcel_id, kind=ParcelPaper(row.kind), now=now)
            drawn += 1
        except (DomainError, OSError) as error:
            _failed(row, error, now=now)
    return drawn


@transaction.atomic
def _claimed(*, now: datetime, limit: int) -> list[ParcelDocument]:
    due = ParcelDocument.objects.filter(state=DocumentState.DUE, due_at__lte=now).order_by("due_at", "id")
    # Whoever claimed these for the last time never came back.
    due.filter(attempts__gte=MAX_ATTEMPTS).update(state=DocumentState.FAILED)
    rows = list(due.select_for_update(skip_locked=True)[:limit])
    for row in rows:
        row.attempts += 1
        row.due_at = now + LEASE
    ParcelDocument.objects.bulk_update(rows, ["attempts", "due_at"])
    return rows


def _failed(row: ParcelDocument, error: Exception, *, now: datetime) -> None:
    ParcelDocument.objects.filter(pk=row.pk, state=DocumentState.DUE).update(
        state=DocumentState.FAILED if row.attempts >= MAX_ATTEMPTS else DocumentState.DUE,
        due_at=now + BACK_OFF * row.attempts,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )


def _contract(parcel: Parcel, kind: ParcelPaper) -> "DataclassInstance":
    if kind == ParcelPaper.GIFT_CARD:
        return _card(parcel.fulfilment)
    lines = lines_of(parcel.fulfilment)
    return _label(parcel, lines) if kind == ParcelPaper.LABEL else _slip(parcel, lines)


def _card(fulfilment: Fulfilment) -> MessageCard:
    if not fulfilment.gift:
        raise NotFound(_("This parcel is no gift."), field="kind")
    return MessageCard(
        recipient_name=_part(fulfilment, "name"),
        sender_name=_printable(str(fulfilment.gift["sender"])),
        message=tuple(_printable(line) for line in str(fulfilment.gift["message"]).splitlines()),
        gift_url=str(fulfilment.gift["url"]),
    )


def _printable(text: str) -> str:
    """Leave out pictures (emoji, their shades): the fonts of papers hold letters, and a box would stand instead."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"So", "Sk"}).strip()


def _label(parcel: Parcel, lines: Sequence[LineRow]) -> ParcelLabel:
    fulfilment, warehouse = parcel.fulfilment, parcel.fulfilment.warehouse
    language = fulfilment.language
    return ParcelLabel(
        parcel_number=parcel.number,
        order_number=fulfilment.order_number,
        sender_name=warehouse.name(language),
        sender_lines=tuple(line for line in (warehouse.address, warehouse.commune) if line),
        sender_phone=warehouse.phone,
        recipient_name=_part(fulfilment, "name"),
        recipient_lines=_recipient_lines(fulfilment),
        recipient_city=_part(fulfilment, "city"),
        recipient_phone=_part(fulfilment, "phone"),
        carrier=parcel.carrier.name(language),
        cod_amount=format_money(fulfilment.cash_due, language) if fulfilment.cash_due else "",
        contents_count=sum(line.quantity for line in lines),
        weight=format_weight(parcel.weight_g, language),
        tracking_url=f"{settings.PUBLIC_URL}/hub/parcels/{parcel.number}/",
    )


def _slip(parcel: Parcel, lines: Sequence[LineRow]) -> PackingSlip:
    fulfilment, warehouse = parcel.fulfilment, parcel.fulfilment.warehouse
    language = fulfilment.language
    return PackingSlip(
        parcel_number=parcel.number,
        order_number=fulfilment.order_number,
        order_date=format_date(timezone.localdate(fulfilment.created_at), language),
        hub=warehouse.name(language),
        hub_phone=warehouse.phone,
        recipient_name=_part(fulfilment, "name"),
        recipient_lines=(*_recipient_lines(fulfilment), _part(fulfilment, "city")),
        lines=tuple(_packing_line(line, share, language) for line in lines for share in line.shares),
        contents_count=sum(line.quantity for line in lines),
        # Whoever opens the box is not always who paid: no code on it leads to a page with prices.
        order_url=str(fulfilment.gift.get("url", "")) or settings.PUBLIC_URL,
        boxes=_packing_boxes(fulfilment, lines),
    )


def _packing_boxes(fulfilment: Fulfilment, lines: Sequence[LineRow]) -> tuple[PackingBox, ...]:
    by_reference = {line.reference: line for line in lines}
    return tuple(
        PackingBox(
            name_ar=text_in(box.names, "ar"),
            name_fr=text_in(box.names, "fr"),
            quantity=str(box.quantity),
            contents_ar=tuple(f"{n} × {_product(by_reference[key], 'ar')}" for key, n in box.items),
            contents_fr=tuple(f"{n} × {_product(by_reference[key], 'fr')}" for key, n in box.items),
        )
        for box in boxes_of(fulfilment.pk)
    )


def _packing_line(line: LineRow, share: ShareRow, language: str) -> PackingLine:
    best_before = share.best_before_date
    return PackingLine(
        cooperative=text_in(line.organisation_names, language),
        product_ar=_product(line, "ar"),
        product_fr=_product(line, "fr"),
        lot=share.lot,
        best_before=format_date(best_before, language) if best_before else "",
        quantity=str(share.quantity),
    )


def _product(line: LineRow, language: str) -> str:
    return f"{text_in(line.names, language)} {text_in(line.variant_names, language)}".strip()


def _part(fulfilment: Fulfilment, name: str) -> str:
    return str(fulfilment.recipient.get(name, ""))


def _recipient_lines(fulfilment: Fulfilment) -> tuple[str, ...]:
    parts = [
        _part(fulfilment, name) for name in ("company", "street", "quarter", "landmark", "postcode", "area")
    ]
    if country := _part(fulfilment, "country"):
        parts.append(country_name(country, "fr"))
    return tuple(part for part in parts if part)
