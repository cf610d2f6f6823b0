"""Somebody proves by a password who they are; who guesses has to wait longer each time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.utils.translation import gettext as _

from marketplace.accounts.models import Registration, User
from marketplace.kernel.errors import DomainError

# Waiting doubles with each failure from one address, from a second up to an hour, and is forgotten after a quiet hour.
LONGEST_WAIT = timedelta(hours=1)
_MEMORY_SECONDS = 3600
_LONGEST_PASSWORD = 1000


class WrongCredentials(DomainError):
    """There is no such person, or the password is another."""

    code = "INVALID_CREDENTIALS"


class TooManyAttempts(DomainError):
    """Too many attempts failed from this address."""

    code = "LOGIN_ATTEMPT_DELAYED"


class NotConfirmed(DomainError):
    """The account waits for its address to be confirmed."""

    code = "ACCOUNT_NOT_CONFIRMED"


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    until: datetime


def password_check(*, email: str, password: str, network_address: str, now: datetime) -> User:
    """
    Return the person whose e-mail address and password these are.

    :raises TooManyAttempts: if others failed from this network address a moment ago
    :raises WrongCredentials: if there is no such person, the password is another, or the account is closed
    :raises NotConfirmed: if these are of an account that was asked for and whose link was not opened yet
    """
    key = f"password-check:{network_address}"
    failures: _Failures | None = cache.get(key)
    if failures is not None and failures.until > now:
        raise TooManyAttempts(
            _(
                "Logging has been suspended till %(until)s due to too many logging attempts originating"
                " from the same IP address."
            )
            % {"until": failures.until.isoformat()}
        )
    usable = "\x00" not in email and len(password) <= _LONGEST_PASSWORD
    user = User.objects.filter(email__iexact=email).first() if usable else None
    if user is None:
        make_password(password[:_LONGEST_PASSWORD])  # as long as it takes with a person who exists
    if user is None and usable and _awaits_confirmation(email, password, now):
        raise NotConfirmed(_("Account needs to be confirmed via email."), field="email")
    if user is None or not user.is_active or not user.check_password(password):
        count = failures.count + 1 if failures is not None else 1
        wait = min(timedelta(seconds=2 ** min(count - 1, 12)), LONGEST_WAIT)
        cache.set(key, _Failures(count, now + wait), timeout=_MEMORY_SECONDS + wait.seconds)
        raise WrongCredentials(_("Please, enter valid credentials"), field="email")
    cache.delete(key)
    user.last_login = now
    user.save(update_fields=["last_login"])
    return user


def _awaits_confirmation(email: str, password: str, now: datetime) -> bool:
    claims = Registration.objects.filter(email=email.strip().lower(), expires_at__gt=now)
    return any(check_password(password, claim.password) for claim in claims)
