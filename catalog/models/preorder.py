"""What is sold before it is harvested or made."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Variant


class Preorder(models.Model):
    """
    So many units of a variant may be ordered until a day, and are there from another day on.

    The database refuses to promise more than that, whatever the code does. Only
    `logistics.services.preorder_book` changes `taken`.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="preorders")
    most = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    # The last day on which it may be ordered
    until_date = models.DateField()
    # When the harvest is expected at the hub
    arrives_date = models.DateField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    # Closed before its last day, or followed by another
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant"], condition=Q(ended_at=None), name="catalog_preorder_once"
            ),
            models.CheckConstraint(condition=Q(taken__lte=F("most")), name="catalog_preorder_not_oversold"),
            models.CheckConstraint(
                condition=Q(arrives_date__gte=F("until_date")), name="catalog_preorder_arrives_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.taken} of {self.most} until {self.until_date}"
