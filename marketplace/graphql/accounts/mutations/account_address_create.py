"""Keep an address."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.address_save import address_save
from marketplace.graphql.accounts.addresses import address_given_checked, address_payload, default_set
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError, AddressTypeEnum, person_key
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP, AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.addresses import Address, AddressInput


class AccountAddressCreate(ServiceMutation):
    """Keep an address of who is signed in."""

    class Arguments:
        input = graphene.Argument(
            AddressInput, required=True, description="Fields required to create address."
        )
        type = graphene.Argument(AddressTypeEnum, description="For what it is the usual one from now on.")
        customer_id = graphene.ID(description="ID of a customer, for apps that may act for people.")

    class Meta:
        error_type = AccountError
        permissions = (
            AUTHENTICATED_USER,
            AUTHENTICATED_APP,
        )
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="Whose address it is.")
    address = graphene.Field(Address, description="The address.")

    @classmethod
    def perform(
        cls, info: Info, *, input: Mapping[str, Any], type: Any = None, customer_id: str | None = None
    ) -> Any:
        """Keep it."""
        owner_id = person_key(customer_id, "customer_id") if customer_id else None
        values, metadata = address_given_checked(input)
        row = address_save(
            actor=info.context.actor,
            values=values,
            metadata=metadata,
            owner_id=owner_id,
            now=info.context.now,
        )
        if type is not None:
            default_set(info, row.pk, type, owner_id)
            row.refresh_from_db()
        return cls(**address_payload(row))
