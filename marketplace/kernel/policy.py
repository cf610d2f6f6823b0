"""How a service demands that its actor may do what was asked."""

from marketplace.kernel.errors import NotAllowed


def require(allowed: bool, message: str) -> None:
    """
    Pass if allowed.

    :raises NotAllowed: if not
    """
    if not allowed:
        raise NotAllowed(message)
