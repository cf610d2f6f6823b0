"""Correct what an order says of its customer, as long as nobody has acted on it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.services.fulfilment_readdress import fulfilment_readdress
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.places import HOME
from marketplace.kernel.policy import require
from orders.address import DeliveryAddress
from orders.models.order import Order
from orders.policies import may_fill_drafts
from orders.postings import order_subject
from orders.services.checkout_contact_set import email_checked, metadata_merged
from orders.services.draft_order_edit import DraftContent, Given, external_reference_checked
from orders.services.order_history import history_tell
from orders.services.order_reach import staff_order_locked
from orders.services.order_release import recipient_of
from orders.states import HistoryKind, SubOrderState

# Once everything is with its customer, or given up, its address is history.
_OVER = frozenset(
    {SubOrderState.DELIVERED, SubOrderState.RETURNED, SubOrderState.CANCELLED, SubOrderState.LOST}
)
# What cannot be said of an order that is placed: its delivery and its price were agreed to
_AGREED = ("user_id", "delivery_method_id", "payment_method", "note")


@transaction.atomic
def order_update(*, actor: Actor, order_id: uuid.UUID, content: DraftContent, now: datetime) -> Order:
    """
    Change addresses, e-mail, language, references and texts of a placed order.

    Another region would be another price of delivery, to which nobody agreed.

    :raises NotAllowed: if the actor is not in charge of orders
    :raises NotFound: if there is no such order
    :raises IllegalMove: if the parcel is packed, or the order is over
    :raises InvalidInput: if the address lies in another region, or a part is not in its form
    :raises Conflict: if another order has the external reference
    """
    require(may_fill_drafts(actor), _("Only staff in charge of orders may do this."))
    order = staff_order_locked(order_id)
    if any(not isinstance(getattr(content, name), Given) for name in _AGREED):
        raise InvalidInput(_("This was agreed to when the order was placed."), field="input")
    _write_texts(order, content)
    told = [
        kind
        for kind, address in (("shipping", content.shipping_address), ("billing", content.billing_address))
        if isinstance(address, DeliveryAddress)
    ]
    if isinstance(content.billing_address, DeliveryAddress):
        order.billing_address = content.billing_address.as_json()
    if isinstance(content.shipping_address, DeliveryAddress):
        _readdress(order, content.shipping_address)
    order.updated_at = now
    order.save()
    if told:
        details = {"addresses": told}
        history_tell(
            actor=actor, order_id=order.pk, kind=HistoryKind.ADDRESS_UPDATED, now=now, details=details
        )
    return order


def _write_texts(order: Order, content: DraftContent) -> None:
    if not isinstance(content.email, Given):
        order.email = email_checked(content.email) if content.email else ""
    if not isinstance(content.language, Given):
        order.language = content.language
    if not isinstance(content.metadata, Given):
        order.metadata = metadata_merged(order.metadata, content.metadata)
    if not isinstance(content.private_metadata, Given):
        order.private_metadata = metadata_merged(order.private_metadata, content.private_metadata)
    if not isinstance(content.external_reference, Given):
        order.external_reference = external_reference_checked(content.external_reference, of=order.pk)


def _readdress(order: Order, address: DeliveryAddress) -> None:
    if (address.country, address.region) != (order.address.get("country", HOME), order.region):
        raise InvalidInput(
            _("Delivery to another region has another price; please make a new order."), field="country_area"
        )
    if all(sub.state in _OVER for sub in order.sub_orders.all()):
        raise IllegalMove(_("This order is over."), field="shipping_address")
    order.address = address.as_json()
    if not order.is_gift:
        order.phone = address.phone
    fulfilment_readdress(
        reference=order_subject(order), recipient=recipient_of(order), language=order.language
    )
