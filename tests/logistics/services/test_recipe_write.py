"""recipe_write: test that ..."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from catalog.models.product import Variant
from logistics.models.processing import Recipe
from logistics.selectors.processing import recipe_with_versions, recipes_listed, recipes_page
from logistics.services.recipe_retire import recipe_retire
from logistics.services.recipe_write import RecipeWish, recipe_write
from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.kits import carton
from tests.factories.logistics import MACHINE, WarehouseFactory, released_lot
from tests.logistics.services.test_processing_run import nothing_moved, process

pytestmark = pytest.mark.django_db


def wish(output: Variant, raw: Variant, **changes: Any) -> RecipeWish:
    """Two of the output from one pack, in a carton each."""
    known: dict[str, Any] = {
        "output": output.sku,
        "inputs": {raw.sku: (1, 2)},
        "packaging": {carton().code: 1},
        "yield_percent": 100,
        "tolerance_percent": 2,
    }
    return RecipeWish(**(known | changes))


def write(wanted: RecipeWish, actor: Actor = MACHINE) -> Recipe:
    return recipe_write(actor=actor, warehouse_id=WarehouseFactory.create().pk, wanted=wanted, now=NOON)


def articles() -> tuple[Variant, Variant]:
    """What is made (250 g) and what of (500 g)."""
    return VariantFactory.create(net_quantity=Decimal(250)), VariantFactory.create(net_quantity=Decimal(500))


def test_a_change_is_the_next_version_and_a_run_keeps_the_one_it_used() -> None:
    output, raw = articles()
    first = write(wish(output, raw, shelf_life_days=90))
    carton(50)
    lot = released_lot(raw, 10, code="RAW")
    run = process(first, {lot.pk: 2}, 4)
    wanted = wish(
        output,
        raw,
        by_product_percent=8,
        by_products={VariantFactory.create(sku="PULP").sku: 30},
        replaces=first.pk,
    )

    second = write(wanted)
    # Sent twice: what holds already is returned
    assert write(wanted) == second

    first.refresh_from_db()
    run.refresh_from_db()
    assert (first.by_products.count(), second.by_products.get().shelf_life_days) == (0, 30)
    assert (first.version, first.retired_at, second.version, second.retired_at) == (1, NOON, 2, None)
    assert (run.recipe, run.recipe.shelf_life_days, run.recipe.by_product_percent) == (first, 90, 0)
    assert recipes_listed() == [second] == list(recipes_page().items)
    assert recipes_page(are_retired=True).items == (first,)
    assert recipe_with_versions(first.pk) == (first, [second, first])
    # The run can be told twice; another one by what no longer holds is refused
    assert process(first, {lot.pk: 2}, 4) == run
    with pytest.raises(Conflict) as told:
        process(first, {lot.pk: 2}, 4, key="run-2")
    assert told.value.field == "recipe"


def test_whoever_saw_another_version_is_told() -> None:
    output, raw = articles()
    first = write(wish(output, raw))
    for seen in (None, first.pk + 1):
        with pytest.raises(Conflict) as told:
            write(wish(output, raw, yield_percent=90, replaces=seen))
        assert told.value.field == "output"
    assert recipes_listed() == [first]

    # A retired one comes back as the next version
    recipe_retire(actor=MACHINE, recipe_id=first.pk, now=NOON)
    back = write(wish(output, raw))
    assert (back.version, back.pk != first.pk) == (2, True)


def test_a_recipe_holds_in_every_hub_so_that_a_hub_alone_writes_none() -> None:
    output, raw = articles()
    hub = WarehouseFactory.create().organisation
    for role in (Role.HUB, Role.PRESIDENT):
        with pytest.raises(NotAllowed):
            write(wish(output, raw), member_actor(hub, role.value))
    assert not Recipe.objects.exists()
    assert nothing_moved()


def test_what_cannot_be_is_refused_beside_its_field() -> None:
    output, raw = articles()
    good = wish(output, raw)
    refused: list[tuple[dict[str, Any], str]] = [
        ({"output": "NONE"}, "output"),
        ({"inputs": {}}, "inputs"),
        ({"inputs": {"NONE": (1, 1)}}, "inputs"),
        ({"inputs": {output.sku: (1, 1)}}, "inputs"),
        ({"inputs": {raw.sku: (1, 0)}}, "inputs"),
        ({"packaging": {"NONE": 1}}, "packaging"),
        ({"packaging": {carton().code: 10_001}}, "packaging"),
        ({"yield_percent": 0}, "yield_percent"),
        ({"tolerance_percent": 51}, "tolerance_percent"),
        ({"by_product_percent": 101}, "by_product_percent"),
        ({"shelf_life_days": 3651}, "shelf_life_days"),
        ({"by_products": {"NONE": None}}, "by_products"),
        ({"by_products": {raw.sku: 5}}, "by_products"),
        ({"by_products": {output.sku: None}}, "by_products"),
        ({"by_products": {raw.sku: 0}}, "by_products"),
    ]
    for changes, field in refused:
        with pytest.raises(InvalidInput) as told:
            write(replace(good, **changes))
        assert told.value.field == field, changes
    with pytest.raises(NotFound):
        recipe_write(actor=MACHINE, warehouse_id=uuid4(), wanted=good, now=NOON)
    assert not Recipe.objects.exists()


def test_the_database_lets_one_version_hold() -> None:
    output, _raw = articles()
    Recipe.objects.create(output=output, created_at=NOON)
    for values in ({"version": 2}, {"version": 1, "retired_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recipe.objects.create(output=output, created_at=NOON, **values)


def test_long_lists_go_on_where_they_ended() -> None:
    rows = [Recipe.objects.create(output=VariantFactory.create(), created_at=NOON) for _number in range(3)]
    rows.sort(key=lambda row: row.output.sku)
    page = recipes_page(first=2)
    assert (list(page.items), page.has_next) == (rows[:2], True)
    assert list(recipes_page(first=2, after=page.cursor).items) == rows[2:]
    with pytest.raises(NotFound):
        recipe_with_versions(0)
