"""The back office writes the methods of a shipping zone."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod
from logistics.models.zone import PostalCodeRule, ZoneMethod
from logistics.policies import may_keep_shipping
from logistics.selectors.locked import zone_locked, zone_method_locked
from logistics.states import DeliveryKind, RuleInclusion
from marketplace.cooperatives.services.platform_ensure import platform_ensure
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, Missing
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.policy import require
from marketplace.kernel.rich_text import clean_document
from marketplace.kernel.slugs import free_slug, slug_from

# Working days that are promised for a method of which nobody said more
_DAYS: Final = (1, 7)


class BoundsCrossed(DomainError):
    """A least amount lies above the most."""

    code = "MAX_LESS_THAN_MIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChanges:
    """
    What to write; None leaves a part as it is. Weights are grams, days working days, descriptions rich texts.

    `unbounded` names the bounds to lift (least_weight_g, most_weight_g); rules of postcodes are (start, end or "").
    """

    name: str | None = None
    descriptions: Mapping[str, Any] | None = None
    by_weight: bool | None = None
    least_weight_g: int | None = None
    most_weight_g: int | None = None
    unbounded: Collection[str] = ()
    min_days: int | None = None
    max_days: int | None = None
    tax_code: str | None = None
    inclusion: str | None = None
    add_rules: Collection[tuple[str, str]] = ()
    delete_rules: Collection[int] = ()

    def of_method(self, before: DeliveryMethod | None) -> dict[str, Any]:
        """
        Return the columns of the way of delivery.

        :raises InvalidInput: naming the part that cannot be used
        :raises BoundsCrossed: if the least of days lies above the most
        """
        columns: dict[str, Any] = {}
        if self.name is not None:
            if not self.name.strip():
                raise Missing(_("This must not be empty."), field="name")
            columns["names"] = {"fr": clean_line(self.name, field="name", most=100)}
        least, most = (before.min_days, before.max_days) if before else _DAYS
        for field, days in (
            ("minimum_delivery_days", self.min_days),
            ("maximum_delivery_days", self.max_days),
        ):
            if days is not None and not 0 <= days <= 365:
                raise InvalidInput(_("Days lie between 0 and 365."), field=field)
        # A bound that was given moves one that nobody gave out of its way.
        columns["min_days"] = (
            self.min_days if self.min_days is not None else min(least, self.max_days or least)
        )
        columns["max_days"] = self.max_days if self.max_days is not None else max(most, columns["min_days"])
        if columns["max_days"] < columns["min_days"]:
            raise BoundsCrossed(_("The least lies above the most."), field="minimum_delivery_days")
        return columns

    def of_zone(self, before: ZoneMethod | None) -> dict[str, Any]:
        """
        Return the columns of the method in its zone.

        :raises InvalidInput: if a weight is negative
        :raises BoundsCrossed: if the least weight lies above the most
        """
        given = {
            "by_weight": self.by_weight,
            "descriptions": self._documents(),
            "least_weight_g": self.least_weight_g,
            "most_weight_g": self.most_weight_g,
            "tax_code": self.tax_code,
        }
        columns: dict[str, Any] = {column: value for column, value in given.items() if value is not None}
        columns |= dict.fromkeys(self.unbounded)
        least, most = (
            columns.get(name, getattr(before, name, None)) for name in ("least_weight_g", "most_weight_g")
        )
        if (least or 0) < 0 or (most or 0) < 0:
            raise InvalidInput(_("A weight is not negative."), field="minimum_order_weight")
        if least is not None and most is not None and most < least:
            raise BoundsCrossed(_("The least lies above the most."), field="minimum_order_weight")
        return columns

    def _documents(self) -> dict[str, Any] | None:
        if self.descriptions is None:
            return None
        cleaned = {
            language: clean_document(document, field="description") if document else {}
            for language, document in self.descriptions.items()
        }
        return {language: document for language, document in cleaned.items() if document}


@transaction.atomic
def zone_method_create(*, actor: Actor, zone_id: int, changes: MethodChanges, now: datetime) -> ZoneMethod:
    """
    Write a method of a zone, carried by the marketplace itself until the staff names a carrier.

    :raises NotAllowed: if the actor may not keep shipping
    :raises NotFound: if there is no such zone
    :raises InvalidInput: naming the part that is missing or cannot be used
    :raises BoundsCrossed: if a least lies above its most
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    zone = zone_locked(zone_id)
    if changes.name is None:
        raise Missing(_("This must not be empty."), field="name")
    base = slug_from(changes.name, fallback="delivery", most=40)
    taken = set(DeliveryMethod.objects.filter(code__startswith=base).values_list("code", flat=True))
    method = DeliveryMethod.objects.create(
        **changes.of_method(None),
        code=free_slug(base, taken),
        kind=DeliveryKind.HOME,
        carrier=platform_ensure(now=now),
    )
    row = ZoneMethod.objects.create(method=method, zone=zone, **changes.of_zone(None))
    _write_rules(row, changes)
    return row


@transaction.atomic
def zone_method_update(*, actor: Actor, method_id: uuid.UUID, changes: MethodChanges) -> ZoneMethod:
    """
    Change a method.

    :raises NotAllowed: if the actor may not keep shipping
    :raises NotFound: if there is no such method
    :raises InvalidInput: naming the part that cannot be used
    :raises BoundsCrossed: if a least lies above its most
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    row = zone_method_locked(method_id)
    DeliveryMethod.objects.filter(pk=row.pk).update(**changes.of_method(row.method))
    if columns := changes.of_zone(row):
        ZoneMethod.objects.filter(pk=row.pk).update(**columns)
    _write_rules(row, changes)
    return zone_method_locked(method_id)


def _write_rules(row: ZoneMethod, changes: MethodChanges) -> None:
    row.postal_code_rules.filter(pk__in=changes.delete_rules).delete()
    if changes.inclusion is not None:
        if changes.inclusion not in RuleInclusion.values:
            raise InvalidInput(_("This is not one of the choices."), field="inclusion_type")
        row.postal_code_rules.update(inclusion=changes.inclusion)
    if not changes.add_rules:
        return
    known = row.postal_code_rules.values_list("inclusion", flat=True).first()
    inclusion = changes.inclusion or known
    if inclusion is None:
        raise Missing(_("Say whether parcels go there or do not."), field="inclusion_type")
    PostalCodeRule.objects.bulk_create(
        (
            PostalCodeRule(
                method=row,
                start=clean_line(start, field="add_postal_code_rules", most=32),
                end=clean_line(end, field="add_postal_code_rules", most=32, required=False),
                inclusion=inclusion,
            )
            for start, end in changes.add_rules
        ),
        ignore_conflicts=True,
    )
