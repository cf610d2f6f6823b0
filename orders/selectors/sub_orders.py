"""One cooperative's part of an order, as its people read it: no more of the customer than they need."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require
from orders.models.order import OrderLine, SubOrder
from orders.policies import may_acknowledge, may_see_sub_order


@dataclass(frozen=True, slots=True)
class SubOrderPage:
    """A sub-order with its own lines, and of the customer the first name and the town alone."""

    row: SubOrder
    lines: tuple[OrderLine, ...]
    first_name: str
    city: str


def sub_order_page(*, actor: Actor, sub_order_id: uuid.UUID) -> SubOrderPage:
    """
    Return one sub-order, in two statements.

    :raises NotFound: if there is none, or it is another cooperative's
    """
    row = SubOrder.objects.select_related("order").filter(pk=sub_order_id).first()
    if row is None or not may_see_sub_order(actor, row.organisation_id):
        raise NotFound(_("There is no such order."), field="sub_order")
    recipient = str(row.order.address.get("recipient", "")).split()
    return SubOrderPage(
        row=row,
        lines=tuple(OrderLine.objects.filter(sub_order=row).order_by("id")),
        first_name=recipient[0] if recipient else "",
        city=str(row.order.address.get("city", "")),
    )


def own_line(*, actor: Actor, line_id: int) -> OrderLine:
    """
    Return a line of a cooperative's own part, with its order, for whoever may say that it cannot be supplied.

    :raises NotFound: if there is none, or it is another cooperative's
    :raises NotAllowed: if the actor's role does not cover it
    """
    rows = OrderLine.objects.select_related("sub_order", "order__channel")
    line = rows.filter(pk=line_id).first()
    if line is None or not may_see_sub_order(actor, line.sub_order.organisation_id):
        raise NotFound(_("There is no such line."), field="line")
    require(may_acknowledge(actor, line.sub_order.organisation_id), _("Your role does not cover this."))
    return line
