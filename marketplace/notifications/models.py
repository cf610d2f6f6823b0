"""What is to be said to whom, and what the console twins said."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.notifications.states import Channel, MessageState


class Message(models.Model):
    """
    One message to one reader; a row is written in the transaction of its cause and sent after the commit.

    Its words are made when it is sent, from the template and the context, in the reader's language.
    """

    key = models.CharField(max_length=200, unique=True, help_text=_("The same key is never sent twice."))
    channel = models.CharField(max_length=16, choices=Channel.choices)
    to = models.CharField(
        max_length=254, help_text=_("E-mail address, telephone number, or user:12 for the inbox.")
    )
    language = models.CharField(max_length=8)
    template = models.CharField(max_length=64)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(
        help_text=_("Not before; while it is being sent, until when the worker holds it.")
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text=_("Inbox only."))
    provider_reference = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MessageState.values), name="notifications_message_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=Channel.values), name="notifications_message_channel_known"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state=MessageState.SENT, sent_at__isnull=False)
                    | (~models.Q(state=MessageState.SENT) & models.Q(sent_at__isnull=True))
                ),
                name="notifications_message_sent_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="notifications_message_due",
                condition=models.Q(state__in=["queued", "sending", "failed"]),
            ),
            models.Index(
                fields=["to", "-id"], name="notifications_message_inbox", condition=models.Q(channel="inbox")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} → {self.to} ({self.channel}, {self.state})"


class ConsoleDelivery(models.Model):
    """What a console twin would have sent: the demo and the developer read it here and in the log."""

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("message of a console twin")
        verbose_name_plural = _("messages of the console twins")
        indexes = [models.Index(fields=["-sent_at"], name="notifications_console_newest")]

    def __str__(self) -> str:
        return f"{self.channel} → {self.to}"


class Preference(models.Model):
    """
    By which ways a person wants to be told of what, and when nothing should ring.

    Without a row nothing is switched off and there are no quiet hours.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    # Each "topic:channel"; see topics.TOPICS
    muted = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    # Hours in Morocco (0 to 23): text messages that can wait are sent after the second. Both or neither.
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | (
                    # Said by itself: a comparison with nothing is neither true nor false, and would pass
                    models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                    & models.Q(quiet_from__range=(0, 23), quiet_until__range=(0, 23))
                    & ~models.Q(quiet_from=models.F("quiet_until"))
                ),
                name="notifications_quiet_hours_are_hours",
            )
        ]

    def __str__(self) -> str:
        return f"preferences of {self.user_id}"
