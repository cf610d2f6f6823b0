"""Say anew why a refund was decided; the money that it moved stays as it was booked."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import without_controls
from orders.models.refund import Refund
from orders.policies import may_refund
from orders.services.refund_rows import refund_locked


@transaction.atomic
def refund_reason_set(*, actor: Actor, refund_id: uuid.UUID, reason: str) -> Refund:
    """
    Change the words beside a refund.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such refund
    """
    require(may_refund(actor), _("Only staff in charge of orders may give money back."))
    refund = refund_locked(refund_id)
    refund.reason = without_controls(reason).strip()[:300]
    refund.save(update_fields=["reason"])
    return refund
