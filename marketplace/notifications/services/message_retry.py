"""Send dead messages round again."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.notifications.models import Message
from marketplace.notifications.policies import may_manage_messages
from marketplace.notifications.states import MESSAGE_FLOW, MessageState
from marketplace.notifications.waking import wake_after_commit


@transaction.atomic
def message_retry(*, actor: Actor, message_ids: Sequence[int], now: datetime) -> int:
    """
    Put messages that were given up back into the queue with five new attempts, and return how many.

    :raises NotAllowed: if the actor may not manage messages
    :raises IllegalMove: if one of them was not given up
    """
    messages = list(Message.objects.filter(pk__in=message_ids).order_by("pk").select_for_update())
    require(may_manage_messages(actor), _("You may not send messages again."))
    for message in messages:
        MESSAGE_FLOW.check(MessageState(message.state), MessageState.QUEUED)
        message.state = MessageState.QUEUED
        message.attempts = 0
        message.due_at = now
        message.error = ""
    Message.objects.bulk_update(messages, ["state", "attempts", "due_at", "error"])
    wake_after_commit()
    return len(messages)
