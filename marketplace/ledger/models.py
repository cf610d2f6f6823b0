"""Accounts, entries and postings; nothing outside this package sees these rows."""

from django.db import models
from django.db.models import F, Func, Value


class AccountKind(models.TextChoices):
    """The five kinds of account of double-entry bookkeeping, less equity."""

    ASSET = "asset"
    LIABILITY = "liability"
    REVENUE = "revenue"
    EXPENSE = "expense"


class Account(models.Model):
    """A place where money stands or is owed; its code says which (see chart.py)."""

    code = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=AccountKind.choices)
    currency = models.CharField(max_length=3)

    class Meta:
        indexes = [
            # "available" of "organisation:7:available": what it is worth to the planner are its statistics, without
            # which all accounts of a kind are taken for one and their postings are looked up one by one
            models.Index(
                Func(F("code"), Value(":"), Value(3), function="split_part"), name="ledger_account_purpose"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """One event of money: a set of postings that sum to zero. Never changed, never deleted."""

    # Idempotency: the same key is posted once
    key = models.CharField(max_length=150, unique=True)
    reason = models.CharField(max_length=40)
    # What it is about, as "kind:id" (order:…, sub-order:…, settlement:…)
    reference = models.CharField(max_length=80, blank=True)
    # The facts from which the amounts can be recomputed and explained
    facts = models.JSONField(default=dict)
    actor = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # How many postings belong to it: the database refuses one more or one less, so a committed entry is sealed
    line_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(line_count__gte=2), name="ledger_entry_has_two_sides"),
        ]
        indexes = [
            models.Index(fields=["reference", "id"], name="ledger_entry_reference"),
            models.Index(fields=["happened_at", "id"], name="ledger_entry_happened"),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One line of an entry: debit positive, credit negative, in minor units."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    # A finer division of the account that must empty by itself (a parcel's cash, a sub-order's clearing)
    subject = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="ledger_posting_not_zero"),
        ]
        indexes = [
            models.Index(
                fields=["account", "id"], include=["amount_minor", "entry"], name="ledger_posting_account"
            ),
            models.Index(
                fields=["account", "subject"], include=["amount_minor"], name="ledger_posting_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class OpenSubject(models.Model):
    """
    A subject of an organisation's maturing account that is not at zero; the database keeps the row by itself.

    It says where to look, never how much there is: whoever reads adds up the postings (open_subjects.py).
    """

    # Accounts are never deleted, and the posting's own key was checked a moment ago
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    subject = models.CharField(max_length=80, blank=True)
    # By which the database knows that it has come to zero
    total_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "subject"], name="ledger_open_subject_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.total_minor}"


class Unsealed(models.Model):
    """An entry that waits for its seal; the database notes each new one by itself."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"entry {self.entry_id}"


class Seal(models.Model):
    """The place of an entry in the chain: its hash covers its content and the hash of the seal before it."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seal")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(position__gte=1), name="ledger_seal_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class DailyRoot(models.Model):
    """The head of the chain when a day had ended: whoever keeps it elsewhere can prove all that came before."""

    day = models.DateField(unique=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    # Entries sealed during the day
    entry_count = models.PositiveIntegerField()
    rooted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:12]}"


class AccountingNumber(models.Model):
    """Which number of the national chart stands for a family of our accounts, from a date on."""

    # How the codes begin, as "cash:desk"; the longest that fits counts
    prefix = models.CharField(max_length=60)
    suffix = models.CharField(max_length=20, blank=True)
    from_date = models.DateField()
    number = models.CharField(max_length=10)
    label = models.CharField(max_length=120)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "suffix", "from_date"], name="ledger_number_once"),
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^\d{2,10}$"), name="ledger_number_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.number}"
