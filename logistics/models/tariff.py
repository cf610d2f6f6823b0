"""What the hub asks of cooperatives for its work, what it asked, and what the work itself cost the hub."""

from django.db import models
from django.db.models import Q

from logistics.models.warehouse import Warehouse
from logistics.states import HubService
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr


class HubTariff(models.Model):
    """The price of a service of a hub from a date on; the newest that has begun counts, and it is never changed."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="tariffs")
    service = models.CharField(max_length=8, choices=HubService.choices)
    # So many minor units for each `per_g` grams that begin nothing: the sum is rounded once per charge
    price_minor = models.BigIntegerField()
    per_g = models.PositiveIntegerField(default=1_000)
    currency = models.CharField(max_length=3, default="MAD")
    from_date = models.DateField()

    price = MoneyAttr("price_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "service", "from_date"], name="logistics_tariff_once"
            ),
            models.CheckConstraint(
                condition=Q(price_minor__gte=0, per_g__gt=0), name="logistics_tariff_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(service__in=[HubService.RECEIVE, HubService.STORE, HubService.COLLECT]),
                name="logistics_tariff_by_weight",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.price_minor} per {self.per_g} g from {self.from_date}"


class HubCharge(models.Model):
    """What one cooperative was asked for one piece of work, posted in the ledger under its key. Never changed."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="charges")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hub_charges")
    service = models.CharField(max_length=8, choices=HubService.choices)
    # What was done: "receipt:<id>", "day:<date>", "run:<number>"
    reference = models.CharField(max_length=60)
    grams = models.PositiveBigIntegerField()
    # Null: no price by weight, its share of what the work cost
    tariff = models.ForeignKey(
        HubTariff, on_delete=models.PROTECT, null=True, blank=True, related_name="charges"
    )
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="MAD")
    charged_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "organisation", "service", "reference"], name="logistics_charge_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="logistics_charge_of_something"),
            models.CheckConstraint(
                condition=Q(service__in=HubService.values), name="logistics_charge_service_known"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-charged_at", "-id"], name="logistics_charge_newest")
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.reference}: {self.amount_minor}"


class HubCost(models.Model):
    """What a kind of work cost a hub in a month, as its books say: wages, rent, energy, boxes."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="costs")
    # The first day of the month
    month = models.DateField()
    service = models.CharField(max_length=8, choices=HubService.choices)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="MAD")
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "month", "service"], name="logistics_cost_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0, month__day=1), name="logistics_cost_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(
                    service__in=[HubService.RECEIVE, HubService.STORE, HubService.PACK, HubService.COLLECT]
                ),
                name="logistics_cost_service_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} in {self.month:%Y-%m}: {self.amount_minor}"
