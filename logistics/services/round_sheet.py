"""The sheet of a collection round, drawn when asked for."""

from logistics.models.collection import CollectionStop
from logistics.selectors.rounds import StopDetail, round_detail
from marketplace.documents.collection_contract import RoundSheet, RoundStopLine
from marketplace.documents.rendering import document_pdf
from marketplace.kernel.actor import Actor
from marketplace.kernel.formats import format_date, format_weight
from marketplace.kernel.geography import provinces


def round_sheet_pdf(*, actor: Actor, round_id: int, language: str) -> bytes:
    """
    Draw a round with its stops in order; five queries.

    :raises NotFound: if there is none, or the actor neither runs its hub nor drives its vehicle
    """
    detail = round_detail(actor=actor, round_id=round_id)
    found = detail.round
    contract = RoundSheet(
        number=found.number,
        hub=found.warehouse.name(language),
        carrier=found.vehicle.carrier.name(language),
        vehicle=found.vehicle.name,
        day=format_date(found.day, language),
        sets_out=f"{found.sets_out:%H:%M}",
        stops=tuple(_line(stop, language) for stop in detail.stops),
        weight=format_weight(detail.grams, language),
    )
    return document_pdf(contract, language)


def window_text(stop: CollectionStop) -> str:
    """Write from when until when somebody should be there, or nothing while that is to be agreed on."""
    if stop.from_time is None or stop.until_time is None:
        return ""
    return f"{stop.from_time:%H:%M} – {stop.until_time:%H:%M}"


def _line(detail: StopDetail, language: str) -> RoundStopLine:
    notice, owner = detail.stop.notice, detail.stop.notice.organisation
    place = provinces().get(notice.collect_province or owner.province)
    parts = (notice.collect_at, place.name(language) if place else "")
    return RoundStopLine(
        window=window_text(detail.stop),
        cooperative=owner.name(language),
        phone=owner.phone,
        place=", ".join(part for part in parts if part),
        notice=notice.number,
        articles=tuple(
            f"{line.crates} × {line.units_per_crate} {line.variant.product.name(language)}"
            f" {line.variant.name(language)}".rstrip()
            for line, _loaded in detail.lines
        ),
        weight=format_weight(detail.grams, language),
    )
