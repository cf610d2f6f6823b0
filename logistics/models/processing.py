"""Processing (valorisation): recipes, the lots that went in, the lots that came out, and what it cost."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from catalog.models.product import Variant
from logistics.models.lot import Lot
from logistics.models.warehouse import Warehouse
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.kernel.texts import text_in


class Recipe(models.Model):
    """
    How one article is made of others: a bill of materials for one unit of output, and what must be left of it.

    A version is never changed: a new one takes its place and it retires (decision 265).
    """

    output = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="recipes")
    version = models.PositiveSmallIntegerField(default=1)
    # Grams of output expected of a hundred grams of input, and by how many points a run may differ from it
    yield_percent = models.PositiveSmallIntegerField(default=100)
    tolerance_percent = models.PositiveSmallIntegerField(default=2)
    # Grams of by-products (wax, pulp, shells) expected of a hundred grams of input
    by_product_percent = models.PositiveSmallIntegerField(default=0)
    # The output keeps so many days from the day of the run, and never longer than its earliest input
    shelf_life_days = models.PositiveIntegerField(null=True, blank=True)
    written_by = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    retired_by = models.CharField(max_length=60, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(yield_percent__gt=0, yield_percent__lte=200), name="logistics_recipe_yields"
            ),
            models.CheckConstraint(condition=Q(tolerance_percent__lte=50), name="logistics_recipe_tolerates"),
            models.CheckConstraint(
                condition=Q(by_product_percent__lte=100), name="logistics_recipe_by_products"
            ),
            models.UniqueConstraint(fields=["output", "version"], name="logistics_recipe_version_once"),
            models.UniqueConstraint(
                fields=["output"], condition=Q(retired_at=None), name="logistics_recipe_one_holds"
            ),
        ]

    def __str__(self) -> str:
        return f"recipe {self.version} of {self.output_id}"


class RecipeInput(models.Model):
    """An article that a recipe uses: so many units of it for so many of the output."""

    recipe = models.ForeignKey(Recipe, on_delete=models.CASCADE, related_name="inputs")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    units = models.PositiveIntegerField()
    per_output_units = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipe", "variant"], name="logistics_recipe_input_once"),
            models.CheckConstraint(
                condition=Q(units__gt=0, per_output_units__gt=0), name="logistics_recipe_input_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units} of {self.variant_id} for {self.per_output_units}"


class RecipeByProduct(models.Model):
    """What a recipe leaves beside its output and is kept: an article of its own, sold or used like any other."""

    recipe = models.ForeignKey(Recipe, on_delete=models.CASCADE, related_name="by_products")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    # It keeps so many days from the day of the run, and never longer than the earliest input
    shelf_life_days = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipe", "variant"], name="logistics_recipe_by_product_once"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} beside {self.recipe_id}"


class ProcessingRun(models.Model):
    """One run of a recipe: lots in, one lot out, loss and by-products weighed, cost collected."""

    number = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=80, unique=True)
    recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, related_name="runs")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="runs")
    output_lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="made_by")
    output_units = models.PositiveIntegerField()
    input_g = models.PositiveBigIntegerField()
    output_g = models.PositiveBigIntegerField()
    # What was weighed beside the output: by-products (those that became lots among them), and loss
    by_product_g = models.PositiveBigIntegerField(default=0)
    loss_g = models.PositiveBigIntegerField(default=0)
    labour_minutes = models.PositiveIntegerField(default=0)
    labour_minor = models.BigIntegerField(default=0)
    materials_minor = models.BigIntegerField(default=0)
    energy_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="MAD")
    note = models.CharField(max_length=300, blank=True)
    done_by = models.CharField(max_length=60)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(labour_minor__gte=0, materials_minor__gte=0, energy_minor__gte=0),
                name="logistics_run_costs",
            ),
            models.CheckConstraint(condition=Q(input_g__gt=0, output_g__gt=0), name="logistics_run_weighs"),
        ]
        indexes = [models.Index(fields=["warehouse", "-done_at", "-id"], name="logistics_run_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def yield_percent(self) -> int:
        """Grams that came out of a hundred that went in; rounded down."""
        return self.output_g * 100 // self.input_g

    @property
    def cost_minor(self) -> int:
        """All that the run cost, in minor units."""
        return self.labour_minor + self.materials_minor + self.energy_minor


class RunInput(models.Model):
    """Units of a lot that went into a run: with the run's output, the genealogy of lots."""

    run = models.ForeignKey(ProcessingRun, on_delete=models.PROTECT, related_name="inputs")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="used_in")
    units = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "lot"], name="logistics_run_input_once"),
            models.CheckConstraint(condition=Q(units__gt=0), name="logistics_run_input_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.units} of {self.lot_id} in {self.run_id}"


class RunByProduct(models.Model):
    """A by-product of a run that is kept: a lot in quarantine, of the same ancestors as the output."""

    run = models.ForeignKey(ProcessingRun, on_delete=models.PROTECT, related_name="by_products")
    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="by_product_of")
    units = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="logistics_run_by_product_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.units} of {self.lot_id} beside {self.run_id}"


