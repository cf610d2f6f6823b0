"""Promotions: prices on the shelf, or baskets, that rules make lower without a code."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from marketplace.channels.models import Channel
from marketplace.promotions.models.funding import FUNDED_BY_SOMEBODY, Funded
from marketplace.promotions.states import PromotionType, RewardType, ValueType


class Promotion(Funded):
    """A campaign with its days; its rules say what is reduced by how much."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=10, choices=PromotionType.choices, default=PromotionType.CATALOGUE)
    name = models.CharField(max_length=255)
    # language code -> text, and the same of rich texts
    names = models.JSONField(default=dict, blank=True)
    description = models.JSONField(null=True, blank=True)
    descriptions = models.JSONField(default=dict, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    # It came by the older way of sales: one rule, one value for each channel
    is_sale = models.BooleanField(default=False)
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)
    # What of it the shelves show now: written when it was applied
    applied_at = models.DateTimeField(null=True, blank=True)
    is_running = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=FUNDED_BY_SOMEBODY, name="promotions_promotion_funded"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="promotions_promotion_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(type__in=PromotionType.values), name="promotions_promotion_type_known"
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="promotions_promotion_newest")]

    def __str__(self) -> str:
        return self.name


class PromotionRule(models.Model):
    """
    What is reduced, where, and by how much.

    `catalogue_predicate` says which products: {"productPredicate": {"ids": [1]}} and so on, joined by AND and OR;
    `order_predicate` which baskets: {"baseSubtotalPrice": {"gte": "100"}}. Ids are plain keys.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="rules")
    name = models.CharField(max_length=255, blank=True)
    names = models.JSONField(default=dict, blank=True)
    description = models.JSONField(null=True, blank=True)
    descriptions = models.JSONField(default=dict, blank=True)
    channels = models.ManyToManyField(Channel, blank=True, related_name="+")
    catalogue_predicate = models.JSONField(default=dict, blank=True)
    order_predicate = models.JSONField(default=dict, blank=True)
    # Major units of the currency, or per cent
    value = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    value_type = models.CharField(max_length=10, choices=ValueType.choices, blank=True)
    reward_type = models.CharField(max_length=18, choices=RewardType.choices, blank=True)
    # Variants of which the customer gets one
    gifts = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value_type="", value=None) | Q(value_type__in=ValueType.values, value__gte=0),
                name="promotions_rule_value_has_a_type",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)
