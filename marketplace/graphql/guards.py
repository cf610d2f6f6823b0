"""Fields that are not for everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from marketplace.graphql.kit.errors import ApiError, PermissionDenied
from marketplace.graphql.kit.ids import key_of
from marketplace.graphql.kit.info import Info
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import NotAllowed, NotFound


def is_staff(actor: Actor) -> bool:
    """Say whether somebody works for the marketplace, in whatever part of it; apps do."""
    return bool(actor.machine or actor.is_superuser or actor.permissions or actor.app_id is not None)


def require_staff(info: Info) -> None:
    """
    Pass for the staff.

    :raises PermissionDenied: for everybody else
    """
    if not is_staff(info.context.actor):
        raise PermissionDenied.needing(("AUTHENTICATED_APP", "AUTHENTICATED_STAFF_USER"))


def require_permission(info: Info, *permissions: Permission) -> None:
    """
    Pass for who holds one of the permissions.

    :raises PermissionDenied: for everybody else
    """
    if not any(info.context.actor.may(each) for each in permissions):
        raise PermissionDenied.needing(each.name for each in permissions)


def one_of(**given: object) -> None:
    """
    Pass if exactly one argument names the thing.

    :raises ApiError: if none does, or two
    """
    named = [name for name, value in given.items() if value is not None]
    if not named:
        names = ", ".join(f"'{name}'" for name in given)
        raise ApiError(f"At least one of arguments is required: {names}.")
    if len(named) > 1:
        raise ApiError(f"Argument '{named[0]}' cannot be combined with '{named[1]}'")


def named(given: str, type_name: str, kind: type[Any] = int, *, field: str = "id") -> Any:
    """
    Return the key in an ID that a mutation was given.

    :raises NotFound: if it can name nothing of that type
    """
    key = key_of(given, type_name, kind)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {given}", field=field)
    return key


@contextmanager
def refusals_told() -> Iterator[None]:
    """
    Say a selector's refusal as the refusal of the path.

    :raises PermissionDenied: if the actor may not see this
    """
    try:
        yield
    except NotAllowed as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
