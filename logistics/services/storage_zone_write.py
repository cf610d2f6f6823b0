"""Say which zones a warehouse has, how cold each is kept, and which bins stand in them."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.warehouse import Bin, StorageZone, Warehouse
from logistics.policies import may_run_hub
from logistics.selectors.locked import warehouse_locked
from logistics.states import StorageKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require

COLDEST_C: Final = Decimal(-60)
WARMEST_C: Final = Decimal(60)
MOST_BINS: Final = 200
HEAVIEST_BIN_G: Final = 40_000_000
_AISLE = re.compile(r"[A-Z0-9]{1,6}(-[A-Z0-9]{1,6})?", re.ASCII)
_CODE = re.compile(r"[a-z0-9-]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneKept:
    """A zone: its code, what people call it, how cold it is kept, between which degrees all is well."""

    code: str
    kind: StorageKind
    coldest_c: Decimal
    warmest_c: Decimal
    names: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def storage_zone_write(*, actor: Actor, warehouse_id: uuid.UUID, zone: ZoneKept) -> StorageZone:
    """
    Create a zone, or change the one of that code; readings that were taken keep the verdict of their day.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the code or the limits cannot be, or goods stand in a zone that would become another kind
    """
    warehouse = _mine(actor, warehouse_id)
    if not _CODE.fullmatch(zone.code):
        raise InvalidInput(_("A code has small letters, digits and hyphens."), field="code")
    if not COLDEST_C <= zone.coldest_c < zone.warmest_c <= WARMEST_C:
        raise InvalidInput(_("The coldest limit must be below the warmest."), field="warmest_c")
    known = StorageZone.objects.filter(warehouse=warehouse, code=zone.code).first()
    if known is not None and known.kind != zone.kind and _holds_goods(known):
        raise InvalidInput(_("Goods stand in this zone: move them first."), field="kind")
    row, _made = StorageZone.objects.update_or_create(
        warehouse=warehouse,
        code=zone.code,
        defaults={
            "kind": zone.kind,
            "coldest_c": zone.coldest_c,
            "warmest_c": zone.warmest_c,
            "names": dict(zone.names),
        },
    )
    return row


@transaction.atomic
def bins_add(
    *, actor: Actor, zone_id: int, aisle: str, first: int, last: int, capacity_g: int | None = None
) -> list[Bin]:
    """
    Add the bins `AISLE-01` to `AISLE-12` to a zone; a bin that nobody gave a zone yet comes into it.

    :param capacity_g: what each carries; None: a place on the floor
    :raises NotFound: if there is no such zone
    :raises NotAllowed: if the actor does not run its warehouse
    :raises InvalidInput: if the aisle, the numbers or the weight cannot be
    :raises Conflict: if a bin of that code stands in another zone
    """
    zone = StorageZone.objects.filter(pk=zone_id).first()
    if zone is None:
        raise NotFound(_("There is no such zone."), field="zone")
    warehouse = _mine(actor, zone.warehouse_id)
    aisle = aisle.strip().upper()
    if not _AISLE.fullmatch(aisle):
        raise InvalidInput(_("An aisle is up to six letters or digits."), field="aisle")
    if not 1 <= first <= last <= 999 or last - first >= MOST_BINS:
        raise InvalidInput(
            _("Add at most %(most)s bins at once, from 1 on.") % {"most": MOST_BINS}, field="last"
        )
    if capacity_g is not None and not 1 <= capacity_g <= HEAVIEST_BIN_G:
        raise InvalidInput(_("A load weighs between 1 g and 40 tonnes."), field="capacity")
    codes = [f"{aisle}-{number:02d}" for number in range(first, last + 1)]
    elsewhere = Bin.objects.filter(warehouse=warehouse, code__in=codes).exclude(zone=None).exclude(zone=zone)
    if taken := elsewhere.order_by("code").values_list("code", flat=True).first():
        raise Conflict(_("Bin %(bin)s stands in another zone.") % {"bin": taken}, field="first")
    Bin.objects.bulk_create(
        (Bin(warehouse=warehouse, zone=zone, code=code, capacity_g=capacity_g) for code in codes),
        update_conflicts=True,
        unique_fields=["warehouse", "code"],
        update_fields=["zone", "capacity_g"],
    )
    return list(Bin.objects.filter(warehouse=warehouse, code__in=codes).order_by("code"))


def _mine(actor: Actor, warehouse_id: uuid.UUID) -> Warehouse:
    warehouse = warehouse_locked(warehouse_id)
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may do this."))
    return warehouse


def _holds_goods(zone: StorageZone) -> bool:
    return zone.bins.filter(lot_stocks__quantity__gt=0).exists()
