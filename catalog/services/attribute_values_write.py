"""The staff changes the values of attributes that can be chosen, puts them into an order, and takes some away."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.attribute import Attribute, AttributeValue
from catalog.services.attribute_write import LANGUAGE, attribute_locked
from catalog.services.attributes_load import value_slug
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Missing, NotFound, Taken
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.moves import moved

_TEXTS = (("value", 100), ("file_url", 500), ("content_type", 100), ("external_reference", 250))


@transaction.atomic
def attribute_value_update(*, actor: Actor, value_id: int, changes: Mapping[str, Any]) -> AttributeValue:
    """
    Change a value; what it is called in the shop's first language says its slug too.

    :param changes: `name`, `value` (a colour), `file_url`, `content_type`, `external_reference`, as far as they change
    :raises NotFound: if there is no such value
    :raises NotAllowed: if the actor may not write its attribute
    :raises InvalidInput: naming the part that cannot be used (Missing: that is empty; Taken: that is another's)
    """
    (value,) = _values_locked(actor, [value_id])
    columns: dict[str, Any] = {}
    if (name := changes.get("name")) is not None:
        if not name.strip():
            raise Missing(_("This must not be empty."), field="name")
        text = clean_line(name, field="name", most=150)
        columns |= {"names": {**value.names, LANGUAGE: text}, "slug": value_slug(text)}
    for part, most in _TEXTS:
        if (said := changes.get(part)) is not None:
            columns[part] = clean_line(said, field=part, most=most, required=False)
    if "external_reference" in columns:
        columns["external_reference"] = columns["external_reference"] or None
    _demand_free(value, columns)
    for column, said in columns.items():
        setattr(value, column, said)
    if columns:
        value.save(update_fields=sorted(columns))
    return value


@transaction.atomic
def attribute_values_delete(*, actor: Actor, value_ids: Collection[int]) -> list[AttributeValue]:
    """
    Delete values; what had them has them no more. Return what they were.

    :raises NotFound: if there is no such value; then none is deleted
    :raises NotAllowed: if the actor may not write one's attribute
    """
    rows = _values_locked(actor, value_ids)
    AttributeValue.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return rows


@transaction.atomic
def attribute_values_move(
    *, actor: Actor, attribute_id: int, moves: Sequence[tuple[int, int | None]]
) -> Attribute:
    """
    Move values of an attribute by so many places: each (value id, offset; None: to the end), one after the other.

    :raises NotFound: if there is no such attribute, or a value is not its own
    :raises NotAllowed: if the actor may not write it
    """
    attribute = attribute_locked(actor=actor, attribute_id=attribute_id)
    rows = {row.pk: row for row in attribute.values.order_by("position", "id")}
    for place, key in enumerate(moved(list(rows), moves)):
        rows[key].position = place
    AttributeValue.objects.bulk_update(rows.values(), ["position"])
    return attribute


@transaction.atomic
def attributes_delete(*, actor: Actor, attribute_ids: Collection[int]) -> int:
    """
    Delete attributes with their values; return how many.

    :raises NotFound: if there is no such attribute; then none is deleted
    :raises NotAllowed: if the actor may not write one
    """
    keys = sorted(set(attribute_ids))
    for key in keys:
        attribute_locked(actor=actor, attribute_id=key)
    Attribute.objects.filter(pk__in=keys).delete()
    return len(keys)


def _values_locked(actor: Actor, value_ids: Collection[int]) -> list[AttributeValue]:
    """Lock the attributes of values, in the order of their keys, and return the values."""
    owners = AttributeValue.objects.filter(pk__in=value_ids).values_list("attribute_id", flat=True)
    for key in sorted(set(owners)):
        attribute_locked(actor=actor, attribute_id=key)
    rows = list(AttributeValue.objects.filter(pk__in=value_ids).order_by("pk"))
    if len(rows) != len(set(value_ids)) or not rows:
        attribute_locked(actor=actor, attribute_id=0)  # who may write none hears nothing more
        raise NotFound(_("There is no such value."), field="id")
    return rows


def _demand_free(value: AttributeValue, columns: Mapping[str, Any]) -> None:
    others = AttributeValue.objects.exclude(pk=value.pk)
    if "slug" in columns and others.filter(attribute=value.attribute_id, slug=columns["slug"]).exists():
        raise Taken(_("The attribute has this value already."), field="name")
    reference = columns.get("external_reference")
    if reference and others.filter(external_reference=reference).exists():
        raise Taken(_("Another value has this already."), field="external_reference")
