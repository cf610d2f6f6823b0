"""What the mutations of an account share."""

from typing import Any

import graphene
from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.graphql.accounts.tokens import access_token, new_csrf_token, refresh_token
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import error_type
from marketplace.graphql.shop.addresses import ADDRESS_FIELDS
from marketplace.kernel.errors import DomainError, NotFound

AccountErrorCode = saleor_enum("AccountErrorCode", "Why something could not be done to an account.")
AddressTypeEnum = saleor_enum("AddressTypeEnum", "Which address is meant.")
PermissionEnum = saleor_enum("PermissionEnum", "What the staff and apps may be allowed.")


def _ids(of_what: str) -> graphene.List:
    return graphene.List(graphene.NonNull(graphene.ID), description=f"{of_what} that caused the error.")


_ADDRESS_TYPE = {
    "address_type": graphene.Field(AddressTypeEnum, description="The address that caused the error.")
}
_PERMISSIONS = graphene.List(
    graphene.NonNull(PermissionEnum), description="Permissions that caused the error."
)
AccountError = error_type(
    "AccountError",
    AccountErrorCode,
    description="Why something could not be done to an account.",
    **_ADDRESS_TYPE,
)
StaffError = error_type(
    "StaffError",
    AccountErrorCode,
    description="Why something could not be done to the staff.",
    **_ADDRESS_TYPE,
    permissions=_PERMISSIONS,
    groups=_ids("Groups"),
    users=_ids("People"),
)
PermissionGroupError = error_type(
    "PermissionGroupError",
    saleor_enum("PermissionGroupErrorCode", "Why something could not be done to a group."),
    description="Why something could not be done to a group.",
    permissions=_PERMISSIONS,
    users=_ids("People"),
    channels=_ids("Channels"),
)
# The names that the contract gives to what our services refuse.
ERROR_FIELDS = {**ADDRESS_FIELDS, "address": "id"}
REFRESH_COOKIE = "refreshToken"


class TokenRefused(DomainError):
    """A token cannot be used; `code` is one of AccountErrorCode."""

    def __init__(self, message: str, *, code: str, field: str) -> None:
        super().__init__(message, field=field)
        vars(self)["code"] = code


def issuer_of(info: Info) -> str:
    """Return the API's address as the client knows it: clients compare it with the one that they call."""
    request: HttpRequest = info.context.request
    return f"{request.scheme}://{request.get_host()}/graphql/"


def network_address(info: Info) -> str:
    """Return from where the request came."""
    found: str = info.context.request.META.get("REMOTE_ADDR", "")
    return found


def person_key(given: str, field: str = "id") -> int:
    """
    Return the key of the person that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name nobody
    """
    return _key(given, "User", field)


def address_key(given: str) -> int:
    """
    Return the key of the address that a client means.

    :raises ApiError: if what was given is no ID
    :raises NotFound: if it can name no address
    """
    return _key(given, "Address", "id")


def _key(given: str, type_name: str, field: str) -> int:
    key = key_of(given, type_name)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return key


def signed_in(info: Info, user: User) -> dict[str, Any]:
    """Return the tokens of somebody who has just proved who they are, and let the browser keep the refresh token."""
    now, issuer, csrf_token = info.context.now, issuer_of(info), new_csrf_token()
    refresh = refresh_token(user, issuer=issuer, now=now, csrf_token=csrf_token)
    info.context.store[REFRESH_COOKIE] = refresh
    return {
        "token": access_token(user, issuer=issuer, now=now),
        "refresh_token": refresh,
        "csrf_token": csrf_token,
        "user": user,
    }
