"""The staff writes attributes and the values that can be chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from catalog.models.attribute import Attribute, AttributeValue
from catalog.policies import may_write_attribute
from catalog.services.attributes_load import value_slug
from catalog.states import INPUTS_WITH_CHOICES, AttributeEntity, AttributeInput, AttributeKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, Missing, NotFound, Taken
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.kernel.slugs import free_slug, slug_from

LANGUAGE = "fr"
_FLAGS = (
    "value_required",
    "is_variant_only",
    "visible_in_storefront",
    "filterable_in_storefront",
    "filterable_in_dashboard",
    "available_in_grid",
    "storefront_search_position",
)
_REFERENCES = (AttributeInput.REFERENCE, AttributeInput.SINGLE_REFERENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeChanges:
    """What to write; None leaves a part as it is. `flags` are boolean columns and the search position."""

    name: str | None = None
    slug: str | None = None
    unit: str | None = None
    external_reference: str | None = None
    flags: Mapping[str, Any] | None = None

    def columns(self, *, of: Attribute | None) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :raises InvalidInput: naming the part that cannot be used (Missing: that is empty; Taken: that is another's)
        """
        columns: dict[str, Any] = {}
        if self.name is not None:
            columns["names"] = {**(of.names if of else {}), LANGUAGE: _line(self.name, "name", 100)}
        for part in ("slug", "external_reference"):
            text = getattr(self, part)
            if text is not None:
                columns[part] = _line(text, part, 100)
                others = Attribute.objects.filter(**{part: columns[part]})
                if others.exclude(pk__in=[of.pk] if of else []).exists():
                    raise Taken(_("Another attribute has this already."), field=part)
        if self.unit is not None:
            columns["unit"] = self.unit.lower()
        known = {name: value for name, value in (self.flags or {}).items() if name in _FLAGS}
        return columns | {name: value for name, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttribute:
    """What an attribute is and stays: what it belongs to and how its values are entered."""

    kind: str
    input_type: str = AttributeInput.DROPDOWN.value
    entity_type: str = ""
    values: Sequence[Mapping[str, Any]] = ()


@transaction.atomic
def attribute_create(*, actor: Actor, new: NewAttribute, changes: AttributeChanges) -> Attribute:
    """
    Write an attribute with its values.

    :raises NotAllowed: if the actor may not write attributes of this kind
    :raises InvalidInput: naming the part that is missing, cannot be used or is another's
    """
    require(may_write_attribute(actor, new.kind), _("You may not write attributes of this kind."))
    if new.kind not in AttributeKind.values or new.input_type not in AttributeInput.values:
        raise InvalidInput(_("This is not one of the choices."), field="type")
    if new.input_type in _REFERENCES and new.entity_type not in AttributeEntity.values:
        raise Missing(_("Say what a reference leads to."), field="entity_type")
    if new.values and new.input_type not in INPUTS_WITH_CHOICES:
        raise InvalidInput(_("Values of this attribute are not chosen from a list."), field="values")
    if changes.name is None:
        raise Missing(_("This must not be empty."), field="name")
    columns = changes.columns(of=None)
    if "slug" not in columns:
        base = slug_from(changes.name, fallback="attribute", most=90)
        taken = set(Attribute.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        columns["slug"] = free_slug(base, taken)
    if new.input_type != AttributeInput.NUMERIC:
        columns["unit"] = ""
    attribute = Attribute.objects.create(
        **columns,
        kind=new.kind,
        input_type=new.input_type,
        entity_type=new.entity_type if new.input_type in _REFERENCES else "",
    )
    _add_values(attribute, new.values)
    return attribute


@transaction.atomic
def attribute_update(
    *,
    actor: Actor,
    attribute_id: int,
    changes: AttributeChanges,
    add_values: Sequence[Mapping[str, Any]] = (),
    remove_values: Collection[int] = (),
) -> Attribute:
    """
    Change an attribute, add values and remove some.

    :raises NotFound: if there is no such attribute, or a value is not its own
    :raises NotAllowed: if the actor may not write it
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    attribute = attribute_locked(actor=actor, attribute_id=attribute_id)
    gone = AttributeValue.objects.filter(attribute=attribute, pk__in=remove_values)
    if gone.count() != len(set(remove_values)):
        raise NotFound(_("This value belongs to another attribute."), field="remove_values")
    columns = changes.columns(of=attribute)
    for column, value in columns.items():
        setattr(attribute, column, value)
    if columns:
        attribute.save(update_fields=list(columns))
    gone.delete()
    _add_values(attribute, add_values)
    return attribute


@transaction.atomic
def attribute_delete(*, actor: Actor, attribute_id: int) -> Attribute:
    """
    Delete an attribute with its values; products lose them.

    :raises NotFound: if there is no such attribute
    :raises NotAllowed: if the actor may not write it
    """
    attribute = attribute_locked(actor=actor, attribute_id=attribute_id)
    key = attribute.pk
    attribute.delete()
    attribute.pk = key
    return attribute


@transaction.atomic
def attribute_value_create(*, actor: Actor, attribute_id: int, value: Mapping[str, Any]) -> AttributeValue:
    """
    Add a value to an attribute.

    :raises NotFound: if there is no such attribute
    :raises NotAllowed: if the actor may not write it
    :raises InvalidInput: naming the part that is missing or cannot be used
    """
    attribute = attribute_locked(actor=actor, attribute_id=attribute_id)
    (made,) = _add_values(attribute, [value])
    return made


def attribute_locked(*, actor: Actor, attribute_id: int) -> Attribute:
    """
    Lock an attribute for a change; one that repeats a column is nobody's to write.

    :raises NotFound: if there is none
    :raises NotAllowed: if the actor may not write it
    """
    attribute = Attribute.objects.select_for_update().filter(pk=attribute_id).first()
    require(
        may_write_attribute(actor, attribute.kind if attribute else AttributeKind.PRODUCT_TYPE),
        _("You may not write attributes of this kind."),
    )
    if attribute is None:
        raise NotFound(_("There is no such attribute."), field="id")
    return attribute


def _add_values(attribute: Attribute, values: Sequence[Mapping[str, Any]]) -> list[AttributeValue]:
    if not values:
        return []
    known = set(attribute.values.values_list("slug", flat=True))
    last = attribute.values.aggregate(last=Max("position"))["last"]
    rows = []
    for place, given in enumerate(values, start=0 if last is None else last + 1):
        name = _line(given.get("name") or "", "name", 150)
        slug = value_slug(name)
        if slug in known:
            raise Taken(_("The attribute has this value already."), field="values")
        known.add(slug)
        rows.append(
            AttributeValue(
                attribute=attribute,
                slug=slug,
                names={LANGUAGE: name},
                position=place,
                value=clean_line(given.get("value") or "", field="value", most=100, required=False),
                file_url=given.get("file_url") or "",
                content_type=given.get("content_type") or "",
                external_reference=given.get("external_reference"),
            )
        )
    return AttributeValue.objects.bulk_create(rows)


def _line(text: str, field: str, most: int) -> str:
    if not text.strip():
        raise Missing(_("This must not be empty."), field=field)
    return clean_line(text, field=field, most=most)
