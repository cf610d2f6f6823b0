"""The instruction to the bank, the file that carried it, and the answer."""

from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.payouts.models.settlement import SettlementRun, Statement
from marketplace.payouts.states import FileFormat, PayoutState, PayoutWay


class Payout(models.Model):
    """One payment to one organisation, with the account (or the bearer) as it was when the run was locked."""

    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="payout")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="payouts")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    way = models.CharField(max_length=8, choices=PayoutWay.choices, default=PayoutWay.BANK)
    # Empty where no bank carries it
    rib = models.CharField(max_length=24, blank=True)
    # The account at the card processor that a Stripe transfer goes to
    connected_id = models.CharField(max_length=40, blank=True)
    holder = models.CharField(max_length=70)
    # What the bank repeats in its answer (ISO 20022 EndToEndId, at most 35 characters)
    end_to_end_id = models.CharField(max_length=35, unique=True)
    state = models.CharField(max_length=10, choices=PayoutState.choices, default=PayoutState.READY)
    booked_date = models.DateField(null=True, blank=True)
    returned_date = models.DateField(null=True, blank=True)
    return_reason = models.CharField(max_length=300, blank=True)

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payouts_payout_positive"),
            models.CheckConstraint(
                condition=Q(state__in=PayoutState.values), name="payouts_payout_state_known"
            ),
            models.CheckConstraint(
                condition=Q(way=PayoutWay.BANK, rib__regex=r"^\d{24}$", connected_id="")
                | Q(way=PayoutWay.MANDATE, rib="", connected_id="")
                | (Q(way=PayoutWay.STRIPE, rib="") & ~Q(connected_id="")),
                name="payouts_payout_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(booked_date__isnull=False), name="payouts_paid_on_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "reopened"])
                | (Q(returned_date__isnull=False) & ~Q(return_reason="")),
                name="payouts_returned_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="payouts_payout_of")]

    def __str__(self) -> str:
        return self.end_to_end_id

    @property
    def ending(self) -> str:
        """The last six characters of the account; empty for cash."""
        return (self.rib or self.connected_id)[-6:]


class PayoutFile(models.Model):
    """The one file in which the payouts of a run left by one way, kept to the byte."""

    run = models.ForeignKey(SettlementRun, on_delete=models.PROTECT, related_name="files")
    way = models.CharField(max_length=8, choices=PayoutWay.choices, default=PayoutWay.BANK)
    format = models.CharField(max_length=10, choices=FileFormat.choices)
    name = models.CharField(max_length=80)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    payout_count = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    total = MoneyAttr("total_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=FileFormat.values), name="payouts_file_format_known"
            ),
            # A second one would be paid a second time
            models.UniqueConstraint(fields=["run", "way"], name="payouts_file_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ResultImport(models.Model):
    """An answer of the bank that was read in; the same bytes are read once."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    paid_count = models.PositiveIntegerField()
    returned_count = models.PositiveIntegerField()
    unchanged_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name
