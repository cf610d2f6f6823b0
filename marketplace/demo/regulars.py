"""A basket of the demonstration's customer that comes again every two weeks."""

from datetime import datetime, timedelta
from typing import Any

from catalog.models.product import Variant
from logistics.models.delivery import DeliveryMethod
from marketplace.accounts.models import User
from marketplace.channels.models import Channel
from marketplace.customers.services.subscription_open import subscription_open
from marketplace.demo.people import CUSTOMER
from marketplace.kernel.actor import Actor
from orders.address import address_read
from orders.services.checkout_edit import (
    checkout_address_set,
    checkout_create,
    checkout_delivery_set,
    checkout_line_add,
    checkout_payment_set,
)
from orders.services.checkout_place import checkout_place

# What it holds: so many of the plentiful things of as many cooperatives
QUANTITIES = (2, 1)
ADDRESS = {
    "recipient": "Amina Cliente",
    "phone": "+212661234567",
    "street": "8, rue des Orangers",
    "quarter": "Agdal",
    "landmark": "face au lycée",
    "city": "Rabat",
    "province": "MA-RAB",
}


def regulars_make(channel: Channel, people: dict[str, User], *, now: datetime) -> int:
    """Let the customer order, and want the same every two weeks; return how many pieces come, none of a tiny load."""
    goods = _plentiful(channel)
    if not goods:
        return 0
    actor, moment = Actor(user_id=people[CUSTOMER.email].pk), now - timedelta(hours=3)
    checkout = checkout_create(actor=actor, channel=channel, language="fr", now=moment)
    known: dict[str, Any] = {"actor": actor, "checkout_id": checkout.pk, "now": moment}
    for variant, quantity in zip(goods, QUANTITIES, strict=False):
        checkout_line_add(**known, variant_id=variant.pk, quantity=quantity)
    checkout_address_set(**known, address=address_read(ADDRESS), email=CUSTOMER.email, note="")
    method = DeliveryMethod.objects.filter(is_active=True, kind="home").order_by("position")[0]
    checkout_delivery_set(**known, method_id=method.pk)
    checkout_payment_set(**known, method="cash")
    order = checkout_place(actor=actor, checkout_id=checkout.pk, expected_total=None, now=moment)
    basket = subscription_open(actor=actor, order_id=order.pk, every_weeks=2, now=moment)
    return sum(line.quantity for line in basket.lines.all())


def _plentiful(channel: Channel) -> list[Variant]:
    """Return the cheapest size of which much is there, of one cooperative after the other."""
    rows = Variant.objects.filter(
        is_active=True,
        is_weighed=False,
        product__state="published",
        product__pooled=None,
        prices__channel=channel,
        stocks__quantity__gte=30,
    )
    first = rows.order_by("product__organisation", "prices__amount_minor", "pk")
    return list(first.distinct("product__organisation"))[-len(QUANTITIES) :]
