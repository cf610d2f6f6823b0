"""What whoever is given a parcel is told: that it comes, and the code for the door; never a price that is hidden."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from logistics.delivery_code import delivery_code
from logistics.events import ParcelHandedOver, ParcelOutForDelivery
from logistics.selectors.parcels import parcel_of_order
from marketplace.cooperatives.selectors import organisations_named
from marketplace.kernel.formats import format_money
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from marketplace.outbox.bus import listens
from orders.links import gift_url
from orders.models.order import Order


def _gift(reference: str) -> Order | None:
    return Order.objects.filter(pk=reference.removeprefix("order:"), is_gift=True).first()


def _tell(order: Order, fact: str, template: str, context: Mapping[str, object], now: datetime) -> None:
    """Write to the telephone on the label: it is all that is known of whoever receives the gift."""
    notify(
        key=f"gift:{order.number}:{fact}",
        channel=Channel.SMS,
        to=order.address["phone"],
        language=order.language,
        template=template,
        context={"sender": order.gift_sender, "url": gift_url(order), **context},
        now=now,
    )


@listens(ParcelHandedOver, name="orders.tell_gift_coming")
def tell_gift_coming(event: ParcelHandedOver, *, now: datetime) -> None:
    """Say from whom a gift is on its way."""
    order = _gift(event.reference)
    if order is None:
        return
    carrier = organisations_named([event.carrier_organisation_id])[event.carrier_organisation_id]
    told = {"carrier": carrier.name(order.language)}
    _tell(order, f"coming:{event.parcel_id}", "gift_coming", told, now)


@listens(ParcelOutForDelivery, name="orders.tell_gift_today")
def tell_gift_today(event: ParcelOutForDelivery, *, now: datetime) -> None:
    """Say that a gift comes today, and the code to say at the door."""
    order = _gift(event.reference)
    if order is None:
        return
    found = parcel_of_order(event.reference)
    due = found[0].fulfilment.cash_due if found is not None else None
    with override(order.language):
        pay = (
            _("Have %(sum)s ready.") % {"sum": format_money(due, order.language)}
            if due
            else _("Nothing is left to pay.")
        )
    told = {"pay": pay, "code": delivery_code(event.parcel_number)}
    _tell(order, f"out:{event.parcel_id}:{event.happened_at:%Y%m%d}", "gift_today", told, now)
