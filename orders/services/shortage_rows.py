"""Rows of shortages under lock, and the term that counts, for the services."""

from datetime import date

from django.utils.translation import gettext as _

from marketplace.kernel.errors import NotFound
from orders.models.order import Order, OrderLine
from orders.models.shortage import LineShortage, ShortageTerm
from orders.services.refund_rows import order_of_refund_locked


def shortage_locked(shortage_id: int) -> tuple[Order, LineShortage]:
    """
    Return a shortage with its order, both locked, the order first: whoever decides about it takes turns.

    :raises NotFound: if there is none
    """
    order_id = LineShortage.objects.filter(pk=shortage_id).values_list("line__order_id", flat=True).first()
    if order_id is None:
        raise NotFound(_("There is no such question."), field="shortage")
    order = order_of_refund_locked(order_id)
    rows = LineShortage.objects.select_for_update(of=("self",)).select_related("line__sub_order")
    row = rows.get(pk=shortage_id)
    row.line.order = order
    return order, row


def line_of_order_locked(line_id: int) -> OrderLine:
    """
    Return a line with its sub-order and its order, the order locked.

    :raises NotFound: if there is none
    """
    order_id = OrderLine.objects.filter(pk=line_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise NotFound(_("There is no such line."), field="line")
    order = order_of_refund_locked(order_id)
    line = OrderLine.objects.select_related("sub_order").get(pk=line_id)
    line.order = order
    return line


def shortage_term_on(day: date) -> ShortageTerm:
    """
    Return how long customers may think on a date.

    :raises NotFound: if no row says it
    """
    term = ShortageTerm.objects.filter(from_date__lte=day).order_by("-from_date").first()
    if term is None:
        raise NotFound(_("Nothing says how long customers may think about missing goods."), field="term")
    return term
