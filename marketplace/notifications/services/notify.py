"""Write a message; it is sent after the commit."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import base_language
from marketplace.kernel.phones import parse_phone
from marketplace.notifications.models import Message
from marketplace.notifications.registry import TEMPLATES
from marketplace.notifications.rendering import context_check
from marketplace.notifications.states import Channel
from marketplace.notifications.waking import wake_after_commit


@transaction.atomic
def notify(
    *,
    key: str,
    channel: str,
    to: str,
    language: str,
    template: str,
    context: Mapping[str, object],
    now: datetime,
    due_at: datetime | None = None,
) -> Message:
    """
    Write a message into the caller's transaction; a worker sends it once that is committed, and never if it fails.

    A key that is known already changes nothing and returns the first message, so an event that is handled twice sends
    once. Name the fact and the reader in it: `order:12:shipped:sms`.

    :param to: e-mail address, telephone number, or `user:12` for the inbox
    :param due_at: not before this time (default: at once)
    :raises InvalidInput: if the address does not fit the channel, or the template, context or language is wrong
    """
    if not key or len(key) > 200:
        raise InvalidInput(_("A message needs a key of at most 200 letters."), field="key")
    values = context_check(template=template, context=context)
    if channel == Channel.INBOX and TEMPLATES[template].secret:
        raise InvalidInput(_("A secret does not belong into the inbox."), field="channel")
    written = Message(
        key=key,
        channel=channel,
        to=_address(channel, to),
        language=base_language(language),
        template=template,
        context=values,
        due_at=due_at or now,
        created_at=now,
    )
    # The unique key decides, not a look beforehand: of two transactions at once the second waits for the first.
    Message.objects.bulk_create([written], ignore_conflicts=True)
    if due_at is None or due_at <= now:
        wake_after_commit()
    return Message.objects.get(key=key)


def _address(channel: str, to: str) -> str:
    if channel in (Channel.SMS, Channel.WHATSAPP):
        return parse_phone(to, field="to")
    if channel == Channel.INBOX:
        name, _separator, identity = to.partition(":")
        if name != "user" or not (identity.isascii() and identity.isdigit()):
            raise InvalidInput(_("An inbox is addressed as user:12."), field="to")
        return to
    if channel != Channel.EMAIL:
        raise InvalidInput(_("Unknown channel: %(channel)s.") % {"channel": channel}, field="channel")
    try:
        validate_email(to)
    except ValidationError:
        raise InvalidInput(_("This is no e-mail address."), field="to") from None
    return to
