"""Gift boxes: a kit names what a box holds, or what its customer may choose, and what it is packed in."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Variant
from logistics.models.fulfilment import Fulfilment, FulfilmentLine
from logistics.models.processing import Consumable
from logistics.models.warehouse import Warehouse
from logistics.states import KitKind
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in


class Kit(models.Model):
    """A gift box that a hub packs: with fixed contents, or filled by its customer from what is named here."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="kits")
    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=KitKind.choices)
    names = models.JSONField(default=dict)
    # Of a fixed box: what it costs at most; unset: what its contents cost
    price_minor = models.BigIntegerField(null=True, blank=True)
    # Of a chosen box: how much less than its contents it costs
    percent_off = models.PositiveSmallIntegerField(default=0)
    # What fits into a chosen box, and from how many pieces on it is one
    most_g = models.PositiveIntegerField(default=0)
    least_pieces = models.PositiveSmallIntegerField(default=1)
    most_pieces = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(max_length=3, default="MAD")
    # What it is packed in, one piece for each box
    packaging = models.ForeignKey(
        Consumable, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    written_by = models.CharField(max_length=60)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KitKind.values), name="logistics_kit_kind_known"),
            models.CheckConstraint(
                condition=Q(percent_off__lte=50) & (Q(price_minor=None) | Q(price_minor__gt=0)),
                name="logistics_kit_price_sane",
            ),
            models.CheckConstraint(
                condition=Q(least_pieces__gte=1, most_pieces__gte=F("least_pieces")),
                name="logistics_kit_holds_something",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        """The name in a language, or in the nearest that has one."""
        return text_in(self.names, language)

    @property
    def price(self) -> Money | None:
        """What a fixed box costs at most, if that is set."""
        return None if self.price_minor is None else Money(self.price_minor, self.currency)

    @property
    def is_chosen(self) -> bool:
        """Whether its customer fills it."""
        return self.kind == KitKind.CHOSEN


class KitComponent(models.Model):
    """An article of a kit: so many pieces of it in each fixed box; of a chosen box, one that may be chosen."""

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="components")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kit", "variant"], name="logistics_kit_component_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_kit_component_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} in {self.kit_id}"


class FulfilmentBox(models.Model):
    """Gift boxes into which some of a fulfilment's goods are put before the parcel is closed."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="boxes")
    # "order-box:<id>"
    reference = models.CharField(max_length=80, unique=True)
    # Snapshot of what the customer read: language code -> text
    names = models.JSONField(default=dict)
    quantity = models.PositiveSmallIntegerField(default=1)
    packaging = models.ForeignKey(
        Consumable, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_box_of_something"),
        ]

    def __str__(self) -> str:
        return self.reference


class FulfilmentBoxItem(models.Model):
    """So many pieces of a line in each of the boxes."""

    box = models.ForeignKey(FulfilmentBox, on_delete=models.CASCADE, related_name="items")
    line = models.ForeignKey(FulfilmentLine, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "line"], name="logistics_box_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_box_item_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id} in {self.box_id}"
