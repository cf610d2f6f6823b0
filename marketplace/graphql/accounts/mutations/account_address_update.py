"""Change an address."""

from collections.abc import Mapping
from typing import Any

import graphene

from marketplace.accounts.services.address_save import address_save
from marketplace.graphql.accounts.addresses import address_given_checked, address_payload, owner_of
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError, address_key
from marketplace.graphql.kit.allowance import AUTHENTICATED_APP, AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.addresses import Address, AddressInput


class AccountAddressUpdate(ServiceMutation):
    """Change an address of one's own; the staff who look after customers may change any."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the address to update.")
        input = graphene.Argument(
            AddressInput, required=True, description="Fields required to update the address."
        )

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
    def perform(cls, info: Info, *, id: str, input: Mapping[str, Any]) -> Any:
        """Change it."""
        key = address_key(id)
        values, metadata = address_given_checked(input)
        row = address_save(
            actor=info.context.actor,
            values=values,
            address_id=key,
            owner_id=owner_of(info, key),
            metadata=metadata,
            now=info.context.now,
        )
        return cls(**address_payload(row))
