"""What the mutations of an account share."""

from django.http import HttpRequest

from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import error_type
from marketplace.kernel.errors import DomainError

AccountErrorCode = saleor_enum("AccountErrorCode", "Why something could not be done to an account.")
AccountError = error_type(
    "AccountError", AccountErrorCode, description="Why something could not be done to an account."
)
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
