"""Labels of products: the words that the hub adds, the versions that were printed, and every print."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from catalog.models.product import Product, Variant
from logistics.models.lot import Lot
from logistics.models.warehouse import Warehouse
from logistics.states import LabelFormat


class LabelText(models.Model):
    """What the hub's labeller adds where the product itself does not say it; the product's own words come first."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="label_text")
    ingredients = models.JSONField(default=dict, blank=True)
    storage = models.JSONField(default=dict, blank=True)
    allergens = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # One of the family's protected names; printed only while its certificate is valid
    protected_name = models.CharField(max_length=120, blank=True)
    updated_by = models.CharField(max_length=60)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"words for {self.product_id}"


class LabelVersion(models.Model):
    """The fixed words of a variant's label as they were printed; new words make a new version."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="label_versions")
    version = models.PositiveIntegerField()
    texts = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "version"], name="logistics_label_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="logistics_label_versions_from_one"),
        ]

    def __str__(self) -> str:
        return f"label {self.version} of {self.variant_id}"


class LabelPrint(models.Model):
    """Labels of a lot went to a printer; after the first time, for a reason."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="label_prints")
    version = models.ForeignKey(LabelVersion, on_delete=models.PROTECT, related_name="prints")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=3, choices=LabelFormat.choices)
    copies = models.PositiveIntegerField()
    is_reprint = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    printed_by = models.CharField(max_length=60)
    printed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=LabelFormat.values), name="logistics_label_format_known"
            ),
            models.CheckConstraint(condition=Q(copies__gt=0), name="logistics_label_copies"),
            models.CheckConstraint(
                condition=Q(is_reprint=False) | ~Q(reason=""), name="logistics_reprint_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["lot", "-id"], name="logistics_label_print_of_lot")]

    def __str__(self) -> str:
        return f"{self.copies} × lot {self.lot_id}"
