"""What a customer sends back, and by which rules."""

import uuid

from django.db import models
from django.db.models import F, Q

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from orders.models.order import Order, OrderLine
from orders.refund_states import Bearer, RefundCause, ReturnReason, ReturnState


class ReturnTerm(models.Model):
    """
    How long a customer may send goods back, from a date on; the newest that has begun counts.

    A row without an organisation is the law. A seller's own row may give more days; the law's are never shortened.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="return_terms"
    )
    from_date = models.DateField()
    # Whole days after the day of reception
    withdrawal_days = models.PositiveSmallIntegerField()
    # Within how many days of the decision the money must be back; sellers have no say in it
    refund_days = models.PositiveSmallIntegerField(default=15)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "from_date"], name="orders_return_term_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.withdrawal_days} days from {self.from_date}"


class ReturnRequest(models.Model):
    """What one customer wishes to send back at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="returns")
    # "R<order number>-<position>": written on the parcel that comes back
    number = models.CharField(max_length=24, unique=True)
    # The hub that packed it: there it comes back to
    hub = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="returns"
    )
    # Pressing the button twice makes one request
    key = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=9, choices=ReturnState.choices)
    # Inside the legal window it needs no consent
    is_withdrawal = models.BooleanField()
    # Whether the way back costs the customer nothing
    is_free = models.BooleanField()
    # Why it was not accepted, in words for the customer
    refusal = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    # What bringing it back cost, and who bears it; nothing where the customer sent it
    way_back_minor = models.BigIntegerField(default=0)
    way_back_bearer = models.CharField(max_length=11, choices=Bearer.choices, blank=True)
    currency = models.CharField(max_length=3, default="MAD")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=60, blank=True)

    way_back = MoneyAttr("way_back_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ReturnState.values), name="orders_return_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReturnState.REFUSED) | Q(refusal__regex=r"\S"),
                name="orders_return_refused_for_a_reason",
            ),
            # The legal right of withdrawal cannot be refused, by anybody
            models.CheckConstraint(
                condition=~Q(state=ReturnState.REFUSED, is_withdrawal=True),
                name="orders_withdrawal_is_not_refused",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "requested_at"], name="orders_return_of_order"),
            models.Index(fields=["state", "requested_at", "id"], name="orders_return_todo"),
        ]

    def __str__(self) -> str:
        return self.number


class ReturnLine(models.Model):
    """So many units of a line, and what was found when they were looked at."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=ReturnReason.choices)
    # Of the units: back on the shelf, destroyed; what is neither did not come back and is not refunded
    restocked = models.PositiveIntegerField(default=0)
    destroyed = models.PositiveIntegerField(default=0)
    # What was found to be the cause
    cause = models.CharField(max_length=16, choices=RefundCause.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "order_line"], name="orders_return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orders_return_of_something"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("restocked") + F("destroyed")), name="orders_return_units_add_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"
