"""Recipes, the lots that a run could use, and the runs that were done."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext as _

from logistics.models.lot import LotStock
from logistics.models.processing import (
    Consumable,
    ProcessingRun,
    Recipe,
    RecipeByProduct,
    RecipeInput,
    RecipeMaterial,
)
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import SELLABLE
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size


@dataclass(frozen=True, slots=True)
class UsableLot:
    """A lot that a recipe could use, with the units of it that nobody is bound to."""

    lot_id: int
    code: str
    variant_id: int
    best_before_date: date | None
    free: int


def recipes_listed() -> list[Recipe]:
    """Return every recipe that holds with its output, by its article number; one query."""
    rows = Recipe.objects.filter(retired_at=None).select_related("output__product")
    return list(rows.order_by("output__sku"))


def recipes_page(*, are_retired: bool = False, after: str = "", first: int = 20) -> Page[Recipe]:
    """
    List the recipes that hold (or no longer do) with their outputs, by article number; one query.

    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    size = page_size(first)
    rows = Recipe.objects.filter(retired_at__isnull=not are_retired)
    if after:
        sku, pk = keys_of(after, [str, int])
        rows = rows.filter(Q(output__sku__gt=sku) | Q(output__sku=sku, pk__gt=pk))
    found = rows.select_related("output__product").order_by("output__sku", "pk")[: size + 1]
    return page_of(list(found), first=size, keys=lambda recipe: (recipe.output.sku, recipe.pk))


def recipe_with_versions(recipe_id: int) -> tuple[Recipe, list[Recipe]]:
    """
    Return a recipe with what it uses and leaves, and all versions of it, the newest first; five queries.

    :raises NotFound: if there is no such recipe
    """
    full = Recipe.objects.select_related("output__product").prefetch_related(
        Prefetch("inputs", RecipeInput.objects.select_related("variant__product").order_by("pk")),
        Prefetch("materials", RecipeMaterial.objects.select_related("consumable__warehouse").order_by("pk")),
        Prefetch("by_products", RecipeByProduct.objects.select_related("variant__product").order_by("pk")),
    )
    recipe = full.filter(pk=recipe_id).first()
    if recipe is None:
        raise NotFound(_("There is no such recipe."), field="recipe")
    return recipe, list(Recipe.objects.filter(output=recipe.output_id).order_by("-version"))


def recipe_with_lots(
    *, actor: Actor, warehouse_id: uuid.UUID, recipe_id: int, today: date, most: int = 60
) -> tuple[Recipe, list[UsableLot]]:
    """
    Return a recipe with the lots that it could use here, the earliest expiry first; six queries.

    :raises NotFound: if there is no such warehouse or recipe
    :raises NotAllowed: if the actor does not run the warehouse
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    full = Recipe.objects.select_related("output__product").prefetch_related(
        "inputs__variant__product",
        Prefetch("by_products", RecipeByProduct.objects.select_related("variant__product").order_by("pk")),
    )
    recipe = full.filter(pk=recipe_id).first()
    if recipe is None:
        raise NotFound(_("There is no such recipe or warehouse."), field="recipe")
    rows = LotStock.objects.filter(
        Q(lot__best_before_date=None) | Q(lot__best_before_date__gte=today),
        warehouse=warehouse,
        quantity__gt=F("allocated"),
        lot__state__in=SELLABLE,
        lot__variant__in=[row.variant_id for row in recipe.inputs.all()],
    ).select_related("lot")
    ordered = rows.order_by(F("lot__best_before_date").asc(nulls_last=True), "lot")[:most]
    return recipe, [
        UsableLot(
            row.lot_id,
            row.lot.code,
            row.lot.variant_id,
            row.lot.best_before_date,
            row.quantity - row.allocated,
        )
        for row in ordered
    ]


def runs_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 20
) -> Page[ProcessingRun]:
    """
    List a warehouse's runs (output and kept by-products fetched), the newest first; three queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = ProcessingRun.objects.filter(warehouse=warehouse)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(done_at__lt=moment) | Q(done_at=moment, pk__lt=pk))
    full = rows.select_related("recipe__output__product", "output_lot").prefetch_related("by_products__lot")
    found = list(full.order_by("-done_at", "-id")[: size + 1])
    return page_of(found, first=size, keys=lambda run: (run.done_at, run.pk))


def consumables_of(*, actor: Actor, warehouse_id: uuid.UUID) -> list[Consumable]:
    """
    Return a warehouse's packaging, what should be ordered first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    rows = Consumable.objects.filter(warehouse=warehouse_run_by(actor, warehouse_id)).order_by("code")
    return sorted(rows, key=lambda item: (not item.is_low, item.code))
