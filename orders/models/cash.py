"""Cash from the doorstep to the bank statement: at each step somebody holds it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from orders.models.order import Order
from orders.states import CaseResolution, CaseState, CashState


class CashRemittance(models.Model):
    """A carrier hands a bundle of collections to the cash desk, which counts without knowing the sum."""

    carrier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, unique=True)
    declared_minor = models.BigIntegerField()
    counted_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True, blank=True)

    declared = MoneyAttr("declared_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(declared_minor__gte=0), name="orders_remittance_not_negative"),
            models.CheckConstraint(
                condition=Q(counted_minor__isnull=True) | Q(counted_minor__gte=0),
                name="orders_count_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BankDeposit(models.Model):
    """Cash handed to the bank against a slip, until the statement confirms it."""

    desk = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slip_number = models.CharField(max_length=40, unique=True)
    amount_minor = models.BigIntegerField()
    confirmed_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    bank_reference = models.CharField(max_length=80, null=True, blank=True, unique=True)
    deposited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deposited_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="orders_deposit_positive")
        ]

    def __str__(self) -> str:
        return self.slip_number


class CashCollection(models.Model):
    """The cash of one delivered order."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="cash")
    carrier = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=CashState.choices, default=CashState.COLLECTED)
    remittance = models.ForeignKey(
        CashRemittance, on_delete=models.PROTECT, null=True, blank=True, related_name="collections"
    )
    deposit = models.ForeignKey(
        BankDeposit, on_delete=models.PROTECT, null=True, blank=True, related_name="collections"
    )
    collected_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CashState.values), name="orders_cash_state_known"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="orders_cash_positive"),
        ]
        indexes = [models.Index(fields=["carrier", "state", "collected_at"], name="orders_cash_held")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}: {self.state}"


class CashCase(models.Model):
    """Cash missing or too much, charged to whoever held it; never to a cooperative."""

    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cash_cases")
    remittance = models.OneToOneField(
        CashRemittance, on_delete=models.PROTECT, null=True, related_name="case"
    )
    deposit = models.OneToOneField(BankDeposit, on_delete=models.PROTECT, null=True, related_name="case")
    # Positive: missing; negative: too much
    missing_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    # What the holder says of it
    explanation = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    opened_at = models.DateTimeField()
    deadline_date = models.DateField()
    # Who of the staff in charge of cash answers for it
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(max_length=12, choices=CaseResolution.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    missing = MoneyAttr("missing_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(missing_minor=0), name="orders_case_not_zero"),
            models.CheckConstraint(
                condition=Q(remittance__isnull=False) | Q(deposit__isnull=False), name="orders_case_has_cause"
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True, resolution="")
                | Q(state="settled", settled_at__isnull=False, explanation__regex=r"\S")
                & Q(resolution__in=CaseResolution.values),
                name="orders_case_settled_with_words",
            ),
            models.CheckConstraint(
                condition=Q(resolution="")
                | Q(missing_minor__gt=0, resolution__in=["withheld", "repaid", "written_off"])
                | Q(missing_minor__lt=0, resolution__in=["returned", "kept"]),
                name="orders_case_ends_as_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.missing_minor} {self.currency} of {self.holder_id}"
