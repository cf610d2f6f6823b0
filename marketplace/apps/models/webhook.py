"""What an app wants to be told, and each telling."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from marketplace.apps.models.app import App
from marketplace.apps.states import DeliveryState


class Webhook(models.Model):
    """Which events an app is told at which address, and what of them."""

    app = models.ForeignKey(App, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=255, blank=True)
    identifier = models.CharField(max_length=256, blank=True)
    target_url = models.URLField(max_length=2000)
    is_active = models.BooleanField(default=True)
    # With one, a body is signed by it (HMAC-SHA256) instead of by our own key
    secret_key = models.CharField(max_length=255, blank=True)
    # A GraphQL subscription: what of an event is told
    subscription_query = models.TextField()
    custom_headers = models.JSONField(default=dict, blank=True)
    # Names of events, as the contract's enums write them in small letters
    events = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["app", "identifier"],
                condition=~Q(identifier=""),
                name="apps_webhook_identifier_once",
            )
        ]
        indexes = [GinIndex(fields=["events"], name="apps_webhook_events")]

    def __str__(self) -> str:
        return self.name or self.target_url


class EventDelivery(models.Model):
    """One event to be told to one webhook: due until it was taken, or given up visibly."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event_type = models.CharField(max_length=64)
    payload = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="apps_delivery_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="apps_delivery_due"),
            models.Index(fields=["webhook", "-created_at", "-id"], name="apps_delivery_of_webhook"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} #{self.pk}: {self.state}"


class DeliveryAttempt(models.Model):
    """One call of a webhook and what came back; secrets are left out."""

    delivery = models.ForeignKey(EventDelivery, on_delete=models.CASCADE, related_name="attempts")
    created_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DeliveryState.choices)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    response = models.TextField(blank=True)
    request_headers = models.JSONField(default=dict)
    response_headers = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["delivery", "-created_at", "-id"], name="apps_attempt_newest")]

    def __str__(self) -> str:
        return f"{self.status_code} of {self.delivery_id}"
