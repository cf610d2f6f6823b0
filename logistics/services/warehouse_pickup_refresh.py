"""The counter of a warehouse, as a way of delivery."""

from datetime import datetime
from typing import Final

from django.utils import timezone

from logistics.models.delivery import DeliveryMethod, DeliveryRate
from logistics.models.warehouse import Warehouse
from logistics.states import ClickAndCollect, DeliveryKind

# Heavier goods do not travel as parcels (catalog.services.variant_changes)
_HEAVIEST_G: Final = 1_000_000
# Working days within which what stands elsewhere reaches a counter, until the staff writes another figure
_DAYS_FROM_ELSEWHERE: Final = 5


def warehouse_pickup_refresh(warehouse: Warehouse, *, now: datetime) -> None:
    """
    Open or close the counter as the warehouse's choice of click and collect says.

    Fetching is free. A counter for what stands here needs the goods to stand here: only the warehouse from whose
    stock the web shop sells can promise that.
    """
    choice = ClickAndCollect(warehouse.click_and_collect)
    is_open = choice == ClickAndCollect.ALL or (choice == ClickAndCollect.LOCAL and warehouse.is_online)
    code = f"counter-{warehouse.pk.hex[:12]}"
    if not is_open:
        DeliveryMethod.objects.filter(code=code).update(is_active=False)
        return
    method, is_new = DeliveryMethod.objects.update_or_create(
        code=code,
        defaults={"names": warehouse.names, "is_active": True, "warehouse": warehouse},
        create_defaults={
            "names": warehouse.names,
            "kind": DeliveryKind.PICKUP,
            "carrier_id": warehouse.organisation_id,
            "warehouse": warehouse,
            "min_days": 0,
            "max_days": 0 if warehouse.is_online else _DAYS_FROM_ELSEWHERE,
        },
    )
    if is_new:
        DeliveryRate.objects.create(
            method=method,
            up_to_weight_g=_HEAVIEST_G,
            price_minor=0,
            from_date=timezone.localdate(now),
            source="Click and collect is free.",
        )
