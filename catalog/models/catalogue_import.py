"""A table of products that a cooperative, or the staff for it, brings into the catalogue."""

from django.db import models
from django.db.models import Q

from catalog.models.product import Product
from catalog.states import ImportState, Verdict
from marketplace.accounts.models import User
from marketplace.cooperatives.models.organisation import Organisation


class CatalogueImport(models.Model):
    """One table; its rows are due work, so that a worker that dies is followed by the next."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    # The language in which reasons are told
    language = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    # Whether rows that resemble what there is are made too
    takes_resembling = models.BooleanField(default=False)
    row_count = models.PositiveIntegerField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="catalog_import_state_known"
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=[ImportState.CHECKING, ImportState.RUNNING]),
                name="catalog_import_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="catalog_import_of"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=[ImportState.CHECKING, ImportState.RUNNING]),
                name="catalog_import_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"


class CatalogueImportRow(models.Model):
    """A row of the table: what it says, what it would do or did, and why not."""

    table = models.ForeignKey(CatalogueImport, on_delete=models.CASCADE, related_name="rows")
    # As a spreadsheet counts: the first row below the names is 2
    number = models.PositiveIntegerField()
    values = models.JSONField()
    # Equal for rows that say the same product in the same size (or the same SKU); empty for rows that name neither
    twin_key = models.CharField(max_length=200, blank=True)
    # Empty: not tried yet
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    # Column (or "" for the whole row) -> why, in the import's language
    reasons = models.JSONField(default=dict, blank=True)
    is_done = models.BooleanField(default=False)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="catalog_import_row_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Verdict.values]), name="catalog_import_verdict_known"
            ),
        ]
        indexes = [
            models.Index(fields=["table", "verdict", "number"], name="catalog_import_row_verdict"),
            models.Index(fields=["table", "twin_key", "number"], name="catalog_import_row_twin"),
        ]

    def __str__(self) -> str:
        return f"{self.table_id}:{self.number}"
