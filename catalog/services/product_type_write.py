"""The staff writes families of products and says which attributes their products have."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from catalog.models.attribute import Attribute, ProductTypeAttribute
from catalog.models.taxonomy import ProductType
from catalog.policies import may_write_product_types
from catalog.services.attribute_write import LANGUAGE
from catalog.services.tax_class_assign import family_tax_class_assign
from catalog.states import AttributeKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, IllegalMove, InvalidInput, Missing, NotFound, Taken
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.kernel.slugs import free_slug, slug_from


class AlreadyAssigned(Conflict):
    """A family has this attribute already."""

    code = "ATTRIBUTE_ALREADY_ASSIGNED"


class NotAssignable(InvalidInput):
    """This attribute cannot stand there."""

    code = "ATTRIBUTE_CANNOT_BE_ASSIGNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyChanges:
    """
    What to write; None leaves a part as it is. Attributes are ids; the lists replace those that are there.

    `sets_tax_class` says that `tax_class_id` counts (None: the normal rate).
    """

    name: str | None = None
    slug: str | None = None
    product_attributes: Sequence[int] | None = None
    variant_attributes: Sequence[int] | None = None
    sets_tax_class: bool = False
    tax_class_id: int | None = None
    facts: Mapping[str, Any] | None = None

    def columns(self, *, of: ProductType | None) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :raises InvalidInput: naming the part that cannot be used (Missing: that is empty; Taken: that is another's)
        """
        columns: dict[str, Any] = {}
        if self.name is not None:
            if not self.name.strip():
                raise Missing(_("This must not be empty."), field="name")
            columns["names"] = {
                **(of.names if of else {}),
                LANGUAGE: clean_line(self.name, field="name", most=100),
            }
        if self.slug is not None:
            columns["key"] = clean_line(self.slug, field="slug", most=50)
            others = ProductType.objects.filter(key=columns["key"]).exclude(pk__in=[of.pk] if of else [])
            if others.exists():
                raise Taken(_("Another family has this slug."), field="slug")
        if self.facts is not None:
            columns["facts"] = {**(of.facts if of else {}), **self.facts}
        return columns


@transaction.atomic
def product_type_create(*, actor: Actor, changes: FamilyChanges) -> ProductType:
    """
    Write a family; its products are no food until the staff says so, since food needs an authorisation.

    :raises NotAllowed: if the actor may not write families
    :raises InvalidInput: naming the part that is missing, cannot be used or is another's
    :raises NotFound: if there is no such attribute or tax class
    """
    require(may_write_product_types(actor), _("Only staff may write families of products."))
    if changes.name is None:
        raise Missing(_("This must not be empty."), field="name")
    columns = changes.columns(of=None)
    if "key" not in columns:
        base = slug_from(changes.name, fallback="type", most=44)
        taken = set(ProductType.objects.filter(key__startswith=base).values_list("key", flat=True))
        columns["key"] = free_slug(base, taken)
    last = ProductType.objects.aggregate(last=Max("position"))["last"] or 0
    family = ProductType.objects.create(**columns, position=min(last + 1, 32_000))
    _write_parts(family, changes)
    return family


@transaction.atomic
def product_type_update(*, actor: Actor, product_type_id: int, changes: FamilyChanges) -> ProductType:
    """
    Change a family.

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is no such family, attribute or tax class
    :raises InvalidInput: naming the part that cannot be used or is another's
    """
    family = family_locked(actor=actor, product_type_id=product_type_id)
    columns = changes.columns(of=family)
    for column, value in columns.items():
        setattr(family, column, value)
    if columns:
        family.save(update_fields=list(columns))
    _write_parts(family, changes)
    return family


@transaction.atomic
def product_type_delete(*, actor: Actor, product_type_id: int) -> ProductType:
    """
    Delete a family without products.

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is no such family
    :raises IllegalMove: if there are products of it
    """
    family = family_locked(actor=actor, product_type_id=product_type_id)
    key = family.pk
    try:
        with transaction.atomic():
            family.delete()
    except ProtectedError:
        raise IllegalMove(_("There are products of this family."), field="id") from None
    family.pk = key
    return family


