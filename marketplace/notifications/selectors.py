"""Read messages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.notifications.models import ConsoleDelivery, Message
from marketplace.notifications.policies import may_read_inbox
from marketplace.notifications.registry import TEMPLATES
from marketplace.notifications.rendering import render
from marketplace.notifications.states import Channel, MessageState


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxMessage:
    """A message as its reader sees it in the portal."""

    id: int
    template: str
    subject: str
    text: str
    url: str
    created_at: datetime
    read: bool


def inbox_address(user_id: int) -> str:
    """Return what `to` is for the inbox of a user."""
    return f"user:{user_id}"


def inbox_messages(
    *, actor: Actor, user_id: int, language: str, before_id: int | None = None, limit: int = 20
) -> list[InboxMessage]:
    """
    Return a page of a user's inbox, newest first, in the language the reader reads now.

    :param before_id: the last message of the page before
    :raises NotAllowed: if the inbox is another's
    """
    require(may_read_inbox(actor, user_id=user_id), _("This inbox is not yours."))
    rows = Message.objects.filter(channel=Channel.INBOX, to=inbox_address(user_id), template__in=TEMPLATES)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [_as_read(row, language) for row in rows.order_by("-pk")[:limit]]


def inbox_unread_count(*, user_id: int) -> int:
    """Count what a user has not read yet."""
    return Message.objects.filter(channel=Channel.INBOX, to=inbox_address(user_id), read_at=None).count()


def message_backlog() -> dict[str, int]:
    """Count the messages by state; `dead` should be zero."""
    counted = Message.objects.values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(MessageState.values, 0) | {str(state): number for state, number in counted}


def console_deliveries(*, before_id: int | None = None, limit: int = 50) -> list[ConsoleDelivery]:
    """Return what the console twins would have sent, newest first."""
    rows = ConsoleDelivery.objects.all()
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return list(rows.order_by("-pk")[:limit])


def _as_read(row: Message, language: str) -> InboxMessage:
    words = render(
        key=row.key,
        channel=row.channel,
        to=row.to,
        language=language,
        template=row.template,
        context=row.context,
    )
    return InboxMessage(
        id=row.pk,
        template=row.template,
        subject=words.subject,
        text=words.text,
        url=words.context.get("url", ""),
        created_at=row.created_at,
        read=row.read_at is not None,
    )


def messages_about(prefix: str, *, limit: int = 50) -> list[tuple[datetime, str]]:
    """Return when each message whose key begins so was written, and its name; the caller asks who may read it."""
    rows = Message.objects.filter(key__startswith=prefix).order_by("pk")
    return list(rows.values_list("created_at", "template")[:limit])