class RunShare(models.Model):
    """What of a run's cost an owner bears, by the weight that it brought in."""

    run = models.ForeignKey(ProcessingRun, on_delete=models.PROTECT, related_name="shares")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    weight_g = models.PositiveBigIntegerField()
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="MAD")

    cost = MoneyAttr("cost_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="logistics_run_share_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} bears {self.cost_minor} of {self.run_id}"


class Consumable(models.Model):
    """Packaging that the hub keeps for its work: jars, lids, bags, cartons; no goods of anybody's."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="consumables")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    quantity = models.PositiveIntegerField(default=0)
    # At or below this somebody should order
    reorder_level = models.PositiveIntegerField(default=0)
    # What a piece that comes in without a price counts for
    unit_cost_minor = models.BigIntegerField(default=0)
    # What the pieces that are here cost in all; pieces leave at the average (decision 264)
    value_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="MAD")
    # What a piece weighs, and of a carton what fits into it and how much it carries; unset: parcels do not travel in it
    weight_g = models.PositiveIntegerField(default=0)
    holds_cm3 = models.PositiveIntegerField(null=True, blank=True)
    carries_g = models.PositiveIntegerField(null=True, blank=True)

    unit_cost = MoneyAttr("unit_cost_minor")
    value = MoneyAttr("value_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="logistics_consumable_once"),
            models.CheckConstraint(condition=Q(unit_cost_minor__gte=0), name="logistics_consumable_cost"),
            models.CheckConstraint(
                condition=Q(value_minor=0) | Q(value_minor__gt=0, quantity__gt=0),
                name="logistics_consumable_value",
            ),
            models.CheckConstraint(
                condition=Q(holds_cm3=None, carries_g=None) | Q(holds_cm3__gt=0, carries_g__gt=0),
                name="logistics_consumable_carton",
            ),
        ]

    def __str__(self) -> str:
        return self.name("fr") or self.code

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)

    @property
    def holds(self) -> Decimal:
        """What fits into a carton, in litres; zero of what is none."""
        return Decimal(self.holds_cm3 or 0) / 1000

    @property
    def carries(self) -> Decimal:
        """What a carton carries, in kilograms; zero of what is none."""
        return Decimal(self.carries_g or 0) / 1000

    @property
    def is_low(self) -> bool:
        """Whether somebody should order."""
        return self.quantity <= self.reorder_level


class RecipeMaterial(models.Model):
    """Packaging that a recipe uses: so many pieces for each unit of output."""

    recipe = models.ForeignKey(Recipe, on_delete=models.CASCADE, related_name="materials")
    consumable = models.ForeignKey(Consumable, on_delete=models.PROTECT, related_name="+")
    pieces = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipe", "consumable"], name="logistics_recipe_material_once"),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="logistics_recipe_material_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.pieces} of {self.consumable_id}"


class ConsumableMove(models.Model):
    """Packaging came in, was used or was counted."""

    consumable = models.ForeignKey(Consumable, on_delete=models.PROTECT, related_name="moves")
    quantity = models.IntegerField()
    # By how much it changed the value of what is here: what was paid, or (negative) what was used cost
    cost_minor = models.BigIntegerField(default=0)
    # "run:…" for what a run used; empty for what came in or was counted
    reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    actor = models.CharField(max_length=60)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(quantity=0), name="logistics_consumable_move_moves"),
        ]
        indexes = [models.Index(fields=["consumable", "-id"], name="logistics_consumable_newest")]

    def __str__(self) -> str:
        return f"{self.quantity:+d} of {self.consumable_id}"
