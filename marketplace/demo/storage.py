"""The demonstration's store: zones, bins, thermometers, and counts of which one waits for a second person."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from catalog.models.product import Variant
from logistics.models.lot import LotStock
from logistics.models.storage import CountLine
from logistics.models.tariff import HubTariff
from logistics.models.warehouse import Bin, StorageZone, Warehouse
from logistics.putaway import kind_wanted
from logistics.services.cycle_count_decide import cycle_count_decide
from logistics.services.cycle_count_enter import cycle_count_enter
from logistics.services.cycle_count_open import cycle_count_open
from logistics.services.hub_tariff_write import hub_cost_record
from logistics.services.lot_place import Wanted, lot_place
from logistics.services.temperature_note import temperature_alarm_close, temperature_note
from logistics.states import HubService, PlacementReason, StorageKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money

_K = StorageKind
# Code, kind, names, limits in degrees Celsius (catalog/data/product_types.json, "storage"), aisles
ZONES: Final = (
    ("hall", _K.AMBIENT, {"fr": "Halle", "ar": "القاعة", "en": "Hall"}, ("5", "25"), "ABCD"),
    (
        "cold-1",
        _K.POSITIVE,
        {"fr": "Chambre froide", "ar": "غرفة التبريد", "en": "Cold room"},
        ("0", "4"),
        "FG",
    ),
    ("freezer", _K.NEGATIVE, {"fr": "Congélateur", "ar": "المجمد", "en": "Freezer"}, ("-30", "-18"), "N"),
)
PLACES_PER_AISLE: Final = 12
CAPACITY_G: Final = 2_000_000
KEEPER: Final = Actor.of_machine("demo-keeper")
SECOND: Final = Actor.of_machine("demo-second")


# Invented prices: 0.40 DH a kilogram taken in, 0.60 DH a kilogram collected, 3 DH a day for 100 kilograms
PRICES: Final = (
    (HubService.RECEIVE, 40, 1_000),
    (HubService.COLLECT, 60, 1_000),
    (HubService.STORE, 300, 100_000),
)


def prices_make(warehouse: Warehouse, *, from_date: date) -> None:
    """Announce what the hub asks by weight."""
    HubTariff.objects.bulk_create(
        HubTariff(warehouse=warehouse, service=service, price_minor=minor, per_g=per_g, from_date=from_date)
        for service, minor, per_g in PRICES
    )


def costs_make(warehouse: Warehouse, *, now: datetime) -> None:
    """Record what last month and this one cost the hub."""
    this_month = now.date().replace(day=1)
    for month in (this_month, (this_month - timedelta(days=1)).replace(day=1)):
        for service, dirhams in (
            (HubService.RECEIVE, 3_200),
            (HubService.STORE, 5_400),
            (HubService.PACK, 7_900),
        ):
            hub_cost_record(
                actor=KEEPER,
                warehouse_id=warehouse.pk,
                month=month,
                service=service,
                amount=Money(dirhams * 100),
                now=now,
            )


def zones_make(warehouse: Warehouse) -> None:
    """Create the zones with their bins."""
    for code, kind, words, (coldest, warmest), aisles in ZONES:
        zone = StorageZone.objects.create(
            warehouse=warehouse, code=code, kind=kind, names=words, coldest_c=coldest, warmest_c=warmest
        )
        Bin.objects.bulk_create(
            Bin(warehouse=warehouse, code=f"{aisle}-{place:02d}", zone=zone, capacity_g=CAPACITY_G)
            for aisle in aisles
            for place in range(1, PLACES_PER_AISLE + 1)
        )


def bin_for(variant: Variant, number: int) -> str:
    """Choose a bin of the right temperature; the number spreads goods over the aisles."""
    kind = kind_wanted(variant.product.product_type.facts)
    aisles = next(row[4] for row in ZONES if row[1] == kind)
    return f"{aisles[number % len(aisles)]}-{number // len(aisles) % PLACES_PER_AISLE + 1:02d}"


def storage_life(warehouse: Warehouse, *, now: datetime) -> int:
    """Read thermometers for a week with one warm night, take four lots off, and count; return the readings."""
    prices_make(warehouse, from_date=now.date())
    costs_make(warehouse, now=now)
    readings = _thermometers(warehouse, now=now)
    standing = LotStock.objects.filter(warehouse=warehouse, bin__isnull=False, quantity__gt=4)
    for row in standing.order_by("-lot__received_at", "-pk")[:4]:
        lot_place(
            actor=KEEPER,
            warehouse_id=warehouse.pk,
            lot_id=row.lot_id,
            wanted=Wanted(bin_code="", reason=PlacementReason.TIDY, note="Palette à ranger"),
            now=now - timedelta(hours=2),
        )
    done = cycle_count_open(actor=KEEPER, warehouse_id=warehouse.pk, limit=6, now=now - timedelta(days=6))
    for place, line in enumerate(_lines(done.pk)):
        missing = 1 if place == 4 and line.lot_stock.quantity > line.lot_stock.allocated else 0
        _count(line, line.lot_stock.quantity - missing, now=now - timedelta(days=6))
        if missing:
            cycle_count_decide(
                actor=SECOND,
                line_id=line.pk,
                is_right=True,
                note="Un pot cassé, retrouvé derrière l’étagère",
                now=now - timedelta(days=5),
            )
    waiting = cycle_count_open(actor=KEEPER, warehouse_id=warehouse.pk, limit=5, now=now - timedelta(hours=3))
    for line in _lines(waiting.pk)[:2]:
        surplus = 2 if line.pk % 2 else 1
        _count(line, line.lot_stock.quantity + surplus, now=now - timedelta(hours=2))
    return readings


def _thermometers(warehouse: Warehouse, *, now: datetime) -> int:
    usual = {"hall": "19.5", "cold-1": "2.5", "freezer": "-20.5"}
    made = 0
    for zone in StorageZone.objects.filter(warehouse=warehouse).order_by("pk"):
        for half_day in range(14, 0, -1):
            warm = zone.code == "cold-1" and half_day == 9
            wave = Decimal(half_day % 4) / 10
            temperature_note(
                actor=KEEPER,
                zone_id=zone.pk,
                celsius=Decimal("7.5") if warm else Decimal(usual[zone.code]) + wave,
                note="Porte restée ouverte" if warm else "",
                key=f"demo-{zone.code}-{half_day}",
                read_at=now - timedelta(hours=12 * half_day),
                now=now,
            )
            made += 1
        for alarm in zone.alarms.filter(closed_at=None):
            temperature_alarm_close(
                actor=SECOND,
                alarm_id=alarm.pk,
                action="Porte refermée, dattes contrôlées : fermes, aucune perte",
                now=now - timedelta(days=4),
            )
    return made


def _lines(count_id: int) -> list[CountLine]:
    return list(CountLine.objects.filter(count=count_id).select_related("lot_stock").order_by("pk"))


def _count(line: CountLine, counted: int, *, now: datetime) -> None:
    cycle_count_enter(actor=KEEPER, line_id=line.pk, counted=counted, now=now)
