"""The back office writes shipping zones."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.warehouse import Warehouse
from logistics.models.zone import ShippingZone
from logistics.policies import may_keep_shipping
from logistics.selectors.locked import zone_locked
from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, Missing, NotFound
from marketplace.kernel.input_texts import clean_line, clean_paragraphs
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneChanges:
    """What to write; None leaves a part as it is. Countries are ISO 3166-1 alpha-2 codes."""

    name: str | None = None
    description: str | None = None
    countries: Sequence[str] | None = None
    is_default: bool | None = None
    add_warehouses: Collection[uuid.UUID] = ()
    remove_warehouses: Collection[uuid.UUID] = ()
    add_channels: Collection[int] = ()
    remove_channels: Collection[int] = ()

    def columns(self) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :raises InvalidInput: naming the part that cannot be used
        """
        columns: dict[str, Any] = {}
        if self.name is not None:
            if not self.name.strip():
                raise Missing(_("This must not be empty."), field="name")
            columns["name"] = clean_line(self.name, field="name", most=100)
        if self.description is not None:
            columns["description"] = clean_paragraphs(self.description, field="description", most=2000)
        if self.countries is not None:
            columns["countries"] = sorted(set(self.countries))
        if self.is_default is not None:
            columns["is_default"] = self.is_default
        return columns


@transaction.atomic
def zone_create(*, actor: Actor, changes: ZoneChanges) -> ShippingZone:
    """
    Write a zone.

    :raises NotAllowed: if the actor may not keep shipping
    :raises InvalidInput: naming the part that is missing or cannot be used
    :raises NotFound: if a warehouse or channel does not exist
    :raises Conflict: if there is a default zone already
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    if changes.name is None:
        raise Missing(_("This must not be empty."), field="name")
    columns = changes.columns()
    _demand_only_default(columns, zone_id=None)
    zone = ShippingZone.objects.create(**columns)
    _link(zone, changes)
    return zone


@transaction.atomic
def zone_update(*, actor: Actor, zone_id: int, changes: ZoneChanges) -> ShippingZone:
    """
    Change a zone.

    :raises NotAllowed: if the actor may not keep shipping
    :raises NotFound: if there is no such zone, warehouse or channel
    :raises InvalidInput: naming the part that cannot be used
    :raises Conflict: if there is a default zone already
    """
    require(may_keep_shipping(actor), _("Only staff may keep shipping."))
    zone = zone_locked(zone_id)
    columns = changes.columns()
    _demand_only_default(columns, zone_id=zone.pk)
    for column, value in columns.items():
        setattr(zone, column, value)
    if columns:
        zone.save(update_fields=list(columns))
    _link(zone, changes)
    return zone


def _demand_only_default(columns: dict[str, Any], *, zone_id: int | None) -> None:
    known = ShippingZone.objects.filter(is_default=True).values_list("pk", flat=True).first()
    if columns.get("is_default") and known not in (None, zone_id):
        raise Conflict(_("There is a default shipping zone already."), field="default")


def _link(zone: ShippingZone, changes: ZoneChanges) -> None:
    wanted: set[Any] = {*changes.add_warehouses, *changes.remove_warehouses}
    warehouses = Warehouse.objects.in_bulk(list(wanted))
    if len(warehouses) != len(wanted):
        raise NotFound(_("There is no such warehouse."), field="warehouses")
    channels = {*changes.add_channels, *changes.remove_channels}
    if Channel.objects.filter(pk__in=channels).count() != len(channels):
        raise NotFound(_("There is no such channel."), field="channels")
    zone.warehouses.add(*(warehouses[key] for key in changes.add_warehouses))
    zone.warehouses.remove(*(warehouses[key] for key in changes.remove_warehouses))
    zone.channels.add(*changes.add_channels)
    zone.channels.remove(*changes.remove_channels)
