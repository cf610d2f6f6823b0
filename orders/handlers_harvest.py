"""What follows for those who ordered a harvest before it was there."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import override

from catalog.events import PreorderMoved
from logistics.selectors.promises import ordered_of_preorder
from marketplace.kernel.formats import format_date
from marketplace.kernel.texts import text_in
from marketplace.outbox.bus import listens
from orders.links import order_url
from orders.models.order import OrderLine, SubOrder
from orders.states import SubOrderState
from orders.telling import order_tell


@listens(PreorderMoved, name="orders.tell_harvest_moved")
def tell_harvest_moved(event: PreorderMoved, *, now: datetime) -> None:
    """Write the new day onto the orders that wait for the harvest, and tell their customers."""
    day, was = date.fromisoformat(event.arrives), date.fromisoformat(event.was)
    ids = [int(key.split(":")[1]) for key in ordered_of_preorder(event.preorder_id)]
    waiting = (SubOrderState.PLACED, SubOrderState.RELEASED)
    lines = OrderLine.objects.filter(pk__in=ids, sub_order__state__in=waiting).order_by("pk")
    found = list(lines.select_related("order"))
    sooner = Q(ready_date=was) | Q(ready_date__lt=day)
    SubOrder.objects.filter(sooner, pk__in=[line.sub_order_id for line in found]).update(ready_date=day)
    for line in found:
        language = line.order.language
        with override(language):
            context = {
                "order": str(line.order.number),
                "what": f"{line.quantity} × {text_in(line.product_names, language)}",
                "day": format_date(day, language),
                "url": order_url(line.order),
            }
        order_tell(line.order, f"harvest:{line.pk}:{event.arrives}", "order_harvest_moved", context, now)
