"""Open a basket with all that is known already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from marketplace.channels.models import Channel
from marketplace.kernel.actor import Actor
from orders.address import DeliveryAddress
from orders.models.checkout import Checkout
from orders.services.checkout_contact_set import (
    checkout_billing_address_set,
    checkout_email_set,
    checkout_metadata_set,
    checkout_shipping_address_set,
)
from orders.services.checkout_edit import checkout_create
from orders.services.checkout_lines_set import LineTerms, checkout_lines_add
from orders.services.metadata_write import checkout_metadata_write


@dataclass(frozen=True, slots=True)
class Opening:
    """What a client knows when it opens a basket; quantities are (variant id, quantity)."""

    quantities: Sequence[tuple[int, int]] = ()
    email: str = ""
    shipping_address: DeliveryAddress | None = None
    billing_address: DeliveryAddress | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)
    # What is said of lines beside their quantities, by variant
    terms: Mapping[int, LineTerms] = field(default_factory=dict)
    # Whether the addresses are kept with who is signed in
    keep_shipping_address: bool = False
    keep_billing_address: bool = False


@transaction.atomic
def checkout_open(
    *, actor: Actor, channel: Channel, language: str, opening: Opening, now: datetime
) -> Checkout:
    """
    Open a basket in a channel with lines, addresses and an e-mail address: all of it or nothing.

    :raises DomainError: for the reasons of the services that do each part
    """
    checkout = checkout_create(actor=actor, channel=channel, language=language, now=now)
    key = checkout.pk
    if opening.quantities:
        checkout_lines_add(
            actor=actor, checkout_id=key, quantities=opening.quantities, terms=opening.terms, now=now
        )
    if opening.email:
        checkout_email_set(actor=actor, checkout_id=key, email=opening.email, now=now)
    if opening.shipping_address:
        checkout_shipping_address_set(
            actor=actor,
            checkout_id=key,
            address=opening.shipping_address,
            save=opening.keep_shipping_address,
            now=now,
        )
    if opening.billing_address:
        checkout_billing_address_set(
            actor=actor,
            checkout_id=key,
            address=opening.billing_address,
            save=opening.keep_billing_address,
            now=now,
        )
    if opening.metadata:
        checkout_metadata_set(actor=actor, checkout_id=key, values=opening.metadata, now=now)
    if opening.private_metadata:
        checkout_metadata_write(
            actor=actor, checkout_id=key, changes=opening.private_metadata, is_private=True
        )
    # Each part was written on a row of its own.
    checkout.refresh_from_db(from_queryset=Checkout.objects.select_related("channel"))
    return checkout
