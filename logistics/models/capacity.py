"""How much a cooperative can make ready in a day or a week, and what of it is promised."""

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Product
from logistics.capacity import CapacityMeasure, CapacityPer
from marketplace.cooperatives.models.organisation import Organisation


class Capacity(models.Model):
    """What an organisation says of all that it makes, or of one product."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="capacities")
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="capacities"
    )
    per = models.CharField(max_length=5, choices=CapacityPer.choices)
    measure = models.CharField(max_length=6, choices=CapacityMeasure.choices)
    # Pieces, or grams
    most = models.PositiveIntegerField()
    # What a former rule had promised is made first
    from_date = models.DateField()
    is_active = models.BooleanField(default=True)
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "product"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="logistics_capacity_once",
            ),
            models.CheckConstraint(condition=Q(most__gt=0), name="logistics_capacity_of_something"),
            models.CheckConstraint(
                condition=Q(per__in=CapacityPer.values, measure__in=CapacityMeasure.values),
                name="logistics_capacity_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.most} {self.measure} a {self.per}"


class CapacityPeriod(models.Model):
    """
    What is promised of one day or week. The database refuses to promise more than can be made, whatever the code does.

    `most` is what held when it was promised: a capacity that shrinks takes no promise back.
    """

    capacity = models.ForeignKey(Capacity, on_delete=models.CASCADE, related_name="periods")
    from_date = models.DateField()
    most = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["capacity", "from_date"], name="logistics_capacity_period_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("most")), name="logistics_capacity_not_oversold"),
        ]

    def __str__(self) -> str:
        return f"{self.capacity_id} from {self.from_date}: {self.taken} of {self.most}"


class CapacityBooking(models.Model):
    """What an order line takes of one period."""

    capacity = models.ForeignKey(Capacity, on_delete=models.CASCADE, related_name="bookings")
    from_date = models.DateField()
    # "order-line:…", as in Reservation
    key = models.CharField(max_length=80)
    amount = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["capacity", "from_date", "key"], name="logistics_capacity_booking_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="logistics_capacity_booking_of_something"),
        ]
        indexes = [models.Index(fields=["key"], name="logistics_capacity_booking_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount} from {self.from_date}"
