"""Articles as the hub sees them: picture or pictogram, name, lot, quantity."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.selectors.gallery import Picture
from logistics.selectors.fulfilments import LineRow
from logistics.selectors.waves import PickRow
from marketplace.kernel.texts import text_in

PICTURE_SIZE = 160


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a walk."""

    allocation_id: int
    fulfilment_id: uuid.UUID
    order_number: str
    bin: str
    name: str
    variant: str
    seller: str
    sku: str
    gtin: str
    lot: str
    best_before_date: date | None
    quantity: int
    is_picked: bool
    family: str
    picture_url: str


@dataclass(frozen=True, slots=True)
class Article:
    """One line of a parcel."""

    row: LineRow
    name: str
    variant: str
    seller: str
    family: str
    picture_url: str


def _url(pictures: Mapping[int, Picture], product_id: int) -> str:
    return pictures[product_id].url_for(PICTURE_SIZE) if product_id in pictures else ""


def stops_of(rows: Sequence[PickRow], pictures: Mapping[int, Picture], language: str) -> list[Stop]:
    """Word the stops of a walk."""
    return [
        Stop(
            allocation_id=row.allocation_id,
            fulfilment_id=row.fulfilment_id,
            order_number=row.order_number,
            bin=row.bin,
            name=text_in(row.names, language),
            variant=text_in(row.variant_names, language),
            seller=text_in(row.organisation_names, language),
            sku=row.sku,
            gtin=row.gtin,
            lot=row.lot,
            best_before_date=row.best_before_date,
            quantity=row.quantity,
            is_picked=row.is_picked,
            family=row.family,
            picture_url=_url(pictures, row.product_id),
        )
        for row in rows
    ]


def articles_of(rows: Sequence[LineRow], pictures: Mapping[int, Picture], language: str) -> list[Article]:
    """Word the lines of a parcel."""
    return [
        Article(
            row=row,
            name=text_in(row.names, language),
            variant=text_in(row.variant_names, language),
            seller=text_in(row.organisation_names, language),
            family=row.family,
            picture_url=_url(pictures, row.product_id),
        )
        for row in rows
    ]
