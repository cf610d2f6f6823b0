"""Repeat columns of products and variants as values of attributes, so that lists can be filtered by them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import connection

from catalog.models.assignment import VariantAttributeValue
from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.product import Variant
from catalog.services.attributes_load import value_slug
from catalog.states import AttributeSource
from catalog.units import Unit

# What a product should have: the values of these attributes that carry the code of its column.
_WANTED = """
    SELECT p.id AS product_id, v.id AS value_id, v.position
    FROM catalog_product p
    JOIN catalog_attribute a ON a.source IN ('region', 'province', 'season_months')
    JOIN catalog_attributevalue v ON v.attribute_id = a.id AND v.external_reference = ANY(
        CASE a.source WHEN 'region' THEN ARRAY[p.region] WHEN 'province' THEN ARRAY[p.province]
        ELSE ARRAY(SELECT 'month-' || month FROM unnest(p.season_months) AS month) END)
    WHERE p.id = ANY(%(ids)s)
"""
_DROP = f"""
    DELETE FROM catalog_productattributevalue pv
    USING catalog_attributevalue v, catalog_attribute a
    WHERE pv.product_id = ANY(%(ids)s) AND v.id = pv.value_id AND a.id = v.attribute_id
      AND a.source IN ('region', 'province', 'season_months')
      AND NOT EXISTS (SELECT 1 FROM ({_WANTED}) w WHERE w.product_id = pv.product_id AND w.value_id = pv.value_id)
"""
_ADD = f"""
    INSERT INTO catalog_productattributevalue (product_id, value_id, position)
    SELECT product_id, value_id, position FROM ({_WANTED}) w ON CONFLICT DO NOTHING
"""
_OF_VARIANTS = (AttributeSource.SIZE, AttributeSource.NET_MASS, AttributeSource.NET_VOLUME)
# In grams and in litres, as the attributes' units say
_MASS: Mapping[str, int] = {Unit.GRAM: 1, Unit.KILOGRAM: 1000}
_VOLUME: Mapping[str, Decimal] = {Unit.MILLILITRE: Decimal("0.001"), Unit.LITRE: Decimal(1)}


def attributes_derive(*, product_ids: Sequence[int]) -> None:
    """
    Bring the derived values of these products and of their variants up to date, in a fixed number of statements.

    Derived are the attributes with a `source`; a shop without them has nothing to bring up to date.
    """
    sources = dict(Attribute.objects.exclude(source="").values_list("source", "pk"))
    if not sources:
        return
    with connection.cursor() as cursor:
        cursor.execute(_DROP, {"ids": list(product_ids)})
        cursor.execute(_ADD, {"ids": list(product_ids)})
    wanted: dict[str, int] = {source: sources[source] for source in _OF_VARIANTS if source in sources}
    if wanted:
        _derive_variants(wanted, product_ids)


def size_names(variant: Variant) -> dict[str, str]:
    """Return what a variant is called where customers choose: its own names, or how much is in it."""
    names = {language: text for language, text in variant.names.items() if text}
    return names or {"fr": f"{variant.net_quantity.normalize():f} {variant.unit}"}


def _derive_variants(wanted: Mapping[str, int], product_ids: Sequence[int]) -> None:
    variants = list(Variant.objects.filter(product_id__in=list(product_ids)))
    made = {
        (variant.pk, value.attribute_id): value for variant in variants for value in _values(variant, wanted)
    }
    AttributeValue.objects.bulk_create(
        {(value.attribute_id, value.slug): value for value in made.values()}.values(), ignore_conflicts=True
    )
    slugs = {value.slug for value in made.values()}
    known = {
        (attribute, slug): key
        for attribute, slug, key in AttributeValue.objects.filter(
            attribute_id__in=wanted.values(), slug__in=slugs
        ).values_list("attribute_id", "slug", "pk")
    }
    right = {(key, known[attribute, value.slug]) for (key, attribute), value in made.items()}
    ids = [variant.pk for variant in variants]
    stale = [
        place
        for place, *pair in VariantAttributeValue.objects.filter(
            variant_id__in=ids, value__attribute_id__in=wanted.values()
        ).values_list("pk", "variant_id", "value_id")
        if tuple(pair) not in right
    ]
    VariantAttributeValue.objects.filter(pk__in=stale).delete()
    VariantAttributeValue.objects.bulk_create(
        [VariantAttributeValue(variant_id=variant, value_id=value) for variant, value in sorted(right)],
        ignore_conflicts=True,
    )


def _values(variant: Variant, wanted: Mapping[str, int]) -> list[AttributeValue]:
    """Return what a variant should have, as rows that may exist already."""
    found = []
    if (attribute := wanted.get(AttributeSource.SIZE)) is not None:
        names = size_names(variant)
        slug = value_slug(names.get("fr") or next(iter(names.values())))
        found.append(AttributeValue(attribute_id=attribute, slug=slug, names=names))
    for source, factors in ((AttributeSource.NET_MASS, _MASS), (AttributeSource.NET_VOLUME, _VOLUME)):
        attribute, factor = wanted.get(source), factors.get(variant.unit)
        if attribute is not None and factor is not None:
            number = (variant.net_quantity * factor).normalize()
            text = f"{number:f}"
            slug = text.replace(".", "_")
            found.append(AttributeValue(attribute_id=attribute, slug=slug, names={"fr": text}, number=number))
    return found
