"""The staff ask for the invoices of an order; the law, not they, says when, by whom and under which numbers."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.documents.models import FiscalDocument
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, NotFound
from marketplace.kernel.policy import require
from orders.models.order import Order
from orders.policies import may_fill_drafts
from orders.services.invoice_issue import invoices_issue


class NotReady(DomainError):
    """Nothing of the order has been delivered yet."""

    code = "NOT_READY"


@transaction.atomic
def invoice_request(*, actor: Actor, order_id: uuid.UUID, now: datetime) -> list[FiscalDocument]:
    """
    Issue what is to be invoiced of an order: one for each cooperative's delivered part, the marketplace's for delivery.

    What was issued before is found again; nothing is issued twice.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such order
    :raises NotReady: if nothing was delivered
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    if not Order.objects.filter(pk=order_id).exists():
        raise NotFound(_("There is no such order."), field="order_id")
    issued = invoices_issue(order_id=order_id, now=now)
    if not issued:
        raise NotReady(_("An order is invoiced once it is delivered."), field="order_id")
    return issued
