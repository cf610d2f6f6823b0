"""Say in which language messages about the order are written."""

from typing import Any

import graphene

from marketplace.graphql.checkout.frame import (
    ERROR_FIELDS,
    CheckoutError,
    CheckoutMutation,
    checkout_key,
    row_of,
)
from marketplace.graphql.checkout.types import Checkout
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.shop.languages import LanguageCodeEnum, language_of
from orders.services.checkout_contact_set import checkout_language_set


class CheckoutLanguageCodeUpdate(CheckoutMutation):
    """Say in which language messages about the order are written."""

    class Arguments:
        id = graphene.ID(description="The checkout's ID.")
        checkout_id = graphene.ID(description="The checkout's ID, as older clients call it.")
        token = UUID(description="The checkout's token.")
        language_code = graphene.Argument(LanguageCodeEnum, required=True, description="The language.")

    class Meta:
        error_type = CheckoutError
        error_fields = ERROR_FIELDS

    checkout = graphene.Field(Checkout, description="The checkout after the change.")

    @classmethod
    def perform(cls, info: Info, *, language_code: Any, **given: Any) -> Any:
        """Set the language."""
        key = checkout_key(given)
        language = language_of(language_code)
        changed = checkout_language_set(
            actor=info.context.actor, checkout_id=key, now=info.context.now, language=language
        )
        return cls(checkout=row_of(info, changed))
