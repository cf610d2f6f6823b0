"""Start a marketplace with the ways of delivery of the reference data; people edit them afterwards."""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryMethod, DeliveryRate, TrackingRange
from logistics.models.warehouse import Warehouse
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require

_DATA: Final = Path(__file__).parent.parent / "data" / "delivery_methods.json"
LAST_SERIAL: Final = 99_999_999


@lru_cache(maxsize=1)
def _reference() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data


def carrier_names() -> frozenset[str]:
    """Return the carriers that the reference data speak of ("courier", "post"), besides the hub itself."""
    return frozenset(method["carrier"] for method in _reference()["methods"]) - {"hub"}


@transaction.atomic
def delivery_methods_load(
    *, actor: Actor, warehouse: Warehouse, carriers: Mapping[str, int], from_date: date, first_serial: int = 1
) -> list[DeliveryMethod]:
    """
    Create the methods that are not there yet, with their prices and number ranges; what exists is left as it is.

    :param warehouse: the hub; "its region" in the data is the region where it stands
    :param carriers: the organisation behind each of `carrier_names()`
    :param first_serial: where a postal carrier's range of parcel numbers begins
    :raises NotAllowed: if the actor may not change settings
    :raises InvalidInput: if a carrier is not named
    """
    require(actor.may(Permission.MANAGE_SETTINGS), _("Only staff may set up the ways of delivery."))
    organisations = {**carriers, "hub": warehouse.organisation_id}
    missing = carrier_names() - carriers.keys()
    if missing:
        raise InvalidInput(
            _("No organisation was named for %(names)s.") % {"names": ", ".join(sorted(missing))}
        )
    return [
        _load(row, organisations[row["carrier"]], warehouse, from_date, first_serial)
        for row in _reference()["methods"]
    ]


def _load(
    row: Mapping[str, Any], carrier_id: int, warehouse: Warehouse, from_date: date, first_serial: int
) -> DeliveryMethod:
    method, is_new = DeliveryMethod.objects.get_or_create(
        code=row["code"],
        defaults={
            "names": row["names"],
            "kind": row["kind"],
            "carrier_id": carrier_id,
            "warehouse": warehouse if row["kind"] == "pickup" else None,
            "min_days": row["min_days"],
            "max_days": row["max_days"],
            "takes_cash": row["takes_cash"],
            "position": row["position"],
        },
    )
    if is_new:
        DeliveryRate.objects.bulk_create(_rate(method, rate, warehouse, from_date) for rate in row["rates"])
    if "tracking" in row:
        TrackingRange.objects.get_or_create(
            carrier_id=carrier_id,
            defaults={**row["tracking"], "next_serial": first_serial, "last_serial": LAST_SERIAL},
        )
    return method


def _rate(
    method: DeliveryMethod, rate: Mapping[str, Any], warehouse: Warehouse, from_date: date
) -> DeliveryRate:
    return DeliveryRate(
        method=method,
        region=warehouse.region if rate["region"] == "hub" else rate["region"],
        up_to_weight_g=rate["up_to_weight_g"],
        price_minor=rate["price_minor"],
        cost_minor=rate["cost_minor"],
        from_date=from_date,
        source=_reference()["sources"][rate["source"]][:200],
        confidence=rate["confidence"],
    )
