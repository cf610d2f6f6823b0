"""Goods of an order that cannot be supplied, what its customer may choose instead, and by when."""

from django.db import models
from django.db.models import Q

from catalog.models.product import Variant
from marketplace.kernel.fields import MoneyAttr
from orders.models.order import OrderLine
from orders.models.refund import Refund
from orders.shortage_states import DECIDED, UNDECIDED, ShortageOrigin, ShortageReason, ShortageState


class ShortageTerm(models.Model):
    """How long a customer may think about missing goods, from a date on; the newest that has begun counts."""

    from_date = models.DateField(unique=True)
    # Hours to answer; without an answer the goods are left out
    answer_hours = models.PositiveSmallIntegerField()
    # Days for which waiting is offered where nobody named a day
    wait_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_hours__gte=1, wait_days__gte=1), name="orders_shortage_term_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_hours} hours from {self.from_date}"


class LineShortage(models.Model):
    """So many units of a line that are missing (decision 258); the hub keeps the promise as one it could not keep."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="shortages", db_index=False)
    # Which promise cannot be kept: the line's, or that of what was sent instead of a part of it
    key = models.CharField(max_length=80)
    quantity = models.PositiveIntegerField()
    origin = models.CharField(max_length=11, choices=ShortageOrigin.choices)
    reason = models.CharField(max_length=9, choices=ShortageReason.choices)
    state = models.CharField(max_length=11, choices=ShortageState.choices, default=ShortageState.OPEN)
    # The other product that is offered, and what one piece of it costs
    substitute = models.ForeignKey(Variant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    substitute_names = models.JSONField(default=dict, blank=True)
    substitute_unit_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    # Until when whoever waits waits
    wait_until = models.DateField()
    reported_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    # When it was decided and by whom; a machine where nobody answered
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    # What went back for it; unset while nothing was paid yet
    refund = models.ForeignKey(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="shortages"
    )

    substitute_unit = MoneyAttr("substitute_unit_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orders_shortage_of_something"),
            models.CheckConstraint(
                condition=Q(
                    state__in=ShortageState.values,
                    origin__in=ShortageOrigin.values,
                    reason__in=ShortageReason.values,
                ),
                name="orders_shortage_words_known",
            ),
            # What is missing of a promise at once is asked once
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=UNDECIDED), name="orders_shortage_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=ShortageState.SUBSTITUTED) | Q(substitute__isnull=False),
                name="orders_shortage_substituted_by_something",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True, substitute_unit_minor=0)
                | Q(substitute__isnull=False, substitute_unit_minor__gt=0),
                name="orders_shortage_substitute_has_a_price",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*UNDECIDED]) | Q(decided_at__isnull=False),
                name="orders_shortage_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(refund__isnull=True) | Q(state__in=DECIDED),
                name="orders_shortage_refund_of_a_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "id"], name="orders_shortage_of_line"),
            models.Index(
                fields=["answer_by", "id"],
                condition=Q(state=ShortageState.OPEN),
                name="orders_shortage_open",
            ),
            models.Index(
                fields=["wait_until", "id"],
                condition=Q(state=ShortageState.WAITING),
                name="orders_shortage_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id} missing"

    @property
    def is_undecided(self) -> bool:
        """Whether the parcel stands still for it."""
        return self.state in UNDECIDED

    @property
    def reference(self) -> str:
        """How the hub and the stock call the other product that is sent instead."""
        return f"order-line:{self.line_id}:{self.pk}"
