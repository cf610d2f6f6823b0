"""What made an order cheaper and who bore it, and the gift cards of a basket."""

from django.db import models
from django.db.models import Q

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.promotions.models.budget import PartnerBudget
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.states import Funder, ValueType
from orders.models.checkout import Checkout
from orders.models.order import Order, OrderLine
from orders.states import DiscountKind


class OrderDiscount(models.Model):
    """A reduction of a line (or, without one, of the delivery) as it was when the order was placed."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="discounts")
    line = models.ForeignKey(
        OrderLine, on_delete=models.PROTECT, null=True, blank=True, related_name="discounts"
    )
    kind = models.CharField(max_length=16, choices=DiscountKind.choices)
    # "voucher:3", "rule:<uuid>", "subsidy:2", "tariff", "override", "manual:<uuid>"
    rule = models.CharField(max_length=80)
    name = models.CharField(max_length=255, blank=True)
    names = models.JSONField(default=dict, blank=True)
    code = models.CharField(max_length=255, blank=True)
    # Why the staff gave it; for the staff
    reason = models.CharField(max_length=500, blank=True)
    funder = models.CharField(max_length=12, choices=Funder.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    budget = models.ForeignKey(
        PartnerBudget, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value_type = models.CharField(max_length=10, choices=ValueType.choices)
    value = models.DecimalField(max_digits=12, decimal_places=3)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="orders_discount_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=DiscountKind.values, funder__in=Funder.values),
                name="orders_discount_words_known",
            ),
            models.CheckConstraint(
                condition=Q(funder=Funder.COOPERATIVE, organisation__isnull=False, budget=None)
                | Q(funder=Funder.PARTNER, budget__isnull=False)
                | Q(funder=Funder.PLATFORM, budget=None),
                name="orders_discount_funded",
            ),
        ]
        indexes = [models.Index(fields=["rule", "order"], name="orders_discount_of_rule")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount_minor} {self.currency}"


class CheckoutGiftCard(models.Model):
    """A gift card whose code was given for a basket; what it pays is worked out with the basket."""

    checkout = models.ForeignKey(Checkout, on_delete=models.CASCADE, related_name="gift_cards")
    card = models.ForeignKey(GiftCard, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkout", "card"], name="orders_checkout_card_once")]

    def __str__(self) -> str:
        return f"card {self.card_id} in {self.checkout_id}"
