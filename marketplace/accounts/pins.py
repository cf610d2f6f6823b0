"""Which digits may open the door, and how a telephone is known; pure."""

import hashlib
import re
import secrets
from typing import Final

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

# So many wrong ones, and the telephone must prove itself by a code again
MOST_FAILURES: Final = 5
_PIN: Final = re.compile(r"[0-9]{4,6}")
_ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_STEPS: Final = "01234567890", "09876543210"


def pin_read(text: str) -> str:
    """Return digits as they are compared, whichever script they were typed in."""
    return text.strip().translate(_ARABIC_DIGITS)


def pin_checked(text: str) -> str:
    """
    Return digits that may be chosen.

    :raises InvalidInput: unless they are four to six, neither all the same nor a plain row such as 1234
    """
    pin = pin_read(text)
    if not _PIN.fullmatch(pin):
        raise InvalidInput(_("Please choose four to six digits."), field="pin")
    if len(set(pin)) == 1 or any(pin in row for row in _STEPS):
        raise InvalidInput(_("These digits are too easy to guess."), field="pin")
    return pin


def new_token() -> str:
    """Return a secret for a telephone, which nobody guesses."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what we keep of a telephone's secret; it is long and random, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
