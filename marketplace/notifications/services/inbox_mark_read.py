"""Mark messages of an inbox as read."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.notifications.models import Message
from marketplace.notifications.policies import may_read_inbox
from marketplace.notifications.selectors import inbox_address
from marketplace.notifications.states import Channel


@transaction.atomic
def inbox_mark_read(*, actor: Actor, user_id: int, up_to_id: int, now: datetime) -> int:
    """
    Mark everything up to a message as read, and return how much of it was new.

    :raises NotAllowed: if the inbox is another's
    """
    require(may_read_inbox(actor, user_id=user_id), _("This inbox is not yours."))
    unread = Message.objects.filter(
        channel=Channel.INBOX, to=inbox_address(user_id), pk__lte=up_to_id, read_at__isnull=True
    )
    return unread.update(read_at=now)
