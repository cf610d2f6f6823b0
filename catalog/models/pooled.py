"""One listing of several cooperatives: a product that an alliance sells in common."""

from django.db import models

from catalog.models.product import Product
from marketplace.cooperatives.models.organisation import Alliance


class PooledListing(models.Model):
    """A product of the alliance's selling member whose goods all members bring; grade ("1" is best) -> price."""

    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="pooled")
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="listings")
    # What a unit of each grade counts for when a sale is shared, in minor units of the base currency
    grades = models.JSONField()
    opened_at = models.DateTimeField()
    # Nothing more is brought from then on; what is there is still sold
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["alliance", "id"], name="catalog_pooled_of_alliance")]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.alliance_id}"

    @property
    def lowest_price_minor(self) -> int:
        """What counts for goods of which nobody said the grade."""
        return int(min(self.grades.values()))
