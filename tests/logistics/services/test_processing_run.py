"""processing_run, consumable_adjust and the genealogy: test that ..."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models.product import Variant
from logistics.checks import stock_findings
from logistics.mass import cost_shares, is_balanced, keeps_until, net_grams, unexplained_grams
from logistics.models.lot import Lot, LotStock, Movement
from logistics.models.processing import (
    Consumable,
    ConsumableMove,
    ProcessingRun,
    Recipe,
    RecipeByProduct,
    RecipeInput,
    RecipeMaterial,
    RunByProduct,
    RunInput,
    RunShare,
)
from logistics.selectors.cost_to_serve import cost_to_serve
from logistics.selectors.genealogy import ancestors_of, descendants_of, descendants_page
from logistics.selectors.lot_epcis import lot_epcis
from logistics.selectors.lot_trace import lot_trace
from logistics.services.consumable_adjust import consumable_adjust
from logistics.services.lot_release import lot_release
from logistics.services.processing_run import Run, processing_run
from logistics.services.recall_open import recall_open
from logistics.states import RecallTrigger
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, OutOfStock
from marketplace.kernel.money import Money
from tests.factories.catalog import VariantFactory
from tests.factories.ground import NOON, OrganisationFactory, member_actor
from tests.factories.logistics import (
    MACHINE,
    TODAY,
    WarehouseFactory,
    quarantined_lot,
    released_lot,
    requested_fulfilment,
    stock_of,
)

pytestmark = pytest.mark.django_db


def recipe_of(*inputs: Variant, jars: int = 100, **values: Any) -> Recipe:
    """Jars of 250 g of these articles (packs of 500 g), with a jar for each."""
    output = VariantFactory.create(net_quantity=Decimal(250))
    recipe: Recipe = Recipe.objects.create(
        output=output, created_at=NOON, **{"tolerance_percent": 2, "shelf_life_days": 365, **values}
    )
    for variant in inputs:
        RecipeInput.objects.create(recipe=recipe, variant=variant, units=1, per_output_units=2)
    jar = Consumable.objects.create(
        warehouse=WarehouseFactory.create(), code="JAR-250", reorder_level=20, unit_cost_minor=150
    )
    if jars:
        adjust(jar, jars)
    RecipeMaterial.objects.create(recipe=recipe, consumable=jar)
    return recipe


def adjust(item: Consumable, pieces: int, **values: Any) -> Consumable:
    """Jars come in."""
    return consumable_adjust(
        **{
            "actor": MACHINE,
            "warehouse_id": item.warehouse_id,
            "consumable_id": item.pk,
            "pieces": pieces,
            "note": "livraison",
            "now": NOON,
            **values,
        }
    )


def process(recipe: Recipe, uses: dict[int, int], units: int, **values: Any) -> ProcessingRun:
    """Run a recipe."""
    frame: dict[str, Any] = {
        "actor": MACHINE,
        "recipe_id": recipe.pk,
        "warehouse_id": WarehouseFactory.create().pk,
        "key": "run-1",
        "now": NOON,
    }
    frame |= {name: values.pop(name) for name in list(values) if name in frame}
    return processing_run(
        **frame,
        run=Run(uses=uses, output_units=units, **values),
    )


def nothing_moved() -> bool:
    """Whether no run left a trace."""
    return not (
        ProcessingRun.objects.exists()
        or RunInput.objects.exists()
        or Movement.objects.filter(reason__in=["consume", "produce"]).exists()
        or ConsumableMove.objects.filter(quantity__lt=0).exists()
    )


def test_lots_become_a_lot_with_its_ancestors_loss_and_cost_shared_by_owner() -> None:
    first, second = VariantFactory.create(), VariantFactory.create()
    recipe = recipe_of(first, second)
    a = released_lot(first, 20, best_before_date=TODAY + timedelta(days=200), code="A")
    b = released_lot(second, 20, best_before_date=TODAY + timedelta(days=90), code="B")

    # 8 packs and 4 packs of 500 g: 6 kg in, 22 jars of 250 g out, 300 g of peel kept, 200 g lost.
    run = process(
        recipe,
        {a.pk: 8, b.pk: 4},
        22,
        by_product_g=300,
        loss_g=200,
        labour_minutes=90,
        labour=Money(10_000),
        energy=Money(1),
    )

    lot = run.output_lot
    assert (lot.state, lot.quantity_received, lot.produced_date, lot.best_before_date) == (
        "quarantine",
        22,
        TODAY,
        TODAY + timedelta(days=90),
    )
    assert (run.input_g, run.output_g, run.yield_percent) == (6_000, 5_500, 91)
    assert (run.labour_minor, run.materials_minor, run.energy_minor, run.cost_minor) == (
        10_000,
        3_300,
        1,
        13_301,
    )
    shares = {row.organisation_id: (row.weight_g, row.cost_minor) for row in RunShare.objects.all()}
    assert shares == {a.organisation_id: (4_000, 8_867), b.organisation_id: (2_000, 4_434)}
    assert (LotStock.objects.get(lot=a).quantity, LotStock.objects.get(lot=b).quantity) == (12, 16)
    assert (stock_of(first), stock_of(second)) == ((12, 0), (16, 0))
    assert Consumable.objects.get().quantity == 78
    assert [row.code for row in ancestors_of([lot.pk])] == ["A", "B"]
    assert [row.lot_id for row in descendants_of([a.pk])] == [lot.pk]
    lot_release(actor=MACHINE, lot_id=lot.pk, now=NOON)
    assert (stock_of(recipe.output), stock_findings()) == ((22, 0), [])


def test_the_same_form_sent_twice_processes_once() -> None:
    variant = VariantFactory.create()
    recipe, lot = recipe_of(variant), released_lot(variant, 10)

    first, again = process(recipe, {lot.pk: 2}, 4), process(recipe, {lot.pk: 2}, 4)

    assert (first, LotStock.objects.get(lot=lot).quantity, Consumable.objects.get().quantity) == (
        again,
        8,
        96,
    )
    with pytest.raises(Conflict):
        process(Recipe.objects.create(output=VariantFactory.create(), created_at=NOON), {lot.pk: 2}, 4)


@pytest.mark.parametrize(
    ("units", "weights", "is_whole"),
    [
        (20, {}, True),
        # 5 kg in, 2 % are 100 g
        (19, {"loss_g": 150}, True),
        (19, {"loss_g": 149}, False),
        (19, {"loss_g": 350}, True),
        (19, {"loss_g": 351}, False),
        (10, {"loss_g": 500, "by_product_g": 2_000}, True),
        (10, {"loss_g": 500}, False),
        (30, {}, False),
    ],
)
def test_a_run_whose_weights_do_not_add_up_is_refused(
    units: int, weights: dict[str, int], is_whole: bool
) -> None:
    variant = VariantFactory.create()
    recipe, lot = recipe_of(variant), released_lot(variant, 10)

    if is_whole:
        process(recipe, {lot.pk: 10}, units, **weights)
        assert stock_findings() == []
        return
    with pytest.raises(InvalidInput) as refused:
        process(recipe, {lot.pk: 10}, units, **weights)
    assert (refused.value.field, nothing_moved(), stock_of(variant)) == ("loss_g", True, (10, 0))


def with_by_product(variant: Variant) -> tuple[Recipe, Variant]:
    """A recipe that leaves an article of 100 g, which keeps 30 days."""
    recipe, beside = recipe_of(variant), VariantFactory.create(net_quantity=Decimal(100))
    RecipeByProduct.objects.create(recipe=recipe, variant=beside, shelf_life_days=30)
    return recipe, beside


def test_a_by_product_that_is_kept_is_a_lot_of_its_owner_that_is_sold_traced_and_recalled() -> None:
    variant = VariantFactory.create()
    recipe, beside = with_by_product(variant)
    lot = released_lot(variant, 10, code="RAW", best_before_date=TODAY + timedelta(days=200))

    # 5 kg in, 4 kg out, 5 x 100 g kept, 300 g of others, 200 g lost
    run = process(
        recipe, {lot.pk: 10}, 16, by_products={beside.pk: 5}, by_product_g=300, loss_g=200, labour=Money(900)
    )

    kept = run.by_products.get()
    assert (kept.units, kept.lot.variant, kept.lot.organisation) == (5, beside, beside.product.organisation)
    assert (kept.lot.state, kept.lot.best_before_date) == ("quarantine", TODAY + timedelta(days=30))
    assert (run.output_g, run.by_product_g, run.yield_percent) == (4_000, 800, 80)
    assert [row.code for row in ancestors_of([kept.lot_id])] == ["RAW"]
    assert {row.lot_id for row in descendants_of([lot.pk])} == {kept.lot_id, run.output_lot_id}
    assert descendants_page(lot.pk).levels == (2,)
    # The output bears the cost
    served = cost_to_serve(actor=MACHINE, warehouse_id=lot.warehouse_id, month=TODAY)
    assert [code for code, cost in served.by_lot.items() if cost] == [run.output_lot.code]
    transformed = [
        event
        for event in lot_epcis(actor=MACHINE, lot_id=kept.lot_id, now=NOON)["epcisBody"]["eventList"]
        if event["type"] == "TransformationEvent"
    ]
    assert [len(event["outputQuantityList"]) for event in transformed] == [2]
    lot_release(actor=MACHINE, lot_id=kept.lot_id, now=NOON)
    assert (stock_of(beside), stock_findings()) == ((5, 0), [])
    recall_open(
        actor=MACHINE,
        warehouse_id=lot.warehouse_id,
        lot_ids=[lot.pk],
        trigger=RecallTrigger.LABORATORY,
        reason="x",
        key="r",
        now=NOON,
    )
    assert set(Lot.objects.values_list("state", flat=True)) == {"recalled"}
    assert stock_of(beside) == (0, 0)


@pytest.mark.parametrize(
    ("by_products", "field"),
    [({"beside": 0}, "by_products"), ({"raw": 5}, "by_products"), ({"beside": 50}, "loss_g"), ({}, "loss_g")],
)
def test_a_by_product_that_cannot_be_is_refused(by_products: dict[str, int], field: str) -> None:
    variant = VariantFactory.create()
    recipe, beside = with_by_product(variant)
    lot = released_lot(variant, 10)
    known = {"raw": variant.pk, "beside": beside.pk}

    with pytest.raises(InvalidInput) as refused:
        process(recipe, {lot.pk: 10}, 18, by_products={known[name]: n for name, n in by_products.items()})

    assert (refused.value.field, nothing_moved(), RunByProduct.objects.exists()) == (field, True, False)
    assert (stock_of(variant), Lot.objects.count()) == ((10, 0), 1)


def test_goods_that_somebody_was_promised_are_not_taken() -> None:
    variant = VariantFactory.create()
    recipe, lot = recipe_of(variant), released_lot(variant, 10)
    requested_fulfilment((variant, 4))

    with pytest.raises(OutOfStock):
        process(recipe, {lot.pk: 7}, 14)

    assert (nothing_moved(), stock_of(variant)) == (True, (10, 4))
    process(recipe, {lot.pk: 6}, 12)
    assert (stock_of(variant), stock_findings()) == ((4, 4), [])


def test_without_enough_packaging_nothing_is_processed() -> None:
    variant = VariantFactory.create()
    recipe, lot = recipe_of(variant, jars=3), released_lot(variant, 10)

    with pytest.raises(OutOfStock) as refused:
        process(recipe, {lot.pk: 2}, 4)

    assert (refused.value.field, nothing_moved(), Consumable.objects.get().quantity) == (
        "output_units",
        True,
        3,
    )


@pytest.mark.parametrize("case", ["quarantined", "over its date", "foreign article", "too much"])
def test_a_lot_that_may_not_be_used_is_refused(case: str) -> None:
    variant = VariantFactory.create()
    recipe = recipe_of(variant)
    lot = {
        "quarantined": lambda: quarantined_lot(variant, 10),
        "over its date": lambda: released_lot(
            variant, 10, best_before_date=TODAY - timedelta(days=1), produced_date=TODAY - timedelta(days=90)
        ),
        "foreign article": lambda: released_lot(quantity=10),
        "too much": lambda: released_lot(variant, 1),
    }[case]()

    with pytest.raises((InvalidInput, OutOfStock)) as refused:
        process(recipe, {lot.pk: 2}, 4)

    assert (refused.value.field, nothing_moved()) == ("uses", True)


def test_every_article_of_the_recipe_goes_in() -> None:
    first, second = VariantFactory.create(), VariantFactory.create()
    recipe, lot = recipe_of(first, second), released_lot(first, 10)

    with pytest.raises(InvalidInput) as refused:
        process(recipe, {lot.pk: 2}, 4)

    assert (refused.value.field, nothing_moved()) == ("uses", True)


@pytest.mark.parametrize(
    ("uses", "units", "values", "field"),
    [
        ({}, 4, {}, "uses"),
        (None, 0, {}, "output_units"),
        (None, -4, {}, "output_units"),
        (None, 4, {"loss_g": -1}, "loss_g"),
        (None, 4, {"by_product_g": -1}, "by_product_g"),
        (None, 4, {"labour": Money(-1)}, "labour"),
        (None, 4, {"key": ""}, "key"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    uses: dict[int, int] | None, units: int, values: dict[str, Any], field: str
) -> None:
    variant = VariantFactory.create()
    recipe, lot = recipe_of(variant), released_lot(variant, 10)

    with pytest.raises(InvalidInput) as refused:
        process(recipe, {lot.pk: 2} if uses is None else uses, units, **values)

    assert (refused.value.field, nothing_moved()) == (field, True)
    with pytest.raises(InvalidInput):
        process(recipe, {lot.pk: -2}, 4)
    with pytest.raises(NotFound):
        process(recipe, {0: 2}, 4)


def test_strangers_process_nothing_and_touch_no_packaging() -> None:
    variant = VariantFactory.create()
    recipe, lot = recipe_of(variant), released_lot(variant, 10)
    strangers: Sequence[Actor] = [
        Actor.anonymous(),
        member_actor(lot.organisation),
        member_actor(OrganisationFactory.create(hub=True), "hub"),
    ]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            process(recipe, {lot.pk: 2}, 4, actor=actor)
        with pytest.raises(NotAllowed):
            adjust(Consumable.objects.get(), 5, actor=actor)
    assert (nothing_moved(), Consumable.objects.get().quantity) == (True, 100)


@pytest.mark.parametrize(
    ("pieces", "note", "field"),
    [(0, "x", "pieces"), (-101, "x", "pieces"), (1_000_000, "x", "pieces"), (5, " ", "note")],
)
def test_packaging_is_changed_with_a_reason_and_never_below_nothing(
    pieces: int, note: str, field: str
) -> None:
    recipe_of(VariantFactory.create())
    item = Consumable.objects.get()

    with pytest.raises(InvalidInput) as refused:
        adjust(item, pieces, note=note)

    item.refresh_from_db()
    assert (refused.value.field, item.quantity, ConsumableMove.objects.count()) == (field, 100, 1)
    assert not item.is_low
    assert adjust(item, -80).is_low
    with pytest.raises(NotFound):
        adjust(item, 1, warehouse_id=WarehouseFactory.create(slug="other").pk)


def chain() -> tuple[Lot, Lot, Lot]:
    """A lot that became a lot that became a lot."""
    grain = VariantFactory.create()
    flour, bread = recipe_of(grain), None
    first = released_lot(grain, 40, code="GRAIN")
    second = process(flour, {first.pk: 10}, 20, code="FLOUR").output_lot
    lot_release(actor=MACHINE, lot_id=second.pk, now=NOON)
    bread = Recipe.objects.create(
        output=VariantFactory.create(net_quantity=Decimal(250)), created_at=NOON, tolerance_percent=2
    )
    RecipeInput.objects.create(recipe=bread, variant=flour.output, units=1)
    third = process(bread, {second.pk: 8}, 8, code="BREAD", key="run-2").output_lot
    lot_release(actor=MACHINE, lot_id=third.pk, now=NOON)
    return first, second, third


def test_a_lot_is_traced_through_any_number_of_runs_both_ways() -> None:
    first, second, third = chain()

    assert [(row.code, row.depth) for row in descendants_of([first.pk])] == [("FLOUR", 1), ("BREAD", 2)]
    assert [(row.code, row.depth) for row in ancestors_of([third.pk])] == [("FLOUR", 1), ("GRAIN", 2)]
    found = lot_trace(actor=MACHINE, lot_id=second.pk)
    assert ([row.code for row in found.ancestors.page.items], found.descendants.levels) == (
        ["GRAIN"],
        (1,),
    )
    near = descendants_page(first.pk, first=1)
    assert ([row.code for row in near.page.items], near.levels, near.total) == (["FLOUR"], (1, 1), 2)
    far = descendants_page(first.pk, after=near.page.cursor, first=1)
    assert ([row.code for row in far.page.items], far.page.has_next, far.total) == (["BREAD"], False, 2)
    assert descendants_page(third.pk).total == 0
    assert (found.balance.is_whole, found.balance.written_off) == (True, 8)
    kinds = [
        event["type"]
        for event in lot_epcis(actor=MACHINE, lot_id=second.pk, now=NOON)["epcisBody"]["eventList"]
    ]
    assert kinds.count("TransformationEvent") == 2


def test_recalling_a_lot_recalls_all_that_was_made_of_it() -> None:
    lots = chain()

    recall_open(
        actor=MACHINE,
        warehouse_id=lots[0].warehouse_id,
        lot_ids=[lots[0].pk],
        trigger=RecallTrigger.LABORATORY,
        reason="ergot",
        key="r",
        now=NOON,
    )

    assert set(Lot.objects.values_list("state", flat=True)) == {"recalled"}
    assert stock_findings() == []


def test_a_run_whose_movements_are_gone_is_found() -> None:
    variant = VariantFactory.create()
    recipe, lot = recipe_of(variant), released_lot(variant, 10)
    process(recipe, {lot.pk: 2}, 4)
    assert stock_findings() == []

    RunInput.objects.update(units=3)
    Consumable.objects.update(quantity=5)

    assert [finding.code for finding in stock_findings()] == ["RUN_NOT_MOVED", "CONSUMABLE_DIFFERS"]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 10**9), st.dictionaries(st.integers(1, 50), st.integers(1, 10**7), min_size=1, max_size=12)
)
def test_shares_of_a_cost_always_add_up_to_the_whole(minor: int, weights: dict[int, int]) -> None:
    shares = cost_shares(Money(minor), weights)

    assert sum(share.minor for share in shares.values()) == minor
    assert all(share.minor >= 0 for share in shares.values())


@pytest.mark.parametrize(
    ("unit", "quantity", "grams"),
    [("g", 500, 500), ("kg", 2, 2_000), ("ml", 750, 750), ("l", 5, 5_000), ("piece", 1, 560)],
)
def test_what_an_item_holds_is_read_from_its_label_and_a_piece_is_weighed(
    unit: str, quantity: int, grams: int
) -> None:
    assert net_grams(net_quantity=Decimal(quantity), unit=unit, weight_g=560) == grams


def test_an_output_keeps_no_longer_than_its_earliest_input_or_its_recipe() -> None:
    days = [TODAY + timedelta(days=n) for n in (100, 60)]

    assert keeps_until(inputs=[*days, None], done=TODAY, shelf_life_days=None) == days[1]
    assert keeps_until(inputs=days, done=TODAY, shelf_life_days=30) == TODAY + timedelta(days=30)
    assert keeps_until(inputs=[None], done=TODAY, shelf_life_days=None) is None
    assert unexplained_grams(input_g=100, output_g=90, by_product_g=5, loss_g=7) == -2
    assert (
        is_balanced(-2, input_g=100, tolerance_percent=2),
        is_balanced(3, input_g=100, tolerance_percent=2),
    ) == (
        True,
        False,
    )
