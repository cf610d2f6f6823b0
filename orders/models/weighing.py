"""What goods that are sold by their weight really weigh, and how much lighter they may be without a question."""

from django.db import models
from django.db.models import F, Q

from marketplace.kernel.fields import MoneyAttr
from orders.models.order import OrderLine
from orders.models.refund import Refund
from orders.shortage_states import ShortageOrigin


class WeightTolerance(models.Model):
    """How much lighter than ordered goods may be, from a date on; the newest that has begun counts."""

    from_date = models.DateField(unique=True)
    # Of the ordered weight; what is lighter still is not what was ordered, and its customer is asked
    below_rate = models.DecimalField(max_digits=5, decimal_places=4)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(below_rate__gte=0, below_rate__lt=1), name="orders_weight_tolerance_is_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.below_rate} from {self.from_date}"


class LineWeighing(models.Model):
    """All pieces of a line that are sent, weighed (decision 283); each time anew is a row, the last one counts."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="weighings", db_index=False)
    # How many pieces lay on the scales, and what they would weigh by their label
    pieces = models.PositiveIntegerField()
    ordered_g = models.PositiveIntegerField()
    weighed_g = models.PositiveIntegerField()
    # What is taken off the line; nothing where they weigh as much or more
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    origin = models.CharField(max_length=11, choices=ShortageOrigin.choices)
    weighed_by = models.CharField(max_length=60)
    weighed_at = models.DateTimeField()
    # Since when the card is asked for so much less: the weight stands then (orders.services.payment_capture)
    counted_at = models.DateTimeField(null=True, blank=True)
    # Taken back, weighed anew, or not what is sent any more
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # With what it went back, or was not collected; unset until the parcel leaves
    refund = models.ForeignKey(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="weighings"
    )

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(withdrawn_at=None), name="orders_weighing_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(pieces__gte=1, ordered_g__gte=1, weighed_g__gte=1, amount_minor__gte=0),
                name="orders_weighing_of_something",
            ),
            # Nobody pays for more than was ordered, and nothing is taken off what weighs enough
            models.CheckConstraint(
                condition=Q(weighed_g__lt=F("ordered_g")) | Q(amount_minor=0),
                name="orders_weighing_takes_off_what_lacks",
            ),
            models.CheckConstraint(
                condition=Q(refund__isnull=True) | Q(withdrawn_at__isnull=True),
                name="orders_weighing_settled_stays",
            ),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="orders_weighing_counted_stays",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=ShortageOrigin.values), name="orders_weighing_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weighed_g} of {self.ordered_g} g for {self.line_id}"
