"""Processing on the console: test that ..."""

from decimal import Decimal

import pytest
from django.test import Client

from logistics.models.lot import Lot
from logistics.models.processing import Consumable, ProcessingRun, Recipe, RunByProduct
from marketplace.kernel.actor import Permission
from tests.factories.catalog import VariantFactory
from tests.factories.logistics import released_lot
from tests.frontend.views.hub.world import HubWorld
from tests.frontend.views.people import hub_worker, page_of, staff
from tests.logistics.services.test_processing_run import recipe_of


@pytest.fixture
def recipe(world: HubWorld) -> Recipe:
    """Jars of 250 g from what is sold here in packs of 500 g."""
    recipe = recipe_of(world.variant)
    released_lot(world.variant, 10, code="RAW")
    return recipe


def sent(**changes: str) -> dict[str, str]:
    """Four packs become eight jars."""
    raw = Lot.objects.get(code="RAW")
    return {f"lot-{raw.pk}": "4", "output_units": "8", "key": "k", "labour": "12,50", **changes}


def test_a_run_is_written_down_once_and_its_lot_waits_for_its_check(
    world: HubWorld, worker: Client, recipe: Recipe
) -> None:
    place = f"/en/hub/processing/{recipe.pk}/"
    assert "RAW" in page_of(worker.get(place))

    answers = [worker.post(place, sent()) for _press in range(2)]

    run = ProcessingRun.objects.get()
    assert [each["Location"] for each in answers] == [f"/en/hub/lots/{run.output_lot_id}/"] * 2
    assert (run.output_units, run.labour_minor, run.output_lot.state) == (8, 1_250, "quarantine")
    assert run.number in page_of(worker.get("/en/hub/processing/"))
    assert "RAW" in page_of(worker.get(f"/en/hub/lots/{run.output_lot_id}/trace/"))


def test_a_by_product_is_written_into_the_recipe_and_counted_in_the_run(
    world: HubWorld, worker: Client, recipe: Recipe
) -> None:
    beside = VariantFactory.create(sku="PULP", net_quantity=Decimal(100))
    page = staff(Permission.MANAGE_HUB)
    place = f"/en/hub/recipes/{recipe.pk}/"
    known = {
        "inputs": f"{world.variant.sku} 1 2",
        "packaging": "JAR-250 1",
        "yield_percent": "80",
        "tolerance_percent": "2",
        "replaces": str(recipe.pk),
    }
    refused = page.post(place, {**known, "by_products": world.variant.sku})
    page.post(place, {**known, "by_products": "PULP 30"})
    written = Recipe.objects.get(version=2)
    again = page.get(f"/en/hub/recipes/{written.pk}/")

    worker.post(f"/en/hub/processing/{written.pk}/", sent(output_units="6", **{f"beside-{beside.pk}": "5"}))

    kept = RunByProduct.objects.get()
    assert (refused.status_code, again.context["form"].initial["by_products"]) == (422, "PULP 30")
    assert (kept.units, kept.run.by_product_g, kept.lot.variant) == (5, 500, beside)
    assert kept.lot.code in page_of(worker.get("/en/hub/processing/"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"output_units": "0"}, "id_output_units_error"),
        ({"output_units": "9000"}, "id_output_units_error"),
        ({"loss": "-1"}, "id_loss_error"),
        ({"labour": "free"}, "id_labour_error"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    world: HubWorld, worker: Client, recipe: Recipe, changes: dict[str, str], field: str
) -> None:
    response = worker.post(f"/en/hub/processing/{recipe.pk}/", sent(**changes))

    assert response.status_code == 422
    assert f'id="{field}"' in page_of(response) or "do not add up" in page_of(response)
    assert ProcessingRun.objects.count() == 0


def test_packaging_that_runs_low_is_marked_and_what_comes_in_is_written(
    world: HubWorld, worker: Client, recipe: Recipe
) -> None:
    item = Consumable.objects.get()
    bad = worker.post("/en/hub/packaging/", {"item": str(item.pk), "pieces": "-500", "note": "x"})
    worker.post("/en/hub/packaging/", {"item": str(item.pk), "pieces": "-90", "note": "cassés"})

    item.refresh_from_db()
    assert (bad.status_code, item.quantity) == (422, 10)
    assert "Order more" in page_of(worker.get("/en/hub/packaging/"))
    assert worker.post("/en/hub/packaging/", {"item": "x"}).status_code == 404
    assert hub_worker().post("/en/hub/packaging/", {"item": str(item.pk)}).status_code == 404
