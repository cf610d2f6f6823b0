"""Make an address the usual one."""

from typing import Any

import graphene

from marketplace.graphql.accounts.addresses import default_set
from marketplace.graphql.accounts.frame import ERROR_FIELDS, AccountError, AddressTypeEnum, address_key
from marketplace.graphql.kit.allowance import AUTHENTICATED_USER
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.orders.types import User


class AccountSetDefaultAddress(ServiceMutation):
    """Make an address of one's own the usual one for parcels or for bills."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of the address to set as default.")
        type = graphene.Argument(AddressTypeEnum, required=True, description="The type of address.")

    class Meta:
        error_type = AccountError
        permissions = (AUTHENTICATED_USER,)
        error_fields = ERROR_FIELDS
        errors_alias = "account_errors"

    user = graphene.Field(User, description="The person after the change.")

    @classmethod
    def perform(cls, info: Info, *, id: str, type: Any) -> Any:
        """Make it so."""
        return cls(user=default_set(info, address_key(id), type, None))
