"""How a message travels."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.states import Flow


class Channel(TextChoices):
    """By which way a message reaches its reader."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")
    WHATSAPP = "whatsapp", _("WhatsApp")
    INBOX = "inbox", _("Inbox")


class Topic(TextChoices):
    """What a person may not want to be told by ringing; the inbox keeps it all."""

    FOLLOWED = "followed", _("New products of cooperatives that I follow")
    WAITED = "waited", _("What I waited for is back")
    REVIEWS = "reviews", _("Reviews")
    WORK = "work", _("Orders to prepare, checks and statements of my cooperative")


class MessageState(TextChoices):
    """Where a message stands."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed, will be tried again")
    DEAD = "dead", _("Given up")


# From `sending` to itself: the worker died with it, and its lease ran out.
MESSAGE_FLOW: Final = Flow(
    {
        MessageState.QUEUED: frozenset({MessageState.SENDING}),
        MessageState.SENDING: frozenset(
            {MessageState.SENDING, MessageState.SENT, MessageState.FAILED, MessageState.DEAD}
        ),
        MessageState.FAILED: frozenset({MessageState.SENDING, MessageState.DEAD}),
        MessageState.DEAD: frozenset({MessageState.QUEUED}),
        MessageState.SENT: frozenset(),
    }
)
