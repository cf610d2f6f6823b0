"""What a row of the authorisation table says, and how a root field is asked as somebody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from marketplace.kernel.actor import Permission
from tests.marketplace.graphql.authorisation.world import World

Arguments = Callable[[World], Mapping[str, Any]]


class Person(StrEnum):
    """Who asks."""

    VISITOR = "visitor"
    CUSTOMER = "customer"
    OWNER = "owner"  # the customer to whom the world's basket, order and address belong
    MEMBER = "member"  # president of the cooperative whose product the world holds
    STRANGER = "stranger"  # president of another cooperative
    STAFF = "staff"  # staff that holds every permission but those of which one is needed
    HOLDER = "holder"  # staff that holds just the permission needed


EVERYBODY = frozenset(Person)
STAFF = frozenset({Person.STAFF, Person.HOLDER})


@dataclass(frozen=True, slots=True)
class Row:
    """
    Whom a root field serves: those who `pass`; from those in `hidden` it hides the thing (null, or "not found"); all
    others are refused with PermissionDenied. Neither a refusal nor a hidden thing may write anything.
    """

    passes: frozenset[Person]
    arguments: Arguments
    permission: Permission | None = None
    hidden: frozenset[Person] = field(default=frozenset())
    # What is asked of the answer, if the default is not enough to touch what is protected
    selection: str = ""
    # Other permissions with which a member of staff would pass
    alternatives: tuple[Permission, ...] = ()

    @property
    def permissions(self) -> frozenset[Permission]:
        """All permissions each of which is enough."""
        needed = () if self.permission is None else (self.permission,)
        return frozenset({*self.alternatives, *needed})

    def outcome(self, person: Person) -> str:
        """Return what this person must meet: passes, hidden or refused."""
        if person in self.passes:
            return "passes"
        return "hidden" if person in self.hidden else "refused"


def no_arguments(_world: World) -> Mapping[str, Any]:
    """Ask without arguments."""
    return {}


def everybody(arguments: Arguments = no_arguments, *, selection: str = "") -> Row:
    """Open to all."""
    return Row(EVERYBODY, arguments, selection=selection)


def signed_in(arguments: Arguments = no_arguments, *, selection: str = "") -> Row:
    """Open to whoever has signed in, for things of their own."""
    return Row(EVERYBODY - {Person.VISITOR}, arguments, selection=selection)


def staff_only(arguments: Arguments = no_arguments, *, selection: str = "") -> Row:
    """Open to all of the staff."""
    return Row(STAFF, arguments, selection=selection)


def needs(
    permission: Permission,
    arguments: Arguments = no_arguments,
    *,
    also: Any = (),
    alternatives: tuple[Permission, ...] = (),
    selection: str = "",
) -> Row:
    """Open to staff with a permission or one of its alternatives (and to `also`); all others are refused."""
    passes = frozenset({Person.HOLDER, *also})
    return Row(passes, arguments, permission, selection=selection, alternatives=alternatives)


def seen_by(
    persons: Any,
    arguments: Arguments,
    *,
    permission: Permission | None = None,
    alternatives: tuple[Permission, ...] = (),
    selection: str = "",
) -> Row:
    """Open to some; for all others there is no such thing."""
    passes = frozenset(persons)
    return Row(
        passes,
        arguments,
        permission,
        hidden=EVERYBODY - passes,
        selection=selection,
        alternatives=alternatives,
    )
