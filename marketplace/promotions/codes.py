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
    return grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def code_of(key: str) -> str:
    """
    Make the code that belongs to a key: the same one each time, and without our secret nobody can work it out.

    For store credits: their bearer finds the code again where the key is known to be theirs, and no table holds it.
    """
    number = int(salted_hmac("marketplace.promotions.store-credit", key, algorithm="sha256").hexdigest(), 16)
    letters = []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return grouped("".join(letters))


def grouped(letters: str) -> str:
    """Write a code in groups of four."""
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def plain(code: str) -> str:
    """Return a code without what people put between its letters, in capitals."""
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def hash_of(code: str) -> str:
    """Return what is kept of a code; who reads the table cannot spend it, nor try codes without our secret."""
    return salted_hmac("marketplace.promotions.gift-card", plain(code), algorithm="sha256").hexdigest()
