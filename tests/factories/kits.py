"""Gift boxes for tests."""

from typing import Any

from catalog.models.product import Variant
from logistics.models.kit import Kit
from logistics.models.processing import Consumable
from logistics.services.consumable_adjust import consumable_adjust
from logistics.services.consumable_write import Carton, consumable_write
from logistics.services.kit_write import KitWish, kit_write
from logistics.states import KitKind
from marketplace.kernel.money import Money
from tests.factories.ground import NOON
from tests.factories.logistics import MACHINE, WarehouseFactory


def carton(pieces: int = 10) -> Consumable:
    """What gift boxes are packed in."""
    warehouse = WarehouseFactory.create()
    row = consumable_write(
        actor=MACHINE,
        warehouse_id=warehouse.pk,
        code="coffret",
        names={"fr": "Coffret"},
        reorder_level=0,
        unit_cost=Money(900),
    )
    return consumable_adjust(
        actor=MACHINE, warehouse_id=warehouse.pk, consumable_id=row.pk, pieces=pieces, note="new", now=NOON
    )


def parcel_carton(
    code: str = "carton-m", *, litres: int = 20, pieces: int = 10, weight_g: int = 400
) -> Consumable:
    """What parcels travel in: it carries a kilogram for each litre, and costs 5.00."""
    warehouse = WarehouseFactory.create()
    row = consumable_write(
        actor=MACHINE,
        warehouse_id=warehouse.pk,
        code=code,
        names={"fr": code},
        reorder_level=2,
        unit_cost=Money(500),
        carton=Carton(holds_cm3=litres * 1000, carries_g=litres * 1000, weight_g=weight_g),
    )
    if pieces:
        consumable_adjust(
            actor=MACHINE,
            warehouse_id=warehouse.pk,
            consumable_id=row.pk,
            pieces=pieces,
            note="new",
            now=NOON,
        )
        row.refresh_from_db()
    return row


def fixed_kit(parts: list[tuple[Variant, int]], price: int | None = None, **values: Any) -> Kit:
    """A box with fixed contents, packed in one of ten cartons."""
    return _written(
        KitWish(
            code="panier",
            kind=KitKind.FIXED,
            names={"fr": "Panier de fête", "ar": "سلة العيد"},
            contents={variant.sku: pieces for variant, pieces in parts},
            price=Money(price) if price else None,
            **values,
        )
    )


def chosen_kit(variants: list[Variant], **values: Any) -> Kit:
    """A box of two to four pieces that its customer fills; ten per cent cheaper."""
    known = {"percent_off": 10, "least_pieces": 2, "most_pieces": 4} | values
    return _written(
        KitWish(
            code="a-remplir",
            kind=KitKind.CHOSEN,
            names={"fr": "Coffret à remplir", "ar": "علبة تملؤها"},
            contents={variant.sku: 1 for variant in variants},
            **known,
        )
    )


def _written(wanted: KitWish) -> Kit:
    return kit_write(actor=MACHINE, warehouse_id=WarehouseFactory.create().pk, wanted=wanted, now=NOON)
