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

from logistics.mass import cost_shares, is_balanced, keeps_until, net_grams, unexplained_grams
from logistics.models.lot import Lot, LotStock
from logistics.models.processing import (
    ProcessingRun,
    Recipe,
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
    input_g, output_g = sum(weights.values()), _grams_of(recipe, run.output_units)
    _demand_balanced(recipe, run, input_g=input_g, output_g=output_g)

    row = _written(recipe, warehouse, run, inputs, input_g, output_g, key, actor=actor, now=now)
    RunInput.objects.bulk_create(
        RunInput(run=row, lot_id=lot_id, units=units) for lot_id, units in sorted(run.uses.items())
    )
    _share(row, inputs, weights)
    run_charge(run=row, actor=actor, now=now)
    return row


def _written(
    recipe: Recipe,
    warehouse: Warehouse,
    run: Run,
    inputs: _Inputs,
    input_g: int,
    output_g: int,
    key: str,
    *,
    actor: Actor,
    now: datetime,
) -> ProcessingRun:
    """Let inputs and packaging leave, the output come in, and write the run."""
    number = number_of("run", next_serial("run"))
    materials = _packaging_used(recipe, run, number, warehouse, actor=actor, now=now)
    _take(run, inputs, number, actor=actor, now=now)
    return ProcessingRun.objects.create(
        number=number,
        key=key,
        recipe=recipe,
        warehouse=warehouse,
        output_lot=_output(recipe, run, inputs, number, actor=actor, now=now),
        output_units=run.output_units,
        input_g=input_g,
        output_g=output_g,
        by_product_g=run.by_product_g,
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
    return {
        lot.pk: run.uses[lot.pk]
        * net_grams(
            net_quantity=lot.variant.net_quantity, unit=lot.variant.unit, weight_g=lot.variant.weight_g
        )
        for lot in inputs.lots.values()
    }


def _grams_of(recipe: Recipe, units: int) -> int:
    output = recipe.output
    return units * net_grams(net_quantity=output.net_quantity, unit=output.unit, weight_g=output.weight_g)


def _demand_balanced(recipe: Recipe, run: Run, *, input_g: int, output_g: int) -> None:
    gap = unexplained_grams(
        input_g=input_g, output_g=output_g, by_product_g=run.by_product_g, loss_g=run.loss_g
    )
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


def _output(recipe: Recipe, run: Run, inputs: _Inputs, number: str, *, actor: Actor, now: datetime) -> Lot:
    today = timezone.localdate(now)
    harvests = [lot.harvest_date for lot in inputs.lots.values() if lot.harvest_date is not None]
    return lot_receive(
        actor=actor,
        variant_id=recipe.output_id,
        warehouse_id=inputs.rows[inputs.first.pk].warehouse_id,
        quantity=run.output_units,
        code=run.code,
        harvest_date=min(harvests, default=None),
        produced_date=today,
        best_before_date=keeps_until(
            inputs=[lot.best_before_date for lot in inputs.lots.values()],
            done=today,
            shelf_life_days=recipe.shelf_life_days,
        ),
        bin_code=run.bin_code,
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
