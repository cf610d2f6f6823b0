"""The staff say for a customer what comes back, and accept it at once."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from orders.models.returning import ReturnRequest
from orders.policies import may_refund
from orders.refund_states import ReturnState
from orders.services.return_request import WantedBack, return_decide, return_request


@transaction.atomic
def return_accept(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    key: str,
    lines: Sequence[WantedBack],
    note: str,
    now: datetime,
) -> ReturnRequest:
    """
    Ask to send goods back and accept it; accepting again under the same key changes nothing.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises DomainError: for the reasons of `return_request`
    """
    require(may_refund(actor), _("Only staff in charge of orders may decide about returns."))
    row = return_request(
        actor=actor, order_id=order_id, holds_secret=False, key=key, lines=lines, note=note, now=now
    )
    if row.state == ReturnState.REQUESTED:
        row = return_decide(actor=actor, return_id=row.pk, accept=True, now=now)
    return row
