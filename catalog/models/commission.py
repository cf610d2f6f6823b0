"""What the marketplace takes of a product, where that is not what the seller's contract says."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Product
from catalog.models.taxonomy import Category
from marketplace.cooperatives.models.organisation import Organisation


class CommissionRule(models.Model):
    """
    A commission for a product or a shelf, for all sellers or one, from a day on.

    The most specific that has begun wins (product; seller and nearest shelf; nearest shelf), then the newest. Where
    none holds, the seller's term does. A sale keeps what held on its day: no rule ever changes an old order.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="commission_rules"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="commission_rules"
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="commission_rules"
    )
    # A share of the line's total, and a sum per piece
    rate = models.DecimalField(max_digits=5, decimal_places=4)
    fixed_minor = models.BigIntegerField(default=0)
    # The least and the most per order line
    min_minor = models.BigIntegerField(default=0)
    max_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="MAD")
    from_date = models.DateField()
    # The first day on which it holds no more
    until_date = models.DateField(null=True, blank=True)
    # Who agreed to it, and in which paper
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False, product=None)
                | Q(category=None, product__isnull=False, organisation=None),
                name="catalog_commission_says_for_what",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0, rate__lte=1), name="catalog_commission_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(fixed_minor__gte=0, min_minor__gte=0)
                & (Q(max_minor=None) | Q(max_minor__gte=F("min_minor"))),
                name="catalog_commission_bounds",
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                name="catalog_commission_ends_later",
            ),
            models.UniqueConstraint(
                fields=["organisation", "category", "product", "from_date"],
                name="catalog_commission_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} from {self.from_date}"
