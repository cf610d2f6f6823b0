"""Who may ask what of people, staff and groups of permissions."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.accounts.models import Address, PermissionGroup
from marketplace.kernel.actor import Permission
from tests.factories.ground import AddressFactory, UserFactory
from tests.marketplace.graphql.authorisation.rows import (
    EVERYBODY,
    Person,
    Row,
    everybody,
    needs,
    seen_by,
    signed_in,
)
from tests.marketplace.graphql.authorisation.world import World

_PAGE = "http://shop.example/page"
_PLACE = {
    "firstName": "Amina",
    "streetAddress1": "12, rue des Oliviers",
    "city": "Marrakech",
    "postalCode": "40000",
    "country": "MA",
    "phone": "0612345678",
}
_HELPERS = frozenset({Person.OWNER, Person.HOLDER})
_SIGNED_IN = EVERYBODY - {Person.VISITOR}


def address(world: World) -> str:
    """Return the id of an address of the owner."""
    known = Address.objects.filter(user_id=world.owner_id).first()
    row = known or AddressFactory.create(user_id=world.owner_id)
    return world.id("Address", row.pk)


def group(world: World) -> str:
    """Return the id of a group that gives nothing."""
    row, _new = PermissionGroup.objects.get_or_create(name="Group")
    return world.id("Group", row.pk)


def _own_address(**more: Any) -> Row:
    """Open to the owner and to who looks after customers; hidden from others who are signed in."""
    return Row(
        _HELPERS,
        lambda world: {"id": address(world), **more},
        Permission.MANAGE_USERS,
        hidden=_SIGNED_IN - _HELPERS,
    )


def _customer(world: World) -> Mapping[str, Any]:
    return {"id": world.id("User", world.owner_id)}


def _colleague(world: World) -> Mapping[str, Any]:
    return {"id": world.id("User", UserFactory.create(is_staff=True).pk)}


def _external(name: str) -> Row:
    # There is no such system; that is told to everybody.
    return seen_by((), lambda _w: {"pluginId": name, "input": "{}"})


_USERS, _STAFF = Permission.MANAGE_USERS, Permission.MANAGE_STAFF
ROWS: dict[str, Row] = {
    "Query.user": needs(_USERS, _customer, also=(Person.STAFF,)),
    "Query.customers": needs(_USERS, lambda _w: {"first": 5}, also=(Person.STAFF,)),
    "Query.staffUsers": needs(_STAFF, lambda _w: {"first": 5}),
    "Query.permissionGroups": needs(_STAFF, lambda _w: {"first": 5}),
    "Query.permissionGroup": needs(_STAFF, lambda w: {"id": group(w)}),
    "Query.address": seen_by(_HELPERS, lambda w: {"id": address(w)}, permission=_USERS),
    "Query.addressValidationRules": everybody(lambda _w: {"countryCode": "MA"}),
    "Mutation.accountRegister": everybody(
        lambda _w: {"input": {"email": "new@example.com", "password": "secret-demo-1", "redirectUrl": _PAGE}}
    ),
    "Mutation.confirmAccount": everybody(lambda _w: {"email": "new@example.com", "token": "no-token"}),
    "Mutation.requestPasswordReset": everybody(
        lambda _w: {"email": "nobody@example.com", "redirectUrl": _PAGE}
    ),
    "Mutation.setPassword": everybody(
        lambda _w: {"email": "nobody@example.com", "password": "secret-demo-1", "token": "no-token"}
    ),
    "Mutation.tokensDeactivateAll": signed_in(),
    "Mutation.requestEmailChange": signed_in(
        lambda _w: {"password": "secret-demo-1", "newEmail": "other@example.com", "redirectUrl": _PAGE}
    ),
    "Mutation.confirmEmailChange": signed_in(lambda _w: {"token": "no-token"}),
    "Mutation.accountRequestDeletion": signed_in(lambda _w: {"redirectUrl": _PAGE}),
    "Mutation.accountDelete": signed_in(lambda _w: {"token": "no-token"}),
    "Mutation.accountUpdate": signed_in(lambda _w: {"input": {"firstName": "Amina"}}),
    "Mutation.accountAddressCreate": signed_in(lambda _w: {"input": _PLACE}),
    "Mutation.accountAddressUpdate": _own_address(input=_PLACE),
    "Mutation.accountAddressDelete": _own_address(),
    "Mutation.accountSetDefaultAddress": Row(
        frozenset({Person.OWNER}),
        lambda w: {"id": address(w), "type": "BILLING"},
        hidden=_SIGNED_IN - {Person.OWNER},
    ),
    "Mutation.addressCreate": needs(_USERS, lambda w: {"input": _PLACE, "userId": w.id("User", w.owner_id)}),
    "Mutation.addressUpdate": needs(_USERS, lambda w: {"id": address(w), "input": _PLACE}),
    "Mutation.addressDelete": needs(_USERS, lambda w: {"id": address(w)}),
    "Mutation.addressSetDefault": needs(
        _USERS,
        lambda w: {"addressId": address(w), "type": "BILLING", "userId": w.id("User", w.owner_id)},
    ),
    "Mutation.customerCreate": needs(_USERS, lambda _w: {"input": {"email": "new@example.com"}}),
    "Mutation.customerUpdate": needs(_USERS, lambda w: {**_customer(w), "input": {"note": "Kind."}}),
    "Mutation.customerDelete": needs(_USERS, _customer),
    "Mutation.customerBulkDelete": needs(_USERS, lambda w: {"ids": [w.id("User", w.owner_id)]}),
    "Mutation.customerBulkUpdate": needs(
        _USERS,
        lambda w: {"customers": [{**_customer(w), "input": {"note": "Kind."}}]},
        selection="count errors { path code }",
    ),
    "Mutation.staffCreate": needs(_STAFF, lambda _w: {"input": {"email": "new@example.com"}}),
    "Mutation.staffUpdate": needs(_STAFF, lambda w: {**_colleague(w), "input": {"note": "Kind."}}),
    "Mutation.staffDelete": needs(_STAFF, _colleague),
    "Mutation.staffBulkDelete": needs(_STAFF, lambda w: {"ids": [_colleague(w)["id"]]}),
    "Mutation.permissionGroupCreate": needs(_STAFF, lambda _w: {"input": {"name": "New"}}),
    "Mutation.permissionGroupUpdate": needs(_STAFF, lambda w: {"id": group(w), "input": {"name": "New"}}),
    "Mutation.permissionGroupDelete": needs(_STAFF, lambda w: {"id": group(w)}),
    "Mutation.userAvatarUpdate": Row(
        frozenset({Person.STAFF, Person.HOLDER}),
        lambda _w: {"image": SimpleUploadedFile("me.png", b"no picture")},
    ),
    "Mutation.userAvatarDelete": Row(frozenset({Person.STAFF, Person.HOLDER}), lambda _w: {}),
    "Mutation.externalAuthenticationUrl": _external("none"),
    "Mutation.externalObtainAccessTokens": _external("none"),
    "Mutation.externalRefresh": _external("none"),
    "Mutation.externalVerify": _external("none"),
    "Mutation.externalLogout": _external("none"),
}
