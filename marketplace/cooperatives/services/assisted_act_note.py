"""What a facilitator did is written down, with the reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.cooperatives.events import AssistanceUsed
from marketplace.cooperatives.models.assistance import Assistance, AssistedAct
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.outbox import bus


@transaction.atomic
def assisted_act_note(
    *, actor: Actor, assistance_id: int, act: str, path: str, reason: str, status: int, now: datetime
) -> AssistedAct:
    """
    Note one act, done or refused (by its status); the officers are told of the first of each day.

    The face asked before the act whether the agreement was open; it may have been ended by the act itself.

    :raises NotFound: if the agreement is not with the actor
    :raises InvalidInput: if there is no reason
    """
    assistance = Assistance.objects.filter(pk=assistance_id, facilitator_id=actor.user_id or 0).first()
    if assistance is None:
        raise NotFound(_("There is no such agreement."), field="assistance")
    said = clean_line(reason, field="reason", most=200)
    today = timezone.localdate(now)
    is_first = not AssistedAct.objects.filter(assistance=assistance, happened_at__date=today).exists()
    noted = AssistedAct.objects.create(
        assistance=assistance, act=act[:60], path=path[:200], reason=said, status=status, happened_at=now
    )
    if is_first:
        bus.publish(
            AssistanceUsed(
                assistance_id=assistance.pk,
                organisation_id=assistance.organisation_id,
                reason=said,
                day=today.isoformat(),
                happened_at=now,
            )
        )
    return noted
