"""A rendered paper and where its file lies."""

import uuid

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.money import Money


def private_storage() -> Storage:
    """Return the storage that no public address serves."""
    return storages["private"]


class DocumentKind(models.TextChoices):
    """The papers of the house; each value is also the name of its template."""

    STATEMENT = "statement", _("Settlement statement")
    PARCEL_LABEL = "parcel_label", _("Parcel label")
    PICK_LIST = "pick_list", _("Pick list")
    PACKING_SLIP = "packing_slip", _("Packing slip")
    INVOICE = "invoice", _("Invoice")
    MANIFEST = "manifest", _("Hand-over manifest")
    MESSAGE_CARD = "message_card", _("Card of a gift")
    CASH_DEPOSIT = "cash_deposit", _("Cash deposit slip")


class Document(models.Model):
    """
    One version of one paper about one thing, in one language; never changed, only followed by a newer version.

    The file is private: it is served by a view that has asked who may see the subject, never by the storage's address.
    """

    kind = models.CharField(max_length=32, choices=DocumentKind.choices)
    subject = models.CharField(max_length=80, help_text=_("What it is about, such as settlement:12."))
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    file = models.FileField(max_length=200, storage=private_storage)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "language", "version"], name="documents_one_row_per_version"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values), name="documents_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="documents_versions_count_from_one"
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="documents_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.language} v{self.version}"


class FiscalKind(models.TextChoices):
    """What is numbered without gaps."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class FiscalSeries(models.Model):
    """The counter of one seller's numbers of a year; whoever takes a number holds its row until the commit."""

    seller = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=FiscalKind.choices)
    year = models.PositiveSmallIntegerField()
    last_position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "kind", "year"], name="documents_series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seller} {self.kind} {self.year}: {self.last_position}"


class FiscalDocument(models.Model):
    """
    An invoice or a credit note: a number without gaps and what it says, frozen. The database lets nobody change one.

    `seller` and `buyer` are names of the callers' ("organisation:12", "marketplace", "order:<uuid>"); this package
    knows none of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=FiscalKind.choices)
    seller = models.CharField(max_length=60)
    buyer = models.CharField(max_length=60)
    # What it is about ("sub-order:<uuid>", "statement:12"): issuing again finds it
    subject = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    data = models.JSONField()
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="documents_fiscal_once"),
            models.UniqueConstraint(
                fields=["seller", "kind", "year", "position"], name="documents_fiscal_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="invoice", reverses__isnull=True)
                | models.Q(kind="credit_note", reverses__isnull=False),
                name="documents_credit_note_has_invoice",
            ),
            models.CheckConstraint(
                condition=models.Q(total_minor__gt=0), name="documents_fiscal_of_something"
            ),
        ]
        indexes = [
            models.Index(fields=["buyer", "issued_at"], name="documents_fiscal_of_buyer"),
            models.Index(fields=["seller", "-issued_at"], name="documents_fiscal_of_seller"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money:
        """Its sum with tax."""
        return Money(self.total_minor, self.currency)
