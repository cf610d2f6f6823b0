"""The frame of the mutations of a checkout."""

import uuid
from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.graphql.checkout.rows import CheckoutRow
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import global_id, key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.kit.scalars import UUID
from marketplace.graphql.shop.addresses import ADDRESS_FIELDS
from marketplace.kernel.errors import DomainError, NotFound
from orders.models.checkout import Checkout as CheckoutModel
from orders.selectors.checkouts import checkout_by_id
from orders.services.checkout_lines_set import UnknownVariant

CheckoutErrorCode = saleor_enum("CheckoutErrorCode", "Why a checkout could not be changed or completed.")
AddressTypeEnum = saleor_enum("AddressTypeEnum", "Which address an error is about.")

CheckoutError = error_type(
    "CheckoutError",
    CheckoutErrorCode,
    description="Why a checkout could not be changed or completed.",
    variants=graphene.List(graphene.NonNull(graphene.ID), description="Variants that caused the error."),
    lines=graphene.List(graphene.NonNull(graphene.ID), description="Checkout lines that caused the error."),
    address_type=graphene.Field(AddressTypeEnum, description="The address that caused the error."),
)
ERROR_FIELDS = {**ADDRESS_FIELDS, "delivery_method": "deliveryMethodId", "province": "countryArea"}
_LINE = "checkout-line:"


class CheckoutMutation(ServiceMutation):
    """A mutation of a checkout: who may not change it is told that there is none."""

    class Meta:
        abstract = True

    @classmethod
    def mutate(cls, _root: object, info: Info, **arguments: Any) -> Any:
        """
        Run `perform`; a checkout that is not there, not the actor's, or an order already is all the same to a client.

        :raises PermissionDenied: if the actor may not do this
        """
        payload = super().mutate(_root, info, **arguments)
        for told in payload.errors:
            if told["field"] == "checkout":
                named = arguments.get("id") or arguments.get("checkout_id") or arguments.get("token")
                told.update(field="id", code="NOT_FOUND", message=f"Couldn't resolve to a node: {named}")
        return payload

    @classmethod
    def _told(cls, refusal: DomainError) -> dict[str, Any]:
        variants = getattr(refusal, "variant_ids", ())
        told: dict[str, Any] = super()._told(refusal)
        ids = [global_id("ProductVariant", key) for key in variants]
        if isinstance(refusal, UnknownVariant):
            told["message"] = f"Could not resolve to a node with the global id list of '{ids}'."
        elif ids:
            told["variants"] = ids
        if refusal.field and refusal.field.startswith(_LINE):
            told.update(field="lines", lines=[global_id("CheckoutLine", refusal.field.removeprefix(_LINE))])
        return told


def id_arguments() -> dict[str, Any]:
    """Return the arguments that name a checkout: its ID, or in the older ways."""
    return {
        "id": graphene.ID(description="The checkout's ID."),
        "checkout_id": graphene.ID(description="The checkout's ID, as older clients call it."),
        "token": UUID(description="The checkout's token."),
    }


def checkout_key(given: Mapping[str, Any]) -> uuid.UUID:
    """
    Return the key of the checkout that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no checkout, or nothing was given
    """
    id_ = given.get("id") or given.get("checkout_id")
    key = key_of(id_, "Checkout", uuid.UUID) if id_ else given.get("token")
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="id")
    found: uuid.UUID = key
    return found


def checkout_row(info: Info, key: uuid.UUID) -> CheckoutRow:
    """Return the checkout as it stands after a change."""
    checkout = checkout_by_id(key)
    if checkout is None:
        raise NotFound(f"Couldn't resolve to a node: {key}", field="id")
    return row_of(info, checkout)


def row_of(info: Info, checkout: CheckoutModel) -> CheckoutRow:
    """Return the row of a checkout that has been read."""
    return CheckoutRow(checkout, info.context.now)
