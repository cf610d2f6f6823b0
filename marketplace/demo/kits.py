"""Gift boxes and recipes of the demonstration: two kits, one that customers fill, and orders of both."""

from datetime import datetime, timedelta
from typing import Final

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from logistics.models.kit import Kit
from logistics.models.lot import LotStock
from logistics.models.processing import Consumable, Recipe, RecipeInput, RecipeMaterial
from logistics.models.warehouse import Warehouse
from logistics.services.consumable_adjust import consumable_adjust
from logistics.services.consumable_write import Carton, consumable_write
from logistics.services.kit_write import KitWish, kit_write
from logistics.services.processing_run import Run, processing_run
from logistics.states import KitKind, LotState
from marketplace.channels.models import Channel
from marketplace.demo.organisations import MACHINE
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.outbox.delivery import deliver
from orders.address import address_read
from orders.gifting import GiftWish, gift_read
from orders.models.order import Order
from orders.services.checkout_box import checkout_box_add
from orders.services.checkout_edit import (
    checkout_address_set,
    checkout_create,
    checkout_delivery_set,
    checkout_payment_set,
)
from orders.services.checkout_gift_set import checkout_gift_set
from orders.services.checkout_place import checkout_place

VISITOR: Final = Actor.anonymous()
# Invented: code, French, Arabic, pieces in the store, where to order more, cost of one in centimes
PACKAGING: Final = (
    ("coffret-3", "Coffret de bois pour 3 pièces", "علبة خشبية لثلاث قطع", 40, 15, 1_800),
    ("coffret-6", "Coffret de carton pour 6 pièces", "علبة كرتون لست قطع", 12, 15, 900),
    ("pot-250", "Pot de verre de 250 g avec couvercle", "قنينة زجاجية 250 غ بغطائها", 600, 200, 240),
    ("carton-s", "Petit carton d'expédition", "كرتون إرسال صغير", 140, 60, 320),
    ("carton-m", "Carton d'expédition moyen", "كرتون إرسال متوسط", 90, 40, 550),
    ("carton-l", "Grand carton d'expédition", "كرتون إرسال كبير", 18, 20, 980),
    ("etiquette", "Étiquette bilingue", "ملصق بلغتين", 2_000, 500, 15),
)
# Invented: room in cubic centimetres, what they carry and weigh in grams
CARTONS: Final = {
    "carton-s": Carton(holds_cm3=6_000, carries_g=6_000, weight_g=220),
    "carton-m": Carton(holds_cm3=18_000, carries_g=15_000, weight_g=480),
    "carton-l": Carton(holds_cm3=45_000, carries_g=25_000, weight_g=900),
}
ADDRESS: Final = {
    "recipient": "Salma Cadeau (démo)",
    "phone": "0600000097",
    "street": "5, rue des Orangers",
    "quarter": "",
    "landmark": "près de la poste",
    "city": "Rabat",
    "province": "MA-RAB",
    "postcode": "",
}


def kits_make(warehouse: Warehouse, *, now: datetime) -> int:
    """Write down the packaging and three boxes, from what cooperatives have most of."""
    _packaging_bought(warehouse, now=now)
    wishes = _wishes(_plentiful(warehouse, most=10))
    for wanted in wishes:
        kit_write(actor=MACHINE, warehouse_id=warehouse.pk, wanted=wanted, now=now)
    return len(wishes)


def _packaging_bought(warehouse: Warehouse, *, now: datetime) -> None:
    for code, french, arabic, pieces, reorder, cost in PACKAGING:
        row = consumable_write(
            actor=MACHINE,
            warehouse_id=warehouse.pk,
            code=code,
            names={"fr": french, "ar": arabic},
            reorder_level=reorder,
            unit_cost=Money(cost),
            carton=CARTONS.get(code),
        )
        consumable_adjust(
            actor=MACHINE,
            warehouse_id=warehouse.pk,
            consumable_id=row.pk,
            pieces=pieces,
            note="Livraison du fournisseur (démo)",
            paid=Money(cost * pieces),
            now=now - timedelta(days=20),
        )


