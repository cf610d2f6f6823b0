"""Take an announcement back: the goods will not come."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.collecting import HELD
from logistics.models.inbound import Notice
from logistics.policies import may_announce, may_run_hub
from logistics.selectors.locked import notice_locked, round_locked
from logistics.services.collection_count import round_closed_if_done
from logistics.states import NOTICE_FLOW, NoticeState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.policy import require


@transaction.atomic
def notice_cancel(*, actor: Actor, notice_id: int, now: datetime) -> Notice:
    """
    Cancel a notice whose goods have not come.

    :raises NotFound: if there is no such notice
    :raises NotAllowed: if the actor speaks neither for its cooperative nor for the hub
    :raises IllegalMove: if the goods are there or on our vehicle already, or it was cancelled before
    """
    notice = notice_locked(notice_id)
    require(
        may_announce(actor, notice.organisation_id) or may_run_hub(actor, notice.warehouse.organisation_id),
        _("This notice is not yours to cancel."),
    )
    NOTICE_FLOW.check(NoticeState(notice.state), NoticeState.CANCELLED)
    stops = list(notice.stops.filter(state__in=HELD))
    if any(stop.is_loaded for stop in stops):
        raise IllegalMove(_("The goods are on our vehicle already."), field="notice")
    notice.state, notice.closed_at = NoticeState.CANCELLED, now
    notice.save(update_fields=["state", "closed_at"])
    for stop in stops:
        round_closed_if_done(round_locked(stop.round_id), now=now)
    return notice
