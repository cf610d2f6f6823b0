"""Say where the parcel goes."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    row_of,
)
from marketplace.graphql.checkout.inputs import CheckoutAddressValidationRules, address_given
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.shop.addresses import AddressInput
from orders.services.checkout_contact_set import checkout_shipping_address_set


class CheckoutShippingAddressUpdate(CheckoutMutation):
    """Say where the parcel goes."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        shipping_address = graphene.Argument(AddressInput, required=True, description="The address.")
        save_address = graphene.Boolean(
            default_value=True, description="Whether to keep it among the addresses of who is signed in."
        )
        validation_rules = graphene.Argument(
            CheckoutAddressValidationRules, description="How strictly the address is read."
        )

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        shipping_address: dict[str, Any],
        save_address: bool = True,
        validation_rules: dict[str, Any] | None = None,
        **given: Any,
    ) -> Any:
        """Set the address."""
        key = checkout_key(given)
        address = address_given(shipping_address, validation_rules)
        changed = checkout_shipping_address_set(
            actor=info.context.actor,
            checkout_id=key,
            now=info.context.now,
            address=address,
            save=save_address,
        )
        return cls(checkout=row_of(info, changed))