@transaction.atomic
def product_type_attributes_assign(
    *, actor: Actor, product_type_id: int, assigned: Mapping[int, tuple[bool, bool]]
) -> ProductType:
    """
    Give attributes to a family: id -> (whether it is the variants', whether customers choose by it).

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is no such family or attribute
    :raises AlreadyAssigned: if it has one of them already
    :raises NotAssignable: if one is no attribute of products
    """
    family = family_locked(actor=actor, product_type_id=product_type_id)
    if family.attribute_places.filter(attribute__in=assigned).exists():
        raise AlreadyAssigned(_("The family has this attribute already."), field="operations")
    _demand_attributes(assigned)
    last = family.attribute_places.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    ProductTypeAttribute.objects.bulk_create(
        ProductTypeAttribute(
            product_type=family,
            attribute_id=key,
            is_of_variant=is_of_variant,
            is_selection=is_of_variant and is_selection,
            position=first + place,
        )
        for place, (key, (is_of_variant, is_selection)) in enumerate(assigned.items())
    )
    return family


@transaction.atomic
def product_type_attributes_unassign(
    *, actor: Actor, product_type_id: int, attribute_ids: Collection[int]
) -> ProductType:
    """
    Take attributes away from a family.

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is no such family
    """
    family = family_locked(actor=actor, product_type_id=product_type_id)
    family.attribute_places.filter(attribute__in=attribute_ids).delete()
    return family


@transaction.atomic
def product_type_selection_update(
    *, actor: Actor, product_type_id: int, selections: Mapping[int, bool]
) -> ProductType:
    """
    Say by which of the variants' attributes customers choose.

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is no such family, or its variants do not have one of the attributes
    """
    family = family_locked(actor=actor, product_type_id=product_type_id)
    places = {place.attribute_id: place for place in family.attribute_places.filter(is_of_variant=True)}
    for key, is_selection in selections.items():
        if key not in places:
            raise NotFound(_("Variants of this family do not have this attribute."), field="operations")
        places[key].is_selection = is_selection
        places[key].save(update_fields=["is_selection"])
    return family


def family_locked(*, actor: Actor, product_type_id: int) -> ProductType:
    """
    Lock a family for a change.

    :raises NotAllowed: if the actor may not write families
    :raises NotFound: if there is none
    """
    require(may_write_product_types(actor), _("Only staff may write families of products."))
    family = ProductType.objects.select_for_update().filter(pk=product_type_id).first()
    if family is None:
        raise NotFound(_("There is no such family of products."), field="id")
    return family


def _write_parts(family: ProductType, changes: FamilyChanges) -> None:
    if changes.sets_tax_class:
        family_tax_class_assign(family=family, tax_class_id=changes.tax_class_id)
    for is_of_variant, wanted in ((False, changes.product_attributes), (True, changes.variant_attributes)):
        if wanted is None:
            continue
        _demand_attributes(wanted)
        places = family.attribute_places.filter(is_of_variant=is_of_variant)
        places.exclude(attribute__in=wanted).delete()
        ProductTypeAttribute.objects.bulk_create(
            (
                ProductTypeAttribute(
                    product_type=family, attribute_id=key, is_of_variant=is_of_variant, position=position
                )
                for position, key in enumerate(wanted)
            ),
            update_conflicts=True,
            unique_fields=["product_type", "is_of_variant", "attribute"],
            update_fields=["position"],
        )


def _demand_attributes(keys: Collection[int]) -> None:
    found = dict(Attribute.objects.filter(pk__in=keys).values_list("pk", "kind"))
    if len(found) != len(set(keys)):
        raise NotFound(_("There is no such attribute."), field="operations")
    if any(kind != AttributeKind.PRODUCT_TYPE for kind in found.values()):
        raise NotAssignable(_("Only attributes of products can be given to a family."), field="operations")
