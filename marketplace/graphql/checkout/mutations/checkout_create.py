"""Open a checkout."""

from collections.abc import Mapping
from typing import Any

import graphene
from django.utils.translation import gettext as _

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    row_of,
)
from marketplace.graphql.checkout.inputs import (
    CheckoutCreateInput,
    address_given,
    quantities_given,
    terms_given,
)
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.channels import channel_of
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE, language_of
from marketplace.graphql.shop.metadata import metadata_given
from marketplace.kernel.errors import InvalidInput, NotFound
from orders.services.checkout_open import Opening, checkout_open


class CheckoutCreate(CheckoutMutation):
    """Open a checkout."""

    class Arguments:
        input = graphene.Argument(CheckoutCreateInput, required=True, description="What is known already.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Open it.

        :raises NotFound: if there is no such channel
        """
        slug = input.get("channel")
        channel = channel_of(info, slug)
        if channel is None:
            raise NotFound(f"Channel with '{slug}' slug does not exist.", field="channel")
        rules = input.get("validation_rules") or {}
        shipping, billing = input.get("shipping_address"), input.get("billing_address")
        opening = Opening(
            quantities=quantities_given(input["lines"]),
            terms=terms_given(input["lines"]),
            email=input.get("email") or "",
            shipping_address=address_given(shipping, rules.get("shipping_address")) if shipping else None,
            billing_address=address_given(billing, rules.get("billing_address")) if billing else None,
            metadata=metadata_given(input.get("metadata")),
            private_metadata=metadata_given(input.get("private_metadata")),
            keep_shipping_address=_kept(input, "shipping_address"),
            keep_billing_address=_kept(input, "billing_address"),
        )
        code = input.get("language_code")
        checkout = checkout_open(
            actor=info.context.actor,
            channel=channel,
            language=language_of(code) if code is not None else DEFAULT_LANGUAGE,
            opening=opening,
            now=info.context.now,
        )
        return cls(checkout=row_of(info, checkout))


class NoAddress(InvalidInput):
    """An address is to be kept that was not given."""

    code = "MISSING_ADDRESS_DATA"


def _kept(given: Mapping[str, Any], address: str) -> bool:
    """
    Say whether an address is kept with who is signed in: it is, unless told otherwise.

    :raises NoAddress: if something is said about an address that was not given
    """
    said = given.get(f"save_{address}")
    if said is not None and not given.get(address):
        raise NoAddress(_("This can only be said together with the address."), field=f"save_{address}")
    return said is not False
