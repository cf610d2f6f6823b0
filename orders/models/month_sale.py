"""How much was sold in a month, so that a long history need not be read again for each chart."""

from django.db import models

from catalog.models.product import Variant
from marketplace.cooperatives.models.organisation import Organisation


class MonthSale(models.Model):
    """
    So many pieces of a variant more, or fewer, in a month; the sum of its rows is what was sold.

    The database writes a row whenever a line is bought, given back, cancelled or moved, and never changes one: nobody
    waits for anybody. At night the rows of a month become one (services/month_sales_fold.py).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    # The first day of the month, in Morocco
    month = models.DateField()
    units = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "month"], include=["variant", "units"], name="orders_month_sale_of"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.units:+d} of {self.variant_id} in {self.month:%Y-%m}"
