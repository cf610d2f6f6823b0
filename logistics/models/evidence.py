"""Pictures and spoken notes that show what somebody saw: a crate, a fault, a door."""

from django.db import models
from django.db.models import Q

from logistics.models.warehouse import Warehouse
from logistics.states import EvidenceKind
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.documents.models import private_storage


class Evidence(models.Model):
    """A private file about something in a warehouse; seen by its people and by the owner of the goods."""

    # What it is about, as "kind:id" (notice:…, receipt-line:…, check:…)
    subject = models.CharField(max_length=80)
    kind = models.CharField(max_length=5, choices=EvidenceKind.choices)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(max_length=200, storage=private_storage)
    content_type = models.CharField(max_length=40)
    created_by = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="logistics_evidence_kind"),
        ]
        indexes = [models.Index(fields=["subject", "id"], name="logistics_evidence_subject")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
