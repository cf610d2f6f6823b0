"""Take lots off sale on the day after their last day of sale."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.models.lot import Lot
from logistics.services.lot_hold import lot_hold
from logistics.states import SELLABLE, LotState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove


def lots_expire(*, actor: Actor, now: datetime, limit: int = 100) -> list[str]:
    """
    Hold up to `limit` lots that may not be promised any more; return their codes. Each is a transaction of its own.

    :raises NotAllowed: if the actor does not run the hubs
    """
    today = timezone.localdate(now)
    due = Lot.objects.filter(state__in=SELLABLE, last_sale_date__lt=today).order_by("last_sale_date", "id")
    expired = []
    for lot_id, code, last in list(due.values_list("pk", "code", "last_sale_date")[:limit]):
        reason = _("Its last day of sale was %(day)s.") % {"day": last}
        try:
            lot_hold(actor=actor, lot_id=lot_id, state=LotState.EXPIRED, reason=reason, now=now)
        except IllegalMove:
            # Somebody held it meanwhile; it is off sale either way.
            continue
        expired.append(code)
    return expired
