"""What was decided about each sale of a pooled listing, whose turn it is, and how its money was shared."""

from django.db import models
from django.db.models import F, Q

from catalog.models.pooled import PooledListing
from marketplace.cooperatives.models.organisation import Alliance, Organisation
from marketplace.cooperatives.states import AllocationPolicy
from marketplace.kernel.fields import MoneyAttr
from orders.models.order import OrderLine, SubOrder


class PoolDecision(models.Model):
    """Whose goods serve one line, and of every candidate why; never changed (see `orders.pooling.Verdict`)."""

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="pool_decision")
    listing = models.ForeignKey(PooledListing, on_delete=models.PROTECT, related_name="decisions")
    policy = models.CharField(max_length=10, choices=AllocationPolicy.choices)
    # The place of the decision in its listing, counted from one
    turn = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField()
    # What nobody had, for want of goods
    missing = models.PositiveIntegerField(default=0)
    verdicts = models.JSONField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "turn"], name="orders_pool_turn_once"),
            models.CheckConstraint(
                condition=Q(policy__in=AllocationPolicy.values), name="orders_pool_policy_known"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, missing__lte=F("quantity")),
                name="orders_pool_decision_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} by {self.policy}"


class PoolTurn(models.Model):
    """Where a member stands in the row of a pooled listing."""

    listing = models.ForeignKey(PooledListing, on_delete=models.PROTECT, related_name="turns")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Units behind its agreed part, as an exact fraction; all of a listing add up to nothing
    credit = models.CharField(max_length=120, default="0")
    last_turn = models.PositiveIntegerField(default=0)
    served = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "organisation"], name="orders_pool_turn_of_each"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.served}"


class PoolSale(models.Model):
    """How what one sub-order earned for an alliance was shared: the sheet that all its members see."""

    sub_order = models.ForeignKey(SubOrder, on_delete=models.PROTECT, related_name="pool_sales")
    alliance = models.ForeignKey(Alliance, on_delete=models.PROTECT, related_name="sales")
    # How often it was shared anew (something was refunded since)
    revision = models.PositiveIntegerField(default=0)
    gross_minor = models.BigIntegerField()
    # Commission, hub fee, and what was refunded
    fees_minor = models.BigIntegerField()
    overhead_rate = models.DecimalField(max_digits=5, decimal_places=4)
    solidarity_rate = models.DecimalField(max_digits=5, decimal_places=4)
    overhead_minor = models.BigIntegerField()
    solidarity_minor = models.BigIntegerField()
    # [{"organisation_id", "quantity", "grade_price_minor"}]
    contributions = models.JSONField()
    # organisation id (as text) -> minor units
    shares = models.JSONField()
    currency = models.CharField(max_length=3)
    shared_at = models.DateTimeField()

    gross = MoneyAttr("gross_minor")
    fees = MoneyAttr("fees_minor")
    overhead = MoneyAttr("overhead_minor")
    solidarity = MoneyAttr("solidarity_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sub_order", "alliance"], name="orders_pool_shared_once"),
            models.CheckConstraint(
                condition=Q(
                    fees_minor__gte=0,
                    fees_minor__lte=F("gross_minor"),
                    overhead_minor__gte=0,
                    solidarity_minor__gte=0,
                    gross_minor__gte=F("fees_minor") + F("overhead_minor") + F("solidarity_minor"),
                ),
                name="orders_pool_sale_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["alliance", "-shared_at", "-id"], name="orders_pool_sales_of")]

    def __str__(self) -> str:
        return f"{self.sub_order_id} for {self.alliance_id}"
