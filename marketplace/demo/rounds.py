"""The demonstration's collection round of today: a van that called at its first village, and goods that still wait."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from catalog.models.product import Variant
from logistics.carrying import CarrierKind
from logistics.collecting import StopState
from logistics.models.carrier import CarrierAccount
from logistics.models.inbound import Notice
from logistics.services.notice_send import Announced, notice_send
from logistics.services.round_plan import Trip, round_plan
from logistics.services.stop_tell import stop_tell
from logistics.services.vehicle_write import VehicleWanted, vehicle_write
from logistics.states import Arrival
from marketplace.demo.organisations import MACHINE, Country
from marketplace.outbox.delivery import deliver

STOPS = 3
CAPACITY_G = 900_000


def rounds_make(country: Country, *, now: datetime) -> int:
    """Let cooperatives of the hub's region ask for the van; it is on the road to all but the last of them."""
    van = CarrierAccount.objects.get(kind=CarrierKind.OWN).organisation
    vehicle = vehicle_write(
        actor=MACHINE,
        warehouse_id=country.warehouse.pk,
        wanted=VehicleWanted(carrier_id=van.pk, name="12345-A-48", capacity_g=CAPACITY_G),
    )
    planned = _notices(country, now=now)[:STOPS]
    if not planned:
        return 0
    made = round_plan(
        actor=MACHINE,
        warehouse_id=country.warehouse.pk,
        trip=Trip(vehicle_id=vehicle.pk, day=timezone.localdate(now), sets_out=time(7)),
        notice_ids=[notice.pk for notice in planned],
        key="demo-round",
        now=now,
    )
    stop_tell(
        actor=MACHINE,
        stop_id=made.stops.earliest("position").pk,
        outcome=StopState.PICKED_UP,
        crates={},
        key="demo-tap",
        told_at=now,
        now=now,
    )
    while deliver(now=now):
        pass
    return len(planned)


def _notices(country: Country, *, now: datetime) -> list[Notice]:
    """Let one cooperative more ask than the van calls at."""
    variants = (
        Variant.objects.filter(
            stocks__warehouse=country.warehouse, product__organisation__region=country.warehouse.region
        )
        .order_by("product__organisation", "id")
        .distinct("product__organisation")[: STOPS + 1]
    )
    return [
        notice_send(
            actor=MACHINE,
            organisation_id=variant.product.organisation_id,
            warehouse_id=country.warehouse.pk,
            lines=[Announced(variant_id=variant.pk, crates=2 + number, units_per_crate=6)],
            ready_date=timezone.localdate(now),
            arrival=Arrival.COLLECTION,
            key=f"demo-collect-{number}",
            now=now - timedelta(hours=20),
        )
        for number, variant in enumerate(variants.select_related("product"))
    ]
