"""Addresses of people, between the contract's fields and ours."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from marketplace.accounts.models import Address, User
from marketplace.accounts.selectors import address_owner
from marketplace.accounts.services.address_save import address_default, address_save
from marketplace.graphql.kit.info import Info
from marketplace.graphql.orders.types import address_of_model
from marketplace.graphql.shop.addresses import values_of
from marketplace.graphql.shop.metadata import metadata_given
from marketplace.kernel.errors import NotFound


def address_given_checked(given: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return an address that a client gave in our own fields, and the texts to keep with it."""
    return values_of(given), metadata_given(given.get("metadata"))


def owner_of(info: Info, address_id: int) -> int:
    """
    Return whose address it is, for whoever may look after it; the service decides that.

    :raises NotFound: if there is no such address
    """
    owner_id = address_owner(address_id)
    if owner_id is None:
        raise NotFound(_("There is no such address."), field="address")
    return owner_id


def address_payload(row: Address) -> dict[str, Any]:
    """Return an address and its owner for a payload."""
    return {"address": address_of_model(row), "user": row.user}


def default_set(info: Info, address_id: int, type_: Any, owner_id: int | None) -> User:
    """Make an address the usual one for what the contract's AddressTypeEnum says."""
    is_billing = getattr(type_, "value", type_) == "BILLING"
    return address_default(
        actor=info.context.actor,
        address_id=address_id,
        shipping=not is_billing,
        billing=is_billing,
        owner_id=owner_id,
        now=info.context.now,
    )


def default_addresses_save(info: Info, user_id: int, given: Mapping[str, Any]) -> None:
    """Keep the addresses that came with a person's other details as the usual ones."""
    for name, is_billing in (("default_shipping_address", False), ("default_billing_address", True)):
        if not given.get(name):
            continue
        values, metadata = address_given_checked(given[name])
        row = address_save(
            actor=info.context.actor, values=values, owner_id=user_id, metadata=metadata, now=info.context.now
        )
        default_set(info, row.pk, "BILLING" if is_billing else "SHIPPING", user_id)
