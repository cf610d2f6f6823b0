"""A customer says piece by piece how they are reached and where things go (API clients ask for one thing a page)."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from logistics.selectors.channel_options import is_reached
from marketplace.accounts.models import Address
from marketplace.accounts.services.address_save import MOST_ADDRESSES, address_save
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.places import HOME
from marketplace.kernel.texts import LANGUAGES
from orders.address import DeliveryAddress
from orders.models.checkout import Checkout
from orders.services.checkout_edit import open_checkout_locked

MOST_METADATA = 50
LONGEST_KEY = 100
LONGEST_VALUE = 1000


def _saved(checkout: Checkout, now: datetime, *fields: str) -> Checkout:
    checkout.updated_at = now
    checkout.save(update_fields=[*fields, "updated_at"])
    return checkout


def _keep(actor: Actor, address: DeliveryAddress) -> None:
    """Keep an address with a person who has not got it yet and has room for it."""
    if actor.user_id is None:
        return
    values = address.as_json()
    own = Address.objects.filter(user_id=actor.user_id)
    if not own.filter(**values).exists() and own.count() < MOST_ADDRESSES:
        address_save(actor=actor, values=values)


@transaction.atomic
def checkout_email_set(*, actor: Actor, checkout_id: uuid.UUID, email: str, now: datetime) -> Checkout:
    """
    Say to which address messages about the order go.

    :raises InvalidInput: if it is not an e-mail address
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.email = email_checked(email)
    return _saved(checkout, now, "email")


@transaction.atomic
def checkout_shipping_address_set(
    *, actor: Actor, checkout_id: uuid.UUID, address: DeliveryAddress, now: datetime, save: bool = False
) -> Checkout:
    """
    Say where the parcel goes, and nothing else. A way of delivery that was chosen stays chosen if it still fits.

    :param save: keep it among the addresses of who is signed in
    :raises InvalidInput: if it lies abroad, where the channel sends nothing
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    if address.country != HOME and not is_reached(checkout.channel, address.country):
        raise InvalidInput(_("Parcels go to addresses in Morocco only."), field="country")
    checkout.address = address.as_json()
    if not checkout.is_gift:
        checkout.phone = address.phone
    if save:
        _keep(actor, address)
    return _saved(checkout, now, "address", "phone")


@transaction.atomic
def checkout_billing_address_set(
    *, actor: Actor, checkout_id: uuid.UUID, address: DeliveryAddress, now: datetime, save: bool = False
) -> Checkout:
    """
    Say who is named on the bill.

    :param save: keep it among the addresses of who is signed in
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.billing_address = address.as_json()
    if save:
        _keep(actor, address)
    return _saved(checkout, now, "billing_address")


@transaction.atomic
def checkout_language_set(*, actor: Actor, checkout_id: uuid.UUID, language: str, now: datetime) -> Checkout:
    """
    Say in which language messages about the order are written.

    :raises InvalidInput: if we do not write in it
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    if language not in LANGUAGES:
        raise InvalidInput(_("We do not speak this language yet."), field="language_code")
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.language = language
    return _saved(checkout, now, "language")


@transaction.atomic
def checkout_metadata_set(
    *, actor: Actor, checkout_id: uuid.UUID, values: Mapping[str, str], now: datetime
) -> Checkout:
    """
    Keep texts under keys with a basket; they go over to its order.

    :raises InvalidInput: if a key is empty, or there is too much of it
    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    checkout.metadata = metadata_merged(checkout.metadata, values)
    return _saved(checkout, now, "metadata")


def email_checked(email: str) -> str:
    """
    Pass an e-mail address.

    :raises InvalidInput: if it is not one
    """
    try:
        validate_email(email)
    except ValidationError:
        raise InvalidInput(_("Enter a valid email address."), field="email") from None
    return email


def metadata_merged(before: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """
    Return metadata with more of it.

    :raises InvalidInput: if a key is empty, or there is too much of it
    """
    if any(not key.strip() for key in values):
        raise InvalidInput(_("Metadata key cannot be empty."), field="input")
    merged = {**before, **values}
    sizes = (len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE for key, value in values.items())
    if (
        len(merged) > MOST_METADATA
        or any(sizes)
        or any("\x00" in key + value for key, value in values.items())
    ):
        raise InvalidInput(_("This is too much to be kept with a basket."), field="input")
    return merged
