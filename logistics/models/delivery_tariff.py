"""Who changed which table of delivery prices, from when on, and what stood there before."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from logistics.models.delivery import DeliveryMethod, DeliveryZone


class TariffChange(models.Model):
    """One table of prices that people wrote: a method, a place, the day from which it counts."""

    method = models.ForeignKey(DeliveryMethod, on_delete=models.CASCADE, related_name="tariff_changes")
    # As with the rates: a region or a province, or a zone, or neither for everywhere else
    region = models.CharField(max_length=6, blank=True)
    zone = models.ForeignKey(DeliveryZone, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_date = models.DateField()
    # The bands before and after (logistics.delivery_bands.Band)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    # Cubic centimetres that count as a kilogram from then on; empty: as the method says
    divisor = models.PositiveIntegerField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(zone=None) | Q(region=""), name="logistics_tariff_change_of_one_place"
            ),
            models.UniqueConstraint(
                fields=["method", "region", "zone", "from_date"],
                condition=Q(withdrawn_at=None),
                name="logistics_tariff_change_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="logistics_tariff_newest")]

    def __str__(self) -> str:
        return f"{self.method_id} from {self.from_date}"
