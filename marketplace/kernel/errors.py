"""The refusals that every service may raise and every face knows how to show."""

from typing import ClassVar


class DomainError(Exception):
    """An expected refusal: `message` is for people (translatable), `code` for machines."""

    code: ClassVar[str] = "INVALID"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInput(DomainError):
    """What was given cannot be used; `field` says which part."""


class Missing(InvalidInput):
    """A part that is needed was not given."""

    code = "REQUIRED"


class NotAllowed(DomainError):
    """The actor may not do this."""

    code = "PERMISSION_DENIED"


class NotFound(DomainError):
    """There is no such thing, or it is not the actor's to see."""

    code = "NOT_FOUND"


class IllegalMove(DomainError):
    """The thing is not in a state from which this can be done."""

    code = "INVALID_STATE"


class OutOfStock(DomainError):
    """There is less left than was asked for."""

    code = "INSUFFICIENT_STOCK"


class Conflict(DomainError):
    """Somebody else changed it meanwhile, or it exists already."""

    code = "CONFLICT"


class Taken(Conflict):
    """What must be unique belongs to something else already."""

    code = "UNIQUE"
