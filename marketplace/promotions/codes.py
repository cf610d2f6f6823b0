"""Bearer codes of gift cards: made at random, read as people type them, kept only as a keyed hash."""

import re
import secrets

from django.utils.crypto import salted_hmac

# No 0 and O, no 1, I and L: codes are read aloud and written by hand. 31 letters in 16 places are 79 bits.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 16
LEAST = 8
MOST = 16


def new_code() -> str:
    """Make a code in four groups of four."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def plain(code: str) -> str:
    """Return a code without what people put between its letters, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def hash_of(code: str) -> str:
    """Return what is kept of a code; who reads the table cannot spend it, nor try codes without our secret."""
    return salted_hmac("marketplace.promotions.gift-card", plain(code), algorithm="sha256").hexdigest()
