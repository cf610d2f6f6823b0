"""Vouchers: a code that takes something off."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from marketplace.channels.models import Channel
from marketplace.promotions.models.funding import FUNDED_BY_SOMEBODY, Funded
from marketplace.promotions.states import ValueType, VoucherType


def _ids() -> "ArrayField[Any, Any]":
    """Ids of what a voucher is limited to; empty: not limited by this."""
    return ArrayField(models.BigIntegerField(), default=list, blank=True)


class Voucher(Funded):
    """What a code takes off, from what, for whom, and how often; what it is worth stands per channel."""

    name = models.CharField(max_length=255, blank=True)
    # language code -> text
    names = models.JSONField(default=dict, blank=True)
    type = models.CharField(max_length=16, choices=VoucherType.choices, default=VoucherType.ENTIRE_ORDER)
    value_type = models.CharField(max_length=10, choices=ValueType.choices, default=ValueType.FIXED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    # How often each code may be used; empty: without limit
    usage_limit = models.PositiveIntegerField(null=True, blank=True)
    # Only the cheapest item is reduced
    once_per_order = models.BooleanField(default=False)
    once_per_customer = models.BooleanField(default=False)
    # Each code once, ever
    single_use = models.BooleanField(default=False)
    only_for_staff = models.BooleanField(default=False)
    min_quantity = models.PositiveIntegerField(default=0)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    products = _ids()
    variants = _ids()
    categories = _ids()
    collections = _ids()
    cooperatives = _ids()
    metadata = models.JSONField(default=dict, blank=True)
    private_metadata = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=FUNDED_BY_SOMEBODY, name="promotions_voucher_funded"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="promotions_voucher_ends_later",
            ),
            models.CheckConstraint(
                condition=Q(type__in=VoucherType.values, value_type__in=ValueType.values),
                name="promotions_voucher_words_known",
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="promotions_voucher_newest")]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class VoucherListing(models.Model):
    """What a voucher is worth in a channel: an amount, or a percentage; and the least to be spent."""

    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, related_name="listings")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    # Major units of the currency, or per cent
    value = models.DecimalField(max_digits=12, decimal_places=3)
    min_spent_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voucher", "channel"], name="promotions_voucher_listed_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="promotions_voucher_value"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher_id} in {self.channel_id}: {self.value}"


class VoucherCode(models.Model):
    """A code by which a voucher is used, and how often it was."""

    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=255)
    used = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("code"), name="promotions_code_once"),
        ]
        indexes = [models.Index(fields=["voucher", "-created_at", "-id"], name="promotions_codes_of")]

    def __str__(self) -> str:
        return self.code


class VoucherUse(models.Model):
    """A code used in an order by somebody; who uses a voucher once per customer stands in the database's way."""

    code = models.ForeignKey(VoucherCode, on_delete=models.PROTECT, related_name="uses")
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="uses")
    # "order:<uuid>"
    reference = models.CharField(max_length=80, unique=True)
    # Phone or e-mail, as far as the voucher asks; empty when it may be used again
    customer = models.CharField(max_length=254, blank=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voucher", "customer"],
                condition=~Q(customer=""),
                name="promotions_voucher_once_per_customer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code_id} in {self.reference}"
