"""Sheets for the hub that are drawn when asked for: the walk of a wave, and a carrier's manifest."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from logistics.models.fulfilment import Wave
from logistics.models.parcel import Manifest as ManifestRow
from logistics.selectors.parcels import ParcelRow, manifest_parcels
from logistics.selectors.waves import PickRow, pick_list
from marketplace.documents.contracts import Manifest, ManifestLine, PickLine, PickList
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_date_short, format_datetime, format_money, format_weight
from marketplace.kernel.money import total_of
from marketplace.kernel.texts import text_in


def pick_list_pdf(*, actor: Actor, wave_id: int, language: str, now: datetime) -> bytes:
    """
    Draw the pick list of a wave.

    :raises NotFound: if there is no such wave
    :raises NotAllowed: if the actor does not run its warehouse
    """
    walk = pick_list(actor=actor, wave_id=wave_id)
    return document_pdf(_walk(walk.wave, walk.rows, walk.wave.number, language, now), language)


def pick_part_pdf(wave: Wave, rows: Sequence[PickRow], *, part: str, language: str, now: datetime) -> bytes:
    """Draw a part of a wave's pick list ("2/5")."""
    return document_pdf(_walk(wave, rows, f"{wave.number} {part}", language, now), language)


def _walk(wave: Wave, rows: Sequence[PickRow], number: str, language: str, now: datetime) -> PickList:
    return PickList(
        number=number,
        hub=wave.warehouse.name(language),
        wave=wave.number,
        cut_off="",
        printed_at=format_datetime(now, language),
        lines=tuple(_pick_line(row, language) for row in rows),
        total_quantity=str(sum(row.quantity for row in rows)),
    )


def _pick_line(row: PickRow, language: str) -> PickLine:
    return PickLine(
        bin=row.bin,
        product=f"{text_in(row.names, language)} {text_in(row.variant_names, language)}".strip(),
        cooperative=text_in(row.organisation_names, language),
        lot=row.lot,
        best_before=format_date_short(row.best_before_date, language) if row.best_before_date else "",
        quantity=str(row.quantity),
        orders=row.order_number,
    )


def manifest_pdf(*, actor: Actor, manifest_id: int, language: str) -> bytes:
    """
    Draw the list of parcels that a carrier took, with the cash that it is to collect.

    :raises NotFound: if there is no such manifest
    :raises NotAllowed: if the actor is neither its hub nor its carrier
    """
    manifest, rows = manifest_parcels(actor=actor, manifest_id=manifest_id)
    return document_pdf(_manifest(manifest, rows, manifest.number, language), language)


def manifest_part_pdf(
    manifest: ManifestRow, rows: tuple[ParcelRow, ...], *, part: str, language: str
) -> bytes:
    """Draw a part of a carrier's list ("2/5"); its sums are those of the part."""
    return document_pdf(_manifest(manifest, rows, f"{manifest.number} {part}", language), language)


def _manifest(manifest: ManifestRow, rows: tuple[ParcelRow, ...], number: str, language: str) -> Manifest:
    return Manifest(
        number=number,
        hub=manifest.warehouse.name(language),
        carrier=manifest.carrier.name(language),
        handed_at=format_datetime(timezone.localtime(manifest.handed_over_at), language),
        driver="",
        lines=tuple(
            ManifestLine(
                parcel_number=row.number,
                recipient=row.recipient_name,
                city=row.city,
                weight=format_weight(row.weight_g, language),
                cod_amount=format_money(row.cash_due, language) if row.cash_due else "",
            )
            for row in rows
        ),
        parcel_count=len(rows),
        cod_total=format_money(total_of([row.cash_due for row in rows]), language),
    )
