"""Say which values of its family's or its type's attributes a product, a variant or a page has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as day
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.assignment import PageAttributeValue, ProductAttributeValue, VariantAttributeValue
from catalog.models.attribute import Attribute, AttributeValue
from catalog.models.page import Page
from catalog.models.product import Product, Variant
from catalog.services.attribute_write import LANGUAGE
from catalog.services.attributes_load import value_slug
from catalog.states import INPUTS_WITH_CHOICES, AttributeEntity, AttributeInput
from marketplace.kernel.errors import InvalidInput, Missing, NotFound
from marketplace.kernel.input_texts import clean_line, clean_paragraphs
from marketplace.kernel.rich_text import clean_document

# The column of a value in which a reference stands
_REFERS: Mapping[str, str] = {
    AttributeEntity.PAGE: "page_id",
    AttributeEntity.PRODUCT: "product_id",
    AttributeEntity.PRODUCT_VARIANT: "variant_id",
    AttributeEntity.CATEGORY: "category_id",
    AttributeEntity.COLLECTION: "collection_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenValues:
    """
    What was said of one attribute: names or slugs of values, ids of values, or the value itself.

    Of one that holds the value itself only the part counts that its input type speaks of.
    """

    attribute_id: int | None = None
    external_reference: str | None = None
    names: Sequence[str] = ()
    value_ids: Sequence[int] = ()
    plain_text: str | None = None
    rich_text: Mapping[str, Any] | None = None
    number: str | None = None
    boolean: bool | None = None
    date: day | None = None
    date_time: datetime | None = None
    file_url: str | None = None
    content_type: str | None = None
    references: Sequence[int] = ()


@transaction.atomic
def product_values_assign(*, product: Product, given: Sequence[GivenValues], is_new: bool) -> None:
    """
    Give a product (locked by the caller, who asked whether the actor may) its values.

    :param is_new: whether all attributes that its family demands must be among them
    :raises NotFound: if its family has no such attribute, or the attribute no such value
    :raises InvalidInput: if a value cannot be used (Missing: if one that is demanded is not given)
    """
    places = product.product_type.attribute_places.filter(is_of_variant=False)
    allowed = {place.attribute_id: place.attribute for place in places.select_related("attribute")}
    values = _chosen(given, allowed, owner=f"product-{product.pk}", is_new=is_new)
    ProductAttributeValue.objects.filter(product=product, value__attribute__in=list(values)).delete()
    ProductAttributeValue.objects.bulk_create(
        ProductAttributeValue(product=product, value=value, position=position)
        for rows in values.values()
        for position, value in enumerate(rows)
    )


@transaction.atomic
def variant_values_assign(*, variant: Variant, given: Sequence[GivenValues], is_new: bool) -> None:
    """
    Give a variant (locked by the caller, who asked whether the actor may) its values.

    :param is_new: whether all attributes that its family demands of variants must be among them
    :raises NotFound: if its family has no such attribute of variants, or the attribute no such value
    :raises InvalidInput: if a value cannot be used (Missing: if one that is demanded is not given)
    """
    places = variant.product.product_type.attribute_places.filter(is_of_variant=True)
    allowed = {place.attribute_id: place.attribute for place in places.select_related("attribute")}
    values = _chosen(given, allowed, owner=f"variant-{variant.pk}", is_new=is_new)
    VariantAttributeValue.objects.filter(variant=variant, value__attribute__in=list(values)).delete()
    VariantAttributeValue.objects.bulk_create(
        VariantAttributeValue(variant=variant, value=value, position=position)
        for rows in values.values()
        for position, value in enumerate(rows)
    )


@transaction.atomic
def page_values_assign(*, page: Page, given: Sequence[GivenValues], is_new: bool) -> None:
    """
    Give a page (locked by the caller, who asked whether the actor may) its values.

    :param is_new: whether all attributes that its type demands must be among them
    :raises NotFound: if its type has no such attribute, or the attribute no such value
    :raises InvalidInput: if a value cannot be used (Missing: if one that is demanded is not given)
    """
    places = page.page_type.attribute_places.select_related("attribute")
    allowed = {place.attribute_id: place.attribute for place in places}
    values = _chosen(given, allowed, owner=f"page-{page.pk}", is_new=is_new)
    PageAttributeValue.objects.filter(page=page, value__attribute__in=list(values)).delete()
    PageAttributeValue.objects.bulk_create(
        PageAttributeValue(page=page, value=value, position=position)
        for rows in values.values()
        for position, value in enumerate(rows)
    )


def _chosen(
    given: Sequence[GivenValues], allowed: Mapping[int, Attribute], *, owner: str, is_new: bool
) -> dict[int, list[AttributeValue]]:
    by_reference = {each.external_reference: each for each in allowed.values() if each.external_reference}
    found: dict[int, list[AttributeValue]] = {}
    for each in given:
        attribute = allowed.get(each.attribute_id or 0) or by_reference.get(each.external_reference or "")
        if attribute is None:
            raise NotFound(_("This family does not have this attribute."), field="attributes")
        found[attribute.pk] = _values(attribute, each, owner)
        if attribute.value_required and not found[attribute.pk]:
            raise Missing(_("This attribute needs a value."), field="attributes")
    if is_new and any(
        each.value_required and not each.source and each.pk not in found for each in allowed.values()
    ):
        raise Missing(_("All attributes that are required need a value."), field="attributes")
    return found


def _values(attribute: Attribute, given: GivenValues, owner: str) -> list[AttributeValue]:
    if attribute.source:
        raise InvalidInput(_("This attribute follows what the product says elsewhere."), field="attributes")
    if attribute.input_type in INPUTS_WITH_CHOICES:
        return _choices(attribute, given)
    if attribute.input_type in (AttributeInput.REFERENCE, AttributeInput.SINGLE_REFERENCE):
        return [_reference(attribute, key, owner) for key in given.references]
    own = _own(attribute, given)
    if not own:
        return []
    slug = own.pop("slug", None) or f"{owner}-{attribute.pk}"
    value, _is_new = AttributeValue.objects.update_or_create(attribute=attribute, slug=slug, defaults=own)
    return [value]


def _choices(attribute: Attribute, given: GivenValues) -> list[AttributeValue]:
    chosen = list(AttributeValue.objects.filter(attribute=attribute, pk__in=given.value_ids))
    if len(chosen) != len(set(given.value_ids)):
        raise NotFound(_("The attribute has no such value."), field="attributes")
    for name in given.names:
        text = clean_line(name, field="attributes", most=150)
        value, _is_new = AttributeValue.objects.get_or_create(
            attribute=attribute, slug=value_slug(text), defaults={"names": {LANGUAGE: text}}
        )
        chosen.append(value)
    if len(chosen) > 1 and attribute.input_type != AttributeInput.MULTISELECT:
        raise InvalidInput(_("This attribute takes one value."), field="attributes")
    return chosen


def _reference(attribute: Attribute, key: int, owner: str) -> AttributeValue:
    column = _REFERS[attribute.entity_type]
    value, _is_new = AttributeValue.objects.get_or_create(
        attribute=attribute, slug=f"{owner}-{key}", defaults={column: key, "names": {LANGUAGE: str(key)}}
    )
    return value


def _own(attribute: Attribute, given: GivenValues) -> dict[str, Any]:
    """Return the columns of a value that stands for itself; none if nothing was given."""
    if attribute.input_type == AttributeInput.NUMERIC:
        return _number(given.number or next(iter(given.names), None))
    if attribute.input_type == AttributeInput.BOOLEAN and given.boolean is not None:
        word = "true" if given.boolean else "false"
        return {"boolean": given.boolean, "names": {LANGUAGE: word}, "slug": f"{attribute.pk}-{word}"}
    if attribute.input_type == AttributeInput.PLAIN_TEXT and given.plain_text:
        text = clean_paragraphs(given.plain_text, field="attributes", most=10_000)
        return {"plain_texts": {LANGUAGE: text}, "names": {LANGUAGE: text[:100]}}
    if attribute.input_type == AttributeInput.RICH_TEXT and given.rich_text:
        return {"documents": {LANGUAGE: clean_document(given.rich_text, field="attributes")}}
    if attribute.input_type == AttributeInput.DATE and given.date:
        return {"date": given.date, "names": {LANGUAGE: given.date.isoformat()}}
    if attribute.input_type == AttributeInput.DATE_TIME and given.date_time:
        return {"date_time": given.date_time, "names": {LANGUAGE: given.date_time.isoformat()}}
    if attribute.input_type == AttributeInput.FILE and given.file_url:
        url = clean_line(given.file_url, field="attributes", most=500)
        return {
            "file_url": url,
            "content_type": given.content_type or "",
            "names": {LANGUAGE: url.rpartition("/")[2]},
        }
    return {}


def _number(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        number = Decimal(text)
        if not number.is_finite() or abs(number) >= 10**12:
            raise InvalidOperation
    except InvalidOperation:
        raise InvalidInput(_("This is no number."), field="attributes") from None
    return {"number": number, "names": {LANGUAGE: f"{number:f}"}}
