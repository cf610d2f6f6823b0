"""A rendered paper and where its file lies."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _


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
