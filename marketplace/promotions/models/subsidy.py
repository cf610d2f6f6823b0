"""A partner pays a part of the delivery, for where parcels go or for whose goods are in them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from marketplace.cooperatives.models.organisation import Alliance
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.states import ValueType


class DeliverySubsidy(models.Model):
    """
    What a budget pays of the delivery of an order.

    `places` (ISO 3166-2 codes of regions and provinces) are where the parcel goes; `alliance` and `seller_regions`
    say for whose goods: of a mixed parcel only their share of the price is paid. What is empty does not limit.
    """

    budget = models.ForeignKey(PartnerBudget, on_delete=models.PROTECT, related_name="subsidies")
    names = models.JSONField(default=dict)
    places = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    seller_regions = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    alliance = models.ForeignKey(
        Alliance, on_delete=models.PROTECT, null=True, blank=True, related_name="delivery_subsidies"
    )
    value_type = models.CharField(max_length=10, choices=ValueType.choices)
    # Major units of the budget's currency, or per cent
    value = models.DecimalField(max_digits=12, decimal_places=3)
    # The most for one order; empty: no bound but the budget's
    most_minor = models.BigIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value_type=ValueType.PERCENTAGE, value__gt=0, value__lte=100)
                | Q(value_type=ValueType.FIXED, value__gt=0),
                name="promotions_subsidy_value",
            ),
            models.CheckConstraint(
                condition=Q(most_minor=None) | Q(most_minor__gt=0), name="promotions_subsidy_most"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="promotions_subsidy_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.value_type} of {self.budget_id}"