def _wishes(food: list[Variant]) -> tuple[KitWish, ...]:
    return (
        KitWish(
            code="panier-bienvenue",
            kind=KitKind.FIXED,
            names={"fr": "Panier de bienvenue", "ar": "سلة الترحيب", "en": "Welcome basket"},
            contents={variant.sku: 1 for variant in food[:3]},
            price=Money(_worth(food[:3]) * 92 // 100),
            packaging="coffret-3",
        ),
        KitWish(
            code="panier-de-fete",
            kind=KitKind.FIXED,
            names={"fr": "Panier de fête", "ar": "سلة العيد", "en": "Feast basket"},
            contents={variant.sku: 2 if place == 0 else 1 for place, variant in enumerate(food[3:7])},
            packaging="coffret-6",
        ),
        KitWish(
            code="mon-coffret",
            kind=KitKind.CHOSEN,
            names={"fr": "Mon coffret", "ar": "علبتي", "en": "My box"},
            contents={variant.sku: 1 for variant in food},
            percent_off=5,
            least_pieces=3,
            most_pieces=6,
            most_g=6_000,
            packaging="coffret-6",
        ),
    )


def boxes_ordered(channel: Channel, *, now: datetime) -> int:
    """Let a customer fill a box across cooperatives, and another one take a basket with fixed contents."""
    filled = Kit.objects.get(code="mon-coffret")
    chosen = {row.variant_id: 1 for row in filled.components.order_by("id")[:4]}
    for code, contents in (("mon-coffret", chosen), ("panier-bienvenue", {})):
        _ordered(channel, code, contents, now=now - timedelta(minutes=40))
    while deliver(now=now):
        pass
    return Order.objects.filter(boxes__isnull=False).count()


def _gift() -> GiftWish:
    return gift_read(
        sender="Younes (démo)",
        message="Bonne fête, maman !\nعيد مبارك سعيد",
        hides_prices=False,
        phone="0600000096",
        email="",
    )


def _ordered(channel: Channel, code: str, chosen: dict[int, int], *, now: datetime) -> None:
    checkout = checkout_create(actor=VISITOR, channel=channel, language="fr", now=now)
    checkout_box_add(
        actor=VISITOR, checkout_id=checkout.pk, kit_code=code, chosen=chosen, quantity=1, now=now
    )
    method = DeliveryMethod.objects.filter(is_active=True, kind="home").earliest("position")
    checkout_address_set(
        actor=VISITOR,
        checkout_id=checkout.pk,
        address=address_read(ADDRESS),
        email="",
        note="",
        now=now,
    )
    checkout_gift_set(actor=VISITOR, checkout_id=checkout.pk, wish=_gift(), now=now)
    checkout_delivery_set(actor=VISITOR, checkout_id=checkout.pk, method_id=method.pk, now=now)
    checkout_payment_set(actor=VISITOR, checkout_id=checkout.pk, method="cash", now=now)
    checkout_place(actor=VISITOR, checkout_id=checkout.pk, expected_total=None, now=now)


def recipes_make(warehouse: Warehouse, *, now: datetime) -> int:
    """Write down how small sizes are filled from large ones of the same product, and run the first of them."""
    made: list[Recipe] = []
    variants = Variant.objects.filter(is_active=True, weight_g__gt=0).select_related("product__product_type")
    by_product: dict[int, list[Variant]] = {}
    for variant in variants.filter(product__product_type__is_food=True).order_by("product", "weight_g"):
        by_product.setdefault(variant.product_id, []).append(variant)
    pot, label = (Consumable.objects.get(warehouse=warehouse, code=code) for code in ("pot-250", "etiquette"))
    for sizes in by_product.values():
        small, large = sizes[0], sizes[-1]
        if (
            len(made) == 3
            or large.net_quantity <= small.net_quantity
            or large.net_quantity % small.net_quantity
        ):
            continue
        recipe = Recipe.objects.create(output=small, tolerance_percent=5, created_at=now)
        RecipeInput.objects.create(
            recipe=recipe,
            variant=large,
            units=1,
            per_output_units=int(large.net_quantity // small.net_quantity),
        )
        RecipeMaterial.objects.create(recipe=recipe, consumable=pot)
        RecipeMaterial.objects.create(recipe=recipe, consumable=label)
        made.append(recipe)
    for recipe in made:
        if _run(warehouse, recipe, now=now - timedelta(days=1)):
            break
    return len(made)


def _run(warehouse: Warehouse, recipe: Recipe, *, now: datetime) -> bool:
    """Fill pots from the lot that expires last, if enough of one is free."""
    part = recipe.inputs.get()
    rows = LotStock.objects.filter(
        warehouse=warehouse, lot__variant=part.variant, lot__state=LotState.RELEASED, quantity__gte=4
    )
    row = rows.order_by("-lot__best_before_date").first()
    if row is None or row.quantity - row.allocated < 4:
        return False
    processing_run(
        actor=MACHINE,
        warehouse_id=warehouse.pk,
        recipe_id=recipe.pk,
        run=Run(
            uses={row.lot_id: 2},
            output_units=2 * part.per_output_units,
            labour_minutes=45,
            labour=Money(9_000),
            energy=Money(1_200),
            note="Mise en pots (démo)",
        ),
        key="demo-run",
        now=now,
    )
    return True


def _plentiful(warehouse: Warehouse, *, most: int) -> list[Variant]:
    """Return one food of each of some cooperatives, of which most stands there; always the same ones."""
    rows = Variant.objects.filter(
        stocks__warehouse=warehouse,
        is_active=True,
        weight_g__gt=0,
        weight_g__lte=1_100,
        product__product_type__is_food=True,
        stocks__quantity__gte=20,
    )
    chosen = rows.order_by("product__organisation", "-stocks__quantity", "id").distinct(
        "product__organisation"
    )
    return list(chosen.prefetch_related("prices")[:most])


def _worth(variants: list[Variant]) -> int:
    """What one of each costs, in minor units."""
    return sum(variant.prices.earliest("pk").amount_minor for variant in variants)
