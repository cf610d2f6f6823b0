"""An app places the order of a basket whose money it looks after itself."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import require
from orders.models.order import Order
from orders.policies import may_handle_checkouts
from orders.selectors.baskets import basket_of
from orders.services.checkout_contact_set import metadata_merged
from orders.services.checkout_edit import open_checkout_locked
from orders.services.checkout_payment_agree import checkout_complete
from orders.states import PaymentMethod


@transaction.atomic
def order_create_from_checkout(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    metadata: Mapping[str, str],
    private_metadata: Mapping[str, str],
    now: datetime,
) -> Order:
    """
    Place the order of a basket to whose sum nobody has agreed yet; without a way to pay, it waits for a transfer.

    :raises NotAllowed: if the actor does not handle checkouts
    :raises NotFound: if there is no such basket
    :raises Conflict: if it has become an order
    :raises DomainError: for whatever is missing, and for the reasons of `checkout_place`
    """
    require(may_handle_checkouts(actor), _("Only apps that handle checkouts may do this."))
    # Whose basket it is does not matter to whoever handles all of them; the name stays in the records.
    handler = Actor.of_machine(f"checkout-for:{actor.name}")
    checkout = open_checkout_locked(actor=handler, checkout_id=checkout_id)
    checkout.payment_method = checkout.payment_method or PaymentMethod.TRANSFER
    checkout.agreed_minor = basket_of(checkout, now=now).total.minor
    checkout.private_metadata = metadata_merged(checkout.private_metadata, private_metadata)
    checkout.save(update_fields=["payment_method", "agreed_minor", "private_metadata"])
    return checkout_complete(actor=handler, checkout_id=checkout_id, metadata=metadata or None, now=now)
