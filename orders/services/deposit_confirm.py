"""Note that the deposit of an order arrived at the bank or at a cash agency."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from orders.cod_states import DepositMedium
from orders.models.order import Order
from orders.models.payment import Payment
from orders.policies import may_confirm_payment
from orders.services.deposit_receive import deposit_receive


@transaction.atomic
def deposit_confirm(
    *,
    actor: Actor,
    order_id: uuid.UUID,
    received: Money,
    medium: DepositMedium,
    reference: str,
    now: datetime,
    booked_as: str = "",
) -> bool:
    """
    Hold a deposit that the bank's statement or the agency's list shows; say whether it was news.

    :param booked_as: the subject under which a transfer was booked as not matched; empty: it is booked now
    :raises NotAllowed: if the actor may not read the statement into the books
    :raises NotFound: if there is no such order with a deposit
    :raises InvalidInput: if the sum is not the deposit's
    :raises IllegalMove: if the order was given up meanwhile
    """
    require(may_confirm_payment(actor), _("Only staff in charge of cash may do this."))
    rows = Order.objects.select_for_update(of=("self",)).select_related("channel")
    order = rows.filter(pk=order_id, cod__deposit_minor__gt=0).first()
    if order is None:
        raise NotFound(_("There is no such order."), field="order")
    into = chart.agency_clearing() if medium == DepositMedium.AGENCY else chart.bank()
    return deposit_receive(
        order=order,
        payment=Payment.objects.select_for_update().get(order=order),
        received=received,
        reference=reference,
        into=chart.transfer_clearing() if booked_as else into,
        subject=booked_as,
        medium=medium,
        actor=actor,
        now=now,
    )
