"""Forget an address of a customer."""

from typing import Any

import graphene

from marketplace.accounts.services.address_save import address_delete
from marketplace.graphql.accounts.addresses import address_payload, owner_of
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError, address_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User
from marketplace.graphql.shop.addresses import Address


class AddressDelete(ServiceMutation):
    """Forget an address of a customer."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the address to delete.")

    class Meta:
        error_type = AccountError
        permissions = ("MANAGE_USERS",)
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="Whose address it is.")
    address = graphene.Field(Address, description="The address.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """Forget it."""
        key = address_key(id)
        row = address_delete(
            actor=info.context.actor, address_id=key, owner_id=owner_of(info, key), now=info.context.now
        )
        return cls(**address_payload(row))
