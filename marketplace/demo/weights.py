"""Goods of which no two weigh the same: cheese and meat, and what the first cooperative sells in large pieces."""

from datetime import datetime

from django.db.models import Q

from catalog.models.product import Variant
from catalog.units import Unit
from logistics.models.fulfilment import FulfilmentLine
from logistics.states import FulfilmentState
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.demo.organisations import MACHINE
from orders.models.order import OrderLine
from orders.services.line_weigh import line_weigh
from orders.states import SubOrderState

_LARGE_G = 1000
# Of a thousand, what the one that is weighed weighs
_REAL = 940


def weights_agree(first: Organisation) -> int:
    """Say which goods are weighed for each order, before anything is ordered."""
    large = Q(product__organisation=first, net_quantity__gte=_LARGE_G)
    rows = Variant.objects.filter(large | Q(product__product_type__key="dairy-livestock"), unit=Unit.GRAM)
    return rows.update(is_weighed=True)


def weights_make(*, now: datetime) -> int:
    """Weigh every second line that waits to be prepared; the others are there to be tried."""
    waiting = FulfilmentLine.objects.filter(fulfilment__state=FulfilmentState.RELEASED)
    keys = [int(key.split(":")[1]) for key in waiting.values_list("reference", flat=True)]
    lines = OrderLine.objects.filter(
        pk__in=keys, sub_order__state=SubOrderState.RELEASED, weighed_g__gt=0, shortages=None
    )
    chosen = list(lines.order_by("pk"))[1::2]
    for line in chosen:
        grams = line.quantity * line.weighed_g * _REAL // 1000
        line_weigh(actor=MACHINE, line_id=line.pk, weighed_g=grams, now=now)
    return len(chosen)
