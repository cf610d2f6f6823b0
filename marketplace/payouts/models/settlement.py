"""A settlement run, one statement per organisation, and which posting each line settles."""

from django.db import models
from django.db.models import F, Q

from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.fields import MoneyAttr
from marketplace.payouts.states import Outcome, RunState


class SettlementRun(models.Model):
    """All that is paid on one due date in one currency."""

    due_date = models.DateField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.DRAFT)
    # Credits that happened before this moment are settled
    cut_off_at = models.DateTimeField()
    # Frozen from the terms when the run was prepared
    minimum_minor = models.BigIntegerField()
    second_person_from_minor = models.BigIntegerField(default=0)
    # What the run paid when it was approved
    approved_minor = models.BigIntegerField(null=True, blank=True)
    prepared_at = models.DateTimeField()
    # Empty: prepared by the machine on the calendar's date
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    exported_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discard_reason = models.CharField(max_length=300, blank=True)

    minimum = MoneyAttr("minimum_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["due_date", "currency"], condition=~Q(state="discarded"), name="payouts_run_once"
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="payouts_run_state_known"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(prepared_by__isnull=True)
                | ~Q(approved_by=F("prepared_by"))
                | Q(approved_minor__isnull=False, approved_minor__lt=F("second_person_from_minor")),
                name="payouts_run_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="payouts_run_moves_only_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="discarded") | ~Q(discard_reason=""),
                name="payouts_run_discarded_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.due_date} ({self.state})"


class Statement(models.Model):
    """What one organisation is paid in one run, or why it is not."""

    run = models.ForeignKey(SettlementRun, on_delete=models.PROTECT, related_name="statements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statements")
    currency = models.CharField(max_length=3)
    # What had matured and was not settled yet; positive is owed to the organisation
    total_minor = models.BigIntegerField()
    line_count = models.PositiveIntegerField()
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    # Paid in cash to this officer, because no account can be used; and who chose so (another person approves)
    mandate_holder = models.CharField(max_length=70, blank=True)
    mandate_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The papers in Arabic and French are work to be done from this moment on; empty: nothing to do
    papers_due_at = models.DateTimeField(null=True, blank=True)
    papers_attempts = models.PositiveSmallIntegerField(default=0)
    papers_at = models.DateTimeField(null=True, blank=True)
    # How many parts of the paper stand in both languages, and the last line in them
    papers_parts = models.PositiveIntegerField(default=0, db_default=0)
    papers_last_line = models.BigIntegerField(default=0, db_default=0)

    total = MoneyAttr("total_minor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="payouts_statement_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="payouts_statement_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="payable") | Q(total_minor__gt=0),
                name="payouts_statement_pays_something",
            ),
            models.CheckConstraint(
                condition=Q(mandate_holder="", mandate_by__isnull=True)
                | (~Q(mandate_holder="") & Q(mandate_by__isnull=False)),
                name="payouts_mandate_chosen_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="payouts_statement_of"),
            models.Index(fields=["run", "outcome", "id"], name="payouts_statement_in_run"),
            models.Index(
                fields=["papers_due_at", "id"],
                condition=Q(papers_due_at__isnull=False),
                name="payouts_papers_due",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} of {self.organisation_id}"


class StatementLine(models.Model):
    """One posting of the ledger, settled by one statement: the unique key keeps it from being settled twice."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines")
    # The ledger's rows are known here by number only
    posting_id = models.BigIntegerField(unique=True)
    # Positive is owed to the organisation: the contrary of the posting's sign
    amount_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["statement", "id"], include=["amount_minor"], name="payouts_line_of")]

    def __str__(self) -> str:
        return f"posting {self.posting_id}"


class Unsettled(models.Model):
    """
    A posting of an organisation's payable account that no statement has settled; the database keeps the row by itself.

    Settlements are no such postings: they are the answer to them. Each posting waits here or stands on a line.
    """

    posting_id = models.BigIntegerField(primary_key=True)
    # The ledger's account, by number as well
    account_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account_id", "posting_id"], name="payouts_unsettled_of")]

    def __str__(self) -> str:
        return f"posting {self.posting_id}"
