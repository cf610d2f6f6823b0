"""Write the families, shelves, taxes and attributes with which every shop starts, from the data files."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from catalog.models.tax import TaxAssignment, TaxClass, TaxTreatment
from catalog.models.taxonomy import Category, ProductType
from catalog.services.attributes_load import attributes_load

_DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each kind the data files hold."""

    product_types: int
    categories: int
    treatments: int
    assignments: int
    attributes: int


@transaction.atomic
def reference_load() -> Loaded:
    """
    Bring families, the category tree, taxes, attributes and types of pages to what the data files say.

    Running it again changes nothing; rows that the files do not know are left alone. Tax rows that an accountant
    changed are not overwritten: their keys (code and day) exist already.
    """
    return Loaded(
        product_types=_product_types(),
        categories=_categories(),
        treatments=_treatments(),
        assignments=_assignments(),
        attributes=attributes_load(_read("attributes.json")),
    )


@transaction.atomic
def taxes_load() -> int:
    """Bring the tax codes with their treatments to what the data files say; return how many treatments they hold."""
    return _treatments()


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_DATA / name).read_text(encoding="utf-8"))
    return content


def _product_types() -> int:
    families = _read("product_types.json")["families"]
    rows = [ProductType(position=place, **family) for place, family in enumerate(families)]
    ProductType.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["names", "pictogram", "facts", "is_food", "default_tax_code", "position"],
    )
    return len(rows)


def _categories() -> int:
    def write(shelves: list[dict[str, Any]], parent: Category | None) -> int:
        count = 0
        for place, shelf in enumerate(shelves):
            row = _category(shelf, parent, place)
            count += 1 + write(shelf["children"], row)
        return count

    return write(_read("categories.json")["categories"], None)


def _category(shelf: dict[str, Any], parent: Category | None, place: int) -> Category:
    """Write one shelf; one that is as it should be is not touched, so its time of change stays."""
    wanted = {"names": shelf["names"], "pictogram": shelf["pictogram"], "parent": parent, "position": place}
    row = Category.objects.select_related("parent").filter(slug=shelf["slug"]).first()
    if row is not None and all(getattr(row, column) == value for column, value in wanted.items()):
        return row
    return Category.objects.update_or_create(slug=shelf["slug"], defaults=wanted)[0]


def _treatments() -> int:
    rows = [
        TaxTreatment(
            code=row["code"],
            rate=Decimal(row["rate"]),
            mentions=row["mentions"],
            from_date=date.fromisoformat(row["from_date"]),
            source=row["source"],
        )
        for row in _read("taxes.json")["treatments"]
    ]
    TaxTreatment.objects.bulk_create(rows, ignore_conflicts=True)
    classes = {row.code: TaxClass(code=row.code, names=row.mentions) for row in rows}
    TaxClass.objects.bulk_create(classes.values(), ignore_conflicts=True)
    return len(rows)


def _assignments() -> int:
    keys = dict(ProductType.objects.values_list("key", "pk"))
    rows = [
        TaxAssignment(
            product_type_id=keys[row["product_type"]],
            code=row["code"],
            article=row["article"],
            from_date=date.fromisoformat(row["from_date"]),
        )
        for row in _read("taxes.json")["assignments"]
    ]
    TaxAssignment.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
