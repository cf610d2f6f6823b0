"""What people did to an order and said about it; what its rows know anyway is not written twice."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from orders.states import HistoryKind


class OrderNote(models.Model):
    """One act or remark, with who and when. A remark is changed by a new one that replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The order's key, or the draft's, which is the same: notes of a draft stay when it becomes an order
    order_id = models.UUIDField()
    kind = models.CharField(max_length=20, choices=HistoryKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # How the audit log calls who did it, people and machines alike
    actor = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    # Sums in minor units, references, quantities: what there is to say of this kind
    details = models.JSONField(default=dict, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HistoryKind.values), name="orders_note_kind_known"),
        ]
        indexes = [
            models.Index(fields=["order_id", "happened_at", "id"], name="orders_note_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"
