"""Orders as the marketplace's staff look them up."""

from django.db.models import Q
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page
from marketplace.kernel.policy import require
from orders.models.order import Order
from orders.selectors.orders import OrderRow, OrderView, orders_listed, orders_viewed
from orders.states import PaymentMethod, PaymentState


def may_look_up_orders(actor: Actor) -> bool:
    """Staff in charge of orders, and of cash: these match transfers with orders."""
    return actor.may(Permission.MANAGE_ORDERS) or actor.may(Permission.MANAGE_CASH)


def orders_for_staff(
    *, actor: Actor, awaits_transfer: bool = False, after: str = "", first: int = 50
) -> Page[OrderRow]:
    """
    Return a page of all orders, newest first, in two statements.

    :param awaits_transfer: only those whose bank transfer has not been seen yet
    :raises NotAllowed: if the actor is in charge of neither orders nor cash
    :raises InvalidInput: if the page size or the cursor is not valid
    """
    require(may_look_up_orders(actor), _("These orders are not yours to see."))
    waiting = Q(payment__method=PaymentMethod.TRANSFER, payment__state=PaymentState.PENDING)
    return orders_listed(owner=waiting if awaits_transfer else Q(), first=first, after=after)


def order_by_number(*, actor: Actor, number: int) -> OrderView:
    """
    Return an order by its number, in four statements.

    :raises NotAllowed: if the actor is in charge of neither orders nor cash
    :raises NotFound: if there is none
    """
    require(may_look_up_orders(actor), _("These orders are not yours to see."))
    order_id = Order.objects.filter(number=number).values_list("pk", flat=True).first()
    if order_id is None:
        raise NotFound(_("There is no order %(number)s.") % {"number": number}, field="number")
    return orders_viewed([order_id])[order_id]
