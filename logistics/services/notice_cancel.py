"""Take an announcement back: the goods will not come."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.inbound import Notice
from logistics.policies import may_announce, may_run_hub
from logistics.selectors.locked import notice_locked
from logistics.states import NOTICE_FLOW, NoticeState
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require


@transaction.atomic
def notice_cancel(*, actor: Actor, notice_id: int, now: datetime) -> Notice:
    """
    Cancel a notice whose goods have not come.

    :raises NotFound: if there is no such notice
    :raises NotAllowed: if the actor speaks neither for its cooperative nor for the hub
    :raises IllegalMove: if the goods are there already, or it was cancelled before
    """
    notice = notice_locked(notice_id)
    require(
        may_announce(actor, notice.organisation_id) or may_run_hub(actor, notice.warehouse.organisation_id),
        _("This notice is not yours to cancel."),
    )
    NOTICE_FLOW.check(NoticeState(notice.state), NoticeState.CANCELLED)
    notice.state, notice.closed_at = NoticeState.CANCELLED, now
    notice.save(update_fields=["state", "closed_at"])
    return notice
