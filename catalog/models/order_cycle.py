"""When a cooperative takes orders, if it does so in rounds."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Product
from catalog.states import CYCLE_DAYS
from marketplace.cooperatives.models.organisation import Organisation


class OrderCycle(models.Model):
    """
    The present or the next round of a cooperative's list, of all its goods or of one product.

    A rule of one product goes before that of all goods. `services.cycles_advance` moves a round that has ended and
    repeats to its next days; one that does not repeat leaves the list closed until its cooperative says more.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="order_cycles")
    # Null: everything that the organisation sells
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="order_cycles"
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    # From which day on what is ordered in the round is ready
    ready_date = models.DateField()
    # After how many days it comes again; 0: never
    repeats_days = models.PositiveSmallIntegerField(default=0)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    # The goods are sold at any time again, or by another rule
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "product"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="catalog_order_cycle_once",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="catalog_order_cycle_closes_after"
            ),
            models.CheckConstraint(
                condition=Q(repeats_days__in=CYCLE_DAYS), name="catalog_order_cycle_repeats_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=Q(ended_at=None, repeats_days__gt=0),
                name="catalog_order_cycle_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} from {self.opens_at} to {self.closes_at}"
