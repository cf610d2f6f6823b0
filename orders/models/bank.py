"""The bank's word: statements as they were read, each movement once, and what could not be matched."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marketplace.kernel.fields import MoneyAttr
from orders.states import BreakReason, BreakSource, BreakState, EntryState, StatementForm


class BankStatement(models.Model):
    """One statement of one account, read whole or not at all."""

    account = models.CharField(max_length=24)
    # The bank's own number of the statement
    number = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=10, choices=StatementForm.choices)
    currency = models.CharField(max_length=3)
    from_date = models.DateField()
    to_date = models.DateField(null=True)
    opening_minor = models.BigIntegerField()
    closing_minor = models.BigIntegerField(default=0)
    entry_count = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    opening = MoneyAttr("opening_minor")
    closing = MoneyAttr("closing_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="orders_statement_once"),
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
                name="orders_statement_in_time",
            ),
            models.CheckConstraint(
                condition=Q(form__in=StatementForm.values), name="orders_statement_form_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.number}"


class BankEntry(models.Model):
    """One movement on the account: credits positive."""

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="entries")
    # Where it stood in the file
    line = models.PositiveIntegerField()
    booked_date = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    bank_reference = models.CharField(max_length=80, blank=True)
    counterparty = models.CharField(max_length=140, blank=True)
    text = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.NEW)
    # What it was for, as the ledger calls it ("order:…", "deposit:…", "payout:…")
    subject = models.CharField(max_length=80, blank=True)
    # The entry of the ledger that books it; each stands for one movement
    ledger_key = models.CharField(max_length=150, blank=True)

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="orders_entry_not_zero"),
            models.CheckConstraint(condition=Q(state__in=EntryState.values), name="orders_entry_state_known"),
            models.UniqueConstraint(
                fields=["ledger_key"], condition=~Q(ledger_key=""), name="orders_entry_books_once"
            ),
            models.CheckConstraint(
                condition=Q(state="new") | ~Q(ledger_key=""), name="orders_entry_seen_is_booked"
            ),
        ]
        indexes = [
            models.Index(fields=["statement", "id"], name="orders_entry_of"),
            models.Index(fields=["id"], condition=Q(state="new"), name="orders_entry_due"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_date} {self.amount_minor} {self.currency}"


class AgencyReceipt(models.Model):
    """What a customer paid at a cash agency, as the agency told it, once per receipt."""

    receipt = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    paid_date = models.DateField()
    # Empty: it fits no order that waits for it; a break says so
    subject = models.CharField(max_length=80, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    amount = MoneyAttr("amount_minor")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="orders_agency_receipt_positive"),
        ]

    def __str__(self) -> str:
        return self.receipt


class Break(models.Model):
    """What does not agree between the books and somebody else's figures; a person answers for it until a day."""

    # Says the same thing each night, so that it is opened once
    key = models.CharField(max_length=150, unique=True)
    source = models.CharField(max_length=10, choices=BreakSource.choices)
    reason = models.CharField(max_length=20, choices=BreakReason.choices)
    # What it is about, as the ledger calls it
    subject = models.CharField(max_length=80)
    bank_entry = models.OneToOneField(
        BankEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="open_break"
    )
    # Debits positive, as in the books
    expected_minor = models.BigIntegerField(null=True, blank=True)
    found_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=BreakState.choices, default=BreakState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    deadline_date = models.DateField()
    resolution = models.CharField(max_length=500, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    # Empty: it vanished by itself, because the missing side came
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=BreakSource.values, reason__in=BreakReason.values),
                name="orders_break_words_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", resolved_at__isnull=True)
                | (Q(state="resolved", resolved_at__isnull=False) & ~Q(resolution="")),
                name="orders_break_resolved_with_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_date", "id"], condition=Q(state="open"), name="orders_break_open_due"
            ),
            models.Index(fields=["source", "-id"], name="orders_break_of_source"),
        ]

    def __str__(self) -> str:
        return self.key
