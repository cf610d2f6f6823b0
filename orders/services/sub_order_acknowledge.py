"""A cooperative says that it prepares its part of an order."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.policy import require
from orders.models.order import SubOrder
from orders.policies import may_acknowledge, may_see_sub_order
from orders.states import SubOrderState


@transaction.atomic
def sub_order_acknowledge(
    *, actor: Actor, sub_order_id: uuid.UUID, acknowledged: bool, now: datetime
) -> SubOrder:
    """
    Note that the cooperative has seen its part and prepares it, or take that back.

    :raises NotFound: if there is no such sub-order, or it is another cooperative's
    :raises NotAllowed: if the actor's role does not cover it
    :raises IllegalMove: if it is not to be prepared (any more)
    """
    row = SubOrder.objects.select_for_update().filter(pk=sub_order_id).first()
    if row is None or not may_see_sub_order(actor, row.organisation_id):
        raise NotFound(_("There is no such order."), field="sub_order")
    require(may_acknowledge(actor, row.organisation_id), _("Your role does not cover this."))
    if row.state != SubOrderState.RELEASED:
        raise IllegalMove(_("This order is not waiting to be prepared."), field="sub_order")
    row.acknowledged_at = now if acknowledged else None
    row.save(update_fields=["acknowledged_at"])
    return row
