"""Facts to be told, and for each listener whether it has been told."""

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """A fact, written in the transaction of the change that caused it."""

    topic = models.CharField(max_length=100)
    body = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="outbox_message_created")]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class ReceiptState(models.TextChoices):
    """Where one listener stands with one fact."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class Receipt(models.Model):
    """One listener's handling of one fact: effect and receipt commit together, so the effect happens once."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="receipts")
    handler = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=ReceiptState.choices, default=ReceiptState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "handler"], name="outbox_receipt_once"),
            models.CheckConstraint(
                condition=Q(state__in=ReceiptState.values), name="outbox_receipt_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="outbox_receipt_due"),
            models.Index(fields=["id"], condition=Q(state="dead"), name="outbox_receipt_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.message_id}: {self.state}"
