"""Make an address of a customer the usual one."""

from typing import Any

import graphene

from marketplace.graphql.accounts.addresses import default_set
from marketplace.graphql.accounts.frame import (
    ERROR_FIELDS,
    AccountError,
    AddressTypeEnum,
    address_key,
    person_key,
)
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class AddressSetDefault(ServiceMutation):
    """Make an address of a customer the usual one for parcels or for bills."""

    class Arguments:
        address_id = graphene.ID(required=True, description="ID of the address.")
        type = graphene.Argument(AddressTypeEnum, required=True, description="The type of address.")
        user_id = graphene.ID(required=True, description="ID of the user to change the address for.")

    class Meta:
        error_type = AccountError
        permissions = ("MANAGE_USERS",)
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, address_id: str, type: Any, user_id: str) -> Any:
        """Make it so."""
        owner_id = person_key(user_id, "user_id")
        return cls(user=default_set(info, address_key(address_id), type, owner_id))
