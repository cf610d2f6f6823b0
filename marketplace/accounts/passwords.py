"""What a password must be, whoever sets it."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from marketplace.accounts.models import User
from marketplace.kernel.errors import DomainError


class WeakPassword(DomainError):
    """The password would be guessed; `code` is the reason of the first validator that refused."""

    def __init__(self, message: str, *, reason: str, field: str) -> None:
        super().__init__(message, field=field)
        vars(self)["code"] = reason.upper()


def password_checked(password: str, *, user: User, field: str) -> str:
    """
    Pass a password that is hard to guess for this person.

    :raises WeakPassword: if it would be guessed
    """
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        first = refusal.error_list[0]
        raise WeakPassword(first.messages[0], reason=first.code or "invalid", field=field) from None
    return password
