"""Keep an address of a customer."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.address_save import address_save
from marketplace.graphql.accounts.addresses import address_given_checked, address_payload
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError, person_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.addresses import Address, AddressInput


class AddressCreate(ServiceMutation):
    """Keep an address of a customer."""

    class Arguments:
        input = graphene.Argument(
            AddressInput, required=True, description="Fields required to create address."
        )
        user_id = graphene.ID(required=True, description="ID of a user to create address for.")

    class Meta:
        error_type = AccountError
        permissions = ("MANAGE_USERS",)
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="Whose address it is.")
    address = graphene.Field(Address, description="The address.")

    @classmethod
    def perform(cls, info: Info, *, input: Mapping[str, Any], user_id: str) -> Any:
        """Keep it."""
        values, metadata = address_given_checked(input)
        row = address_save(
            actor=info.context.actor,
            values=values,
            metadata=metadata,
            owner_id=person_key(user_id, "user_id"),
            now=info.context.now,
        )
        return cls(**address_payload(row))
