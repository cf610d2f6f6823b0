"""Baskets that come again: what a customer receives every few weeks, and what became of each date."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from marketplace.accounts.models import User
from marketplace.channels.models import Channel
from orders.models.checkout import MAX_QUANTITY
from orders.models.order import Order

RHYTHMS = (1, 2, 4)


class Subscription(models.Model):
    """
    A basket of a person that is ordered again every few weeks, at the prices of the day and paid at the door.

    Decision 278: nothing is ordered that was not announced, and no card is charged.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    # The order of which it was made: pressing the button twice makes one basket
    source = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    every_weeks = models.PositiveSmallIntegerField()
    next_date = models.DateField()
    # For which date its owner was told what will come
    announced_date = models.DateField(null=True, blank=True)
    # The date that was left out last, as long as that can be taken back
    skipped_date = models.DateField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # As kept with an order (orders.address)
    address = models.JSONField(default=dict)
    email = models.EmailField(blank=True)
    delivery_method = models.ForeignKey(
        DeliveryMethod, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every_weeks__in=RHYTHMS), name="customers_subscription_rhythm_known"
            ),
            models.UniqueConstraint(
                fields=["user", "source"],
                condition=Q(ended_at=None),
                name="customers_subscription_once_of_order",
            ),
            models.CheckConstraint(
                condition=Q(skipped_date=None) | Q(skipped_date__lt=F("next_date")),
                name="customers_subscription_skipped_is_before",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_date", "id"],
                condition=Q(paused_at=None, ended_at=None),
                name="customers_subscription_due",
            ),
            models.Index(fields=["user", "next_date", "id"], name="customers_subscription_of"),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk} of {self.user_id}"

    @property
    def is_running(self) -> bool:
        """Whether it is neither paused nor ended."""
        return self.paused_at is None and self.ended_at is None

    def date_after(self, day: date) -> date:
        """Return the first date of its rhythm, counted from the next one, that lies after a day."""
        step = timedelta(weeks=self.every_weeks)
        following = self.next_date + step
        while following <= day:
            following += step
        return following


class SubscriptionLine(models.Model):
    """So many of one variant, what one piece cost when it came last, and what it was announced to cost."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    last_price_minor = models.BigIntegerField()
    # Null: it was never announced, or could not be had then; what it cost last is what its owner knows
    announced_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "variant"], name="customers_subscription_line_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY),
                name="customers_subscription_quantity_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"

    @property
    def known_minor(self) -> int:
        """The price of one piece that its owner knows."""
        return self.last_price_minor if self.announced_minor is None else self.announced_minor


class SubscriptionRun(models.Model):
    """What became of one date: an order, or why there is none. One row a date, so that nothing comes twice."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="runs")
    date = models.DateField()
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What its owner read of why nothing was ordered
    reason = models.CharField(max_length=300, blank=True)
    ran_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "date"], name="customers_subscription_run_once"),
            models.CheckConstraint(
                condition=Q(order__isnull=False, reason="") | (Q(order=None) & ~Q(reason="")),
                name="customers_subscription_run_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} on {self.date}"
