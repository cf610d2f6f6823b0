"""Write the attributes and page types with which every shop starts, from the data files of this package."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify

from catalog.models.attribute import Attribute, AttributeValue, ProductTypeAttribute
from catalog.models.page import PageType
from catalog.models.taxonomy import ProductType
from catalog.states import AttributeKind, AttributeSource
from marketplace.kernel.geography import provinces, regions
from marketplace.kernel.search_text import normalised

Value = dict[str, Any]


def attributes_load(content: Mapping[str, Any]) -> int:
    """
    Bring attributes, their values and their places in the families to what the data file says; return how many.

    What was added by hand (attributes, values, places) is left alone.
    """
    families = list(ProductType.objects.order_by("position", "id"))
    for place, row in enumerate(content["attributes"]):
        attribute, _created = Attribute.objects.update_or_create(slug=row["slug"], defaults=_columns(row))
        _write_values(attribute, _values(row, families, content["months"]))
        ProductTypeAttribute.objects.bulk_create(
            [
                ProductTypeAttribute(
                    product_type=family,
                    attribute=attribute,
                    is_of_variant=row.get("of_variant", False),
                    is_selection=row.get("selection", False),
                    position=place,
                )
                for family in families
                if _belongs(row["families"], family)
            ],
            ignore_conflicts=True,
        )
    for kind in content["page_types"]:
        PageType.objects.update_or_create(slug=kind["slug"], defaults={"names": kind["names"]})
    return len(content["attributes"])


def value_slug(name: str) -> str:
    """Return the slug under which a value of that name stands."""
    return slugify(normalised(name))[:150] or slugify(name, allow_unicode=True)[:150] or "value"


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "names": row["names"],
        "kind": AttributeKind.PRODUCT_TYPE,
        "input_type": row["input_type"],
        "unit": row.get("unit", ""),
        "source": row.get("source", ""),
        "is_variant_only": row.get("of_variant", False),
        "filterable_in_storefront": row.get("filterable", False),
        "filterable_in_dashboard": row.get("filterable", False),
    }


def _belongs(families: str | list[str], family: ProductType) -> bool:
    if families == "all":
        return True
    if isinstance(families, str):
        return bool(family.facts.get(families))
    return family.key in families


def _values(
    row: Mapping[str, Any], families: Iterable[ProductType], months: list[dict[str, str]]
) -> list[Value]:
    source, named = row.get("source"), row["families"]
    if source in (AttributeSource.REGION, AttributeSource.PROVINCE):
        places = regions() if source == AttributeSource.REGION else provinces()
        return [
            {
                "slug": value_slug(place.names["fr"]),
                "names": dict(place.names),
                "external_reference": place.code,
            }
            for place in places.values()
        ]
    if source == AttributeSource.SEASON:
        return [
            {"slug": value_slug(names["en"]), "names": names, "external_reference": f"month-{number}"}
            for number, names in enumerate(months, start=1)
        ]
    if named in ("varieties", "grades"):
        words = dict.fromkeys(word for family in families for word in family.facts.get(named, ()))
        return [{"slug": value_slug(word), "names": {"fr": word}} for word in words]
    return list(row.get("values", ()))


def _write_values(attribute: Attribute, values: list[Value]) -> None:
    """Write all in one statement; a value that is there under its slug gets the names of the file."""
    AttributeValue.objects.bulk_create(
        [AttributeValue(attribute=attribute, position=place, **row) for place, row in enumerate(values)],
        update_conflicts=True,
        unique_fields=["attribute", "slug"],
        update_fields=["names", "position", "value", "boolean", "external_reference"],
    )
