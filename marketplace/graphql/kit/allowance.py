"""What opens a path of the API: a permission, or only being somebody."""

from collections.abc import Sequence

from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.kernel.actor import Actor, Permission

AUTHENTICATED_USER = "AUTHENTICATED_USER"
AUTHENTICATED_APP = "AUTHENTICATED_APP"
AUTHENTICATED_STAFF_USER = "AUTHENTICATED_STAFF_USER"


def opens(actor: Actor, key: str) -> bool:
    """Say whether an actor holds a permission, or is of the kind that the contract calls AUTHENTICATED_..."""
    if key == AUTHENTICATED_USER:
        return actor.user_id is not None
    if key == AUTHENTICATED_APP:
        return actor.app_id is not None
    if key == AUTHENTICATED_STAFF_USER:
        return actor.user_id is not None and (actor.is_superuser or bool(actor.permissions))
    return actor.may(Permission[key.upper()])


def demand(actor: Actor, keys: Sequence[str]) -> None:
    """
    Pass for whoever holds one of the keys.

    :raises PermissionDenied: for everybody else
    """
    if not any(opens(actor, key) for key in keys):
        raise PermissionDenied.needing(key.upper() for key in keys)
