"""Send a basket that comes again to another place, or in another way."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.selectors.delivery import DeliveryOption, delivery_options
from marketplace.customers.models.subscription import Subscription
from marketplace.customers.services.subscription_own import subscription_locked
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput
from marketplace.kernel.geography import region_of
from orders.address import DeliveryAddress


@transaction.atomic
def subscription_deliver(
    *, actor: Actor, subscription_id: int, address: DeliveryAddress, method_id: uuid.UUID
) -> Subscription:
    """
    Say where a basket goes from the next date on, and how; what is on its way already stays as it is.

    :raises NotFound: if there is no such basket, or it is another person's
    :raises InvalidInput: if that way does not go there, or takes no cash at the door
    :raises Conflict: if the basket has ended
    """
    found = subscription_locked(actor=actor, subscription_id=subscription_id)
    if found.ended_at is not None:
        raise Conflict(_("This basket does not come just now. Let it come again first."))
    if method_id not in {each.method_id for each in ways_to(found, address.province)}:
        raise InvalidInput(_("Please choose a way of delivery."), field="delivery_method")
    found.address, found.delivery_method_id = address.as_json(), method_id
    found.save(update_fields=["address", "delivery_method"])
    return found


def ways_to(basket: Subscription, province: str) -> list[DeliveryOption]:
    """Return the ways to a province (ISO 3166-2) in which a basket of this weight can be paid at the door."""
    lines = basket.lines.select_related("variant")
    weight = sum(line.quantity * line.variant.weight_g for line in lines)
    options = delivery_options(region=region_of(province).code, province=province, weight_g=weight)
    return [each for each in options if each.takes_cash]
