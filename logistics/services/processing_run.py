"""Turn lots into another lot by a recipe: weighed, kept apart by owner, and traceable both ways."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.mass import cost_shares, is_balanced, keeps_until, net_grams, unexplained_grams
from logistics.models.lot import Lot, LotStock
from logistics.models.processing import (
    ProcessingRun,
    Recipe,
    RecipeByProduct,
    RunByProduct,
    RunInput,
    RunShare,
)
from logistics.models.stock import Stock
from logistics.models.warehouse import Warehouse
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_stocks_locked, recipe_locked, stocks_locked
from logistics.services.consumables_take import consumables_take
from logistics.services.hub_charge import run_charge
from logistics.services.lot_receive import MOST_UNITS, lot_receive
from logistics.services.numbers import next_serial, number_of
from logistics.services.stock_move import Change, Move, lots_move, stocks_change
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound, OutOfStock
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.policy import require

MOST_GRAMS: Final = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was done: units taken of each lot, what came out, what was lost, and what it cost."""

    # Lot id -> units taken
    uses: Mapping[int, int]
    output_units: int
    # By-products that are kept: variant id -> units
    by_products: Mapping[int, int] = field(default_factory=dict)
    # Grams of others, that are no articles
    by_product_g: int = 0
    loss_g: int = 0
    labour_minutes: int = 0
    labour: Money = field(default_factory=lambda: Money.zero(BASE_CURRENCY))
    energy: Money = field(default_factory=lambda: Money.zero(BASE_CURRENCY))
    code: str = ""
    bin_code: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The lots taken, locked, with what stands of them and the stocks they are sold from."""

    lots: Mapping[int, Lot]
    rows: Mapping[int, LotStock]
    stocks: Mapping[int, Stock]

    @property
    def first(self) -> Lot:
        """The lot that is over its date first."""
        return min(self.lots.values(), key=lambda lot: (lot.best_before_date or date.max, lot.pk))


@transaction.atomic
def processing_run(
    *, actor: Actor, recipe_id: int, warehouse_id: uuid.UUID, run: Run, key: str, now: datetime
) -> ProcessingRun:
    """
    Write a run down: inputs and packaging leave, the output comes in as a lot in quarantine with its ancestors.

    By-products that are kept come in as lots of the same ancestors; the output bears the cost (decision 296).

    The same key again returns the first run and moves nothing. Goods that somebody was promised are not taken.

    :raises NotFound: if there is no such recipe or warehouse, or a lot does not stand there
    :raises NotAllowed: if the actor does not run this hub
    :raises InvalidInput: if a number cannot be, a lot may not be used, or the weights do not add up
    :raises OutOfStock: if there is less free of a lot or of the packaging
    :raises Conflict: if the recipe is retired, the output's lot number exists, or the key was used elsewhere
    """
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    require(may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may process."))
    _demand_sensible(run, key)
    recipe = recipe_locked(recipe_id)
    known = ProcessingRun.objects.filter(key=key).first()
    if known is not None:
        if known.recipe_id != recipe.pk or known.warehouse_id != warehouse.pk:
            raise Conflict(_("Something else was processed under this key."), field="key")
        return known
    if recipe.retired_at is not None:
        raise Conflict(_("This recipe no longer holds. Open the list of recipes again."), field="recipe")
    inputs = _locked(run, warehouse)
    _demand_usable(recipe, run, inputs, today=timezone.localdate(now))
    weights = _weights(run, inputs)
    input_g, output_g = sum(weights.values()), _grams(recipe.output, run.output_units)
    beside = _kept(recipe, run)
    by_product_g = run.by_product_g + sum(_grams(row.variant, units) for row, units in beside)
    _demand_balanced(recipe, run, input_g=input_g, output_g=output_g, by_product_g=by_product_g)
    row = _written(recipe, warehouse, run, inputs, key, actor=actor, now=now)
    row.input_g, row.output_g, row.by_product_g = input_g, output_g, by_product_g
    row.save(force_insert=True)
    RunInput.objects.bulk_create(
        RunInput(run=row, lot_id=lot_id, units=units) for lot_id, units in sorted(run.uses.items())
    )
    _keep(row, beside, inputs, actor=actor, now=now)
    _share(row, inputs, weights)
    run_charge(run=row, actor=actor, now=now)
    return row


def _written(
    recipe: Recipe,
    warehouse: Warehouse,
    run: Run,
    inputs: _Inputs,
    key: str,
    *,
    actor: Actor,
    now: datetime,
) -> ProcessingRun:
    """Let inputs and packaging leave, the output come in, and return the run, which lacks its weights."""
    number = number_of("run", next_serial("run"))
    materials = _packaging_used(recipe, run, number, warehouse, actor=actor, now=now)
    _take(run, inputs, number, actor=actor, now=now)
    output = _received(
        recipe.output_id,
        run.output_units,
        recipe.shelf_life_days,
        inputs,
        number,
        code=run.code,
        bin_code=run.bin_code,
        actor=actor,
        now=now,
    )
    return ProcessingRun(
        number=number,
        key=key,
        recipe=recipe,
        warehouse=warehouse,
        output_lot=output,
        output_units=run.output_units,
        loss_g=run.loss_g,
        labour_minutes=run.labour_minutes,
        labour_minor=run.labour.minor,
        materials_minor=materials.minor,
        energy_minor=run.energy.minor,
        note=run.note.strip()[:300],
        done_by=actor.name,
        done_at=now,
    )


def _demand_sensible(run: Run, key: str) -> None:
    if not 1 <= len(key) <= 80:
        raise InvalidInput(_("A run needs a key of at most 80 characters."), field="key")
    if not run.uses or any(not 1 <= units <= MOST_UNITS for units in run.uses.values()):
        raise InvalidInput(_("Say how much of which lots was used."), field="uses")
    if not 1 <= run.output_units <= MOST_UNITS:
        raise InvalidInput(
            _("The quantity must be between 1 and %(most)s.") % {"most": MOST_UNITS}, field="output_units"
        )
    if any(not 1 <= units <= MOST_UNITS for units in run.by_products.values()):
        raise InvalidInput(
            _("The quantity must be between 1 and %(most)s.") % {"most": MOST_UNITS}, field="by_products"
        )
    for name, grams in (("by_product_g", run.by_product_g), ("loss_g", run.loss_g)):
        if not 0 <= grams <= MOST_GRAMS:
            raise InvalidInput(_("This weight cannot be."), field=name)
    if run.labour.minor < 0 or run.energy.minor < 0 or run.labour_minutes < 0:
        raise InvalidInput(_("A cost is not below zero."), field="labour")


def _locked(run: Run, warehouse: Warehouse) -> _Inputs:
    """Lock kind by kind: lots, stocks, what stands."""
    chosen = Lot.objects.filter(pk__in=run.uses).select_related("variant__product")
    lots = {lot.pk: lot for lot in chosen.order_by("id").select_for_update(no_key=True, of=("self",))}
    variants = {lot.variant_id for lot in lots.values()}
    ids = Stock.objects.filter(variant__in=variants, warehouse=warehouse).values_list("pk", flat=True)
    stocks = {stock.variant_id: stock for stock in stocks_locked(ids).values()}
    standing = lot_stocks_locked(LotStock.objects.filter(lot__in=lots, warehouse=warehouse))
    rows = {row.lot_id: row for row in standing.values()}
    if rows.keys() != run.uses.keys():
        raise NotFound(_("This lot does not stand in this warehouse."), field="uses")
    return _Inputs(lots, rows, stocks)


def _demand_usable(recipe: Recipe, run: Run, inputs: _Inputs, *, today: date) -> None:
    wanted = set(recipe.inputs.values_list("variant", flat=True))
    for lot in inputs.lots.values():
        if lot.variant_id not in wanted:
            raise InvalidInput(_("Lot %(lot)s is not used by this recipe.") % {"lot": lot.code}, field="uses")
        if not lot.is_sellable or (lot.best_before_date is not None and lot.best_before_date < today):
            raise InvalidInput(_("Lot %(lot)s may not be used.") % {"lot": lot.code}, field="uses")
        row = inputs.rows[lot.pk]
        if run.uses[lot.pk] > row.quantity - row.allocated:
            raise OutOfStock(
                _("Only %(count)s units of lot %(lot)s are free.")
                % {"count": row.quantity - row.allocated, "lot": lot.code},
                field="uses",
            )
    if missing := wanted - {lot.variant_id for lot in inputs.lots.values()}:
        raise InvalidInput(
            _("%(count)s articles of the recipe are missing.") % {"count": len(missing)}, field="uses"
        )


def _weights(run: Run, inputs: _Inputs) -> dict[int, int]:
    """Return the grams taken of each lot."""
    return {lot.pk: _grams(lot.variant, run.uses[lot.pk]) for lot in inputs.lots.values()}


def _grams(variant: Variant, units: int) -> int:
    """Return what so many units hold."""
    return units * net_grams(net_quantity=variant.net_quantity, unit=variant.unit, weight_g=variant.weight_g)


def _demand_balanced(recipe: Recipe, run: Run, *, input_g: int, output_g: int, by_product_g: int) -> None:
    gap = unexplained_grams(input_g=input_g, output_g=output_g, by_product_g=by_product_g, loss_g=run.loss_g)
    if not is_balanced(gap, input_g=input_g, tolerance_percent=recipe.tolerance_percent):
        raise InvalidInput(
            _(
                "The weights do not add up: %(grams)s g of %(input)s g are unexplained. Weigh loss and by-products."
            )
            % {"grams": gap, "input": input_g},
            field="loss_g",
        )


def _packaging_used(
    recipe: Recipe, run: Run, number: str, warehouse: Warehouse, *, actor: Actor, now: datetime
) -> Money:
    """Take the packaging and return what it cost; less than is needed is refused."""
    wanted = {}
    for material in recipe.materials.select_related("consumable"):
        pieces, item = material.pieces * run.output_units, material.consumable
        if item.warehouse_id != warehouse.pk:
            raise OutOfStock(
                _("There is not enough of %(item)s: %(count)s are needed.")
                % {"item": item.code, "count": pieces},
                field="output_units",
            )
        wanted[item.pk] = pieces
    return consumables_take(wanted, reference=f"run:{number}", field="output_units", actor=actor, now=now)


def _take(run: Run, inputs: _Inputs, number: str, *, actor: Actor, now: datetime) -> None:
    """Inputs leave their shelves and the stock; a promise somebody holds is not cut for it."""
    changes: defaultdict[int, Change] = defaultdict(Change)
    for lot_id, units in run.uses.items():
        changes[inputs.stocks[inputs.lots[lot_id].variant_id].pk] += Change(quantity=-units)
    if stocks_change(changes):
        raise OutOfStock(_("These goods are promised to customers."), field="uses")
    moves = [
        Move(inputs.rows[lot_id], -units, MovementReason.CONSUME, f"run:{number}")
        for lot_id, units in sorted(run.uses.items())
    ]
    lots_move(moves, actor=actor, happened_at=now)


def _kept(recipe: Recipe, run: Run) -> list[tuple[RecipeByProduct, int]]:
    """Return the by-products that are kept, with their units; the recipe must name them."""
    named = {row.variant_id: row for row in recipe.by_products.select_related("variant").order_by("pk")}
    if not named.keys() >= run.by_products.keys():
        raise InvalidInput(_("This recipe does not leave such a by-product."), field="by_products")
    return [(named[variant_id], units) for variant_id, units in sorted(run.by_products.items())]


def _keep(
    row: ProcessingRun,
    beside: Sequence[tuple[RecipeByProduct, int]],
    inputs: _Inputs,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    for kind, units in beside:
        lot = _received(
            kind.variant_id, units, kind.shelf_life_days, inputs, row.number, actor=actor, now=now
        )
        RunByProduct.objects.create(run=row, lot=lot, units=units)


def _received(
    variant_id: int,
    units: int,
    shelf_life_days: int | None,
    inputs: _Inputs,
    number: str,
    *,
    actor: Actor,
    now: datetime,
    code: str = "",
    bin_code: str = "",
) -> Lot:
    """Take in what the run made: its owner is the article's, its days are those of what went in."""
    today = timezone.localdate(now)
    harvests = [lot.harvest_date for lot in inputs.lots.values() if lot.harvest_date is not None]
    return lot_receive(
        actor=actor,
        variant_id=variant_id,
        warehouse_id=inputs.rows[inputs.first.pk].warehouse_id,
        quantity=units,
        code=code,
        harvest_date=min(harvests, default=None),
        produced_date=today,
        best_before_date=keeps_until(
            inputs=[lot.best_before_date for lot in inputs.lots.values()],
            done=today,
            shelf_life_days=shelf_life_days,
        ),
        bin_code=bin_code,
        run=number,
        now=now,
    )


def _share(row: ProcessingRun, inputs: _Inputs, weights: Mapping[int, int]) -> None:
    by_owner: defaultdict[int, int] = defaultdict(int)
    for lot_id, grams in weights.items():
        by_owner[inputs.lots[lot_id].organisation_id] += grams
    shares: Sequence[tuple[int, Money]] = sorted(
        cost_shares(Money(row.cost_minor, row.currency), by_owner).items()
    )
    RunShare.objects.bulk_create(
        RunShare(
            run=row,
            organisation_id=owner,
            weight_g=by_owner[owner],
            cost_minor=share.minor,
            currency=share.currency,
        )
        for owner, share in shares
    )
