"""Write down how an article is made of others: its inputs, its packaging, and what must be left of them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.processing import Consumable, Recipe, RecipeByProduct, RecipeInput, RecipeMaterial
from logistics.models.warehouse import Warehouse
from logistics.policies import may_write_recipes
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require

MOST_ROWS: Final = 40
MOST_UNITS: Final = 10_000
MOST_YIELD: Final = 200
MOST_TOLERANCE: Final = 50
MOST_DAYS: Final = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeWish:
    """
    A recipe as somebody wants it.

    :param inputs: article number to units of it and for how many units of the output
    :param packaging: code of the hub's packaging to pieces of it for each unit of the output
    :param by_products: article number of each by-product that is kept, to the days it keeps (None: as its inputs)
    :param replaces: the recipe that the writer saw; None: the article had none that holds
    """

    output: str
    inputs: Mapping[str, tuple[int, int]]
    packaging: Mapping[str, int]
    yield_percent: int
    tolerance_percent: int
    by_product_percent: int = 0
    by_products: Mapping[str, int | None] = field(default_factory=dict)
    shelf_life_days: int | None = None
    replaces: int | None = None

    @property
    def numbers(self) -> dict[str, int | None]:
        """What must be left of it, and how long it keeps, by column."""
        return {
            "yield_percent": self.yield_percent,
            "tolerance_percent": self.tolerance_percent,
            "by_product_percent": self.by_product_percent,
            "shelf_life_days": self.shelf_life_days,
        }


@transaction.atomic
def recipe_write(*, actor: Actor, warehouse_id: uuid.UUID, wanted: RecipeWish, now: datetime) -> Recipe:
    """
    Write a recipe down as the article's next version; the one that held retires, and runs keep the one they used.

    What holds already is returned as it is.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not manage the hubs
    :raises InvalidInput: if an article, a kind of packaging or a number cannot be
    :raises Conflict: if another recipe holds than the one that the writer saw
    """
    require(may_write_recipes(actor), _("Recipes are written by those who manage the hubs."))
    if not Warehouse.objects.filter(pk=warehouse_id).exists():
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    _demand_sane(wanted)
    # Whoever writes a recipe of the same article waits here
    output = Variant.objects.select_for_update(no_key=True, of=("self",)).filter(sku=wanted.output).first()
    if output is None:
        raise InvalidInput(_("There is no article %(sku)s.") % {"sku": wanted.output}, field="output")
    inputs, packaging = _inputs(wanted), _packaging(wanted, warehouse_id)
    beside = _by_products(wanted)
    versions = list(Recipe.objects.select_for_update(no_key=True).filter(output=output).order_by("version"))
    held = next((row for row in versions if row.retired_at is None), None)
    if held is not None and _is_same(held, wanted, inputs, packaging, beside):
        return held
    _replace(held, wanted, actor=actor, now=now)
    row = Recipe.objects.create(
        output=output,
        version=versions[-1].version + 1 if versions else 1,
        **wanted.numbers,
        written_by=actor.name,
        created_at=now,
    )
    RecipeInput.objects.bulk_create(
        RecipeInput(recipe=row, variant_id=variant, units=units, per_output_units=per)
        for variant, (units, per) in inputs.items()
    )
    RecipeMaterial.objects.bulk_create(
        RecipeMaterial(recipe=row, consumable_id=item, pieces=pieces) for item, pieces in packaging.items()
    )
    RecipeByProduct.objects.bulk_create(
        RecipeByProduct(recipe=row, variant_id=variant, shelf_life_days=days)
        for variant, days in beside.items()
    )
    return row


def _replace(held: Recipe | None, wanted: RecipeWish, *, actor: Actor, now: datetime) -> None:
    """Retire the version that the writer saw."""
    if (held.pk if held else None) != wanted.replaces:
        raise Conflict(
            _("This article has another recipe by now. Open the list of recipes again."), field="output"
        )
    if held is not None:
        held.retired_at, held.retired_by = now, actor.name
        held.save(update_fields=["retired_at", "retired_by"])


def _demand_sane(wanted: RecipeWish) -> None:
    bounds = {
        "yield_percent": (1, wanted.yield_percent, MOST_YIELD),
        "tolerance_percent": (0, wanted.tolerance_percent, MOST_TOLERANCE),
        "by_product_percent": (0, wanted.by_product_percent, 100),
        "shelf_life_days": (1, wanted.shelf_life_days or 1, MOST_DAYS),
        "inputs": (1, len(wanted.inputs), MOST_ROWS),
        "packaging": (0, len(wanted.packaging), MOST_ROWS),
        "by_products": (0, len(wanted.by_products), MOST_ROWS),
    }
    for name, (least, value, most) in bounds.items():
        if not least <= value <= most:
            message = _("This must be between %(least)s and %(most)s.") % {"least": least, "most": most}
            raise InvalidInput(message, field=name)
    if any(not 1 <= days <= MOST_DAYS for days in wanted.by_products.values() if days is not None):
        message = _("This must be between %(least)s and %(most)s.") % {"least": 1, "most": MOST_DAYS}
        raise InvalidInput(message, field="by_products")
    counts = {
        "inputs": [count for pair in wanted.inputs.values() for count in pair],
        "packaging": list(wanted.packaging.values()),
    }
    for name, found in counts.items():
        if any(not 1 <= count <= MOST_UNITS for count in found):
            raise InvalidInput(
                _("The quantity must be between 1 and %(most)s.") % {"most": MOST_UNITS}, field=name
            )


def _inputs(wanted: RecipeWish) -> dict[int, tuple[int, int]]:
    """Return the inputs by variant."""
    found = {row.sku: row for row in Variant.objects.filter(sku__in=wanted.inputs)}
    for sku in wanted.inputs:
        if sku not in found:
            raise InvalidInput(_("There is no article %(sku)s.") % {"sku": sku}, field="inputs")
        if sku == wanted.output:
            raise InvalidInput(_("An article is not made of itself."), field="inputs")
    return {found[sku].pk: amount for sku, amount in wanted.inputs.items()}


def _by_products(wanted: RecipeWish) -> dict[int, int | None]:
    """Return the days that each by-product keeps, by variant."""
    found = dict(Variant.objects.filter(sku__in=wanted.by_products).values_list("sku", "pk"))
    for sku in wanted.by_products:
        if sku not in found:
            raise InvalidInput(_("There is no article %(sku)s.") % {"sku": sku}, field="by_products")
        if sku == wanted.output or sku in wanted.inputs:
            raise InvalidInput(
                _("A by-product is neither what goes in nor what is made."), field="by_products"
            )
    return {found[sku]: days for sku, days in wanted.by_products.items()}


def _packaging(wanted: RecipeWish, warehouse_id: uuid.UUID) -> dict[int, int]:
    """Return the pieces by kind of packaging."""
    rows = Consumable.objects.filter(warehouse=warehouse_id, code__in=wanted.packaging)
    found = dict(rows.values_list("code", "pk"))
    for code in wanted.packaging:
        if code not in found:
            raise InvalidInput(_("This hub keeps no packaging %(code)s.") % {"code": code}, field="packaging")
    return {found[code]: pieces for code, pieces in wanted.packaging.items()}


def _is_same(
    held: Recipe,
    wanted: RecipeWish,
    inputs: Mapping[int, tuple[int, int]],
    packaging: Mapping[int, int],
    beside: Mapping[int, int | None],
) -> bool:
    """Say whether a recipe says what is wanted."""
    rows = held.inputs.values_list("variant", "units", "per_output_units")
    return (
        all(getattr(held, name) == value for name, value in wanted.numbers.items())
        and {variant: (units, per) for variant, units, per in rows} == inputs
        and dict(held.materials.values_list("consumable", "pieces")) == packaging
        and dict(held.by_products.values_list("variant", "shelf_life_days")) == beside
    )
