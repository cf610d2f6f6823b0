"""A person's own data, gathered for them to take away (law 09-08, right of access)."""

from django.db import models
from django.db.models import Q

from marketplace.accounts.models import User
from marketplace.documents.models import private_storage


class DataExport(models.Model):
    """One archive of all that is kept about a person; asked for, then made by a task, then forgotten."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # When the archive was ready; null: still due
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(max_length=200, storage=private_storage, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(made_at=None), name="customers_export_due_once"
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, file="") | (Q(made_at__isnull=False) & ~Q(file="")),
                name="customers_export_made_has_its_file",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(made_at=None), name="customers_export_due"),
            models.Index(fields=["user", "-asked_at", "-id"], name="customers_export_of"),
        ]

    def __str__(self) -> str:
        return f"data of {self.user_id}"
