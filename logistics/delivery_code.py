"""The four digits that a customer says at the door: they prove that the parcel was given to who ordered it."""

from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS: Final = 4
_SALT: Final = "logistics.delivery-code"


def delivery_code(parcel_number: str) -> str:
    """Return the code of a parcel; computed from the shop's secret, it is kept nowhere and no driver can look it up."""
    digest = salted_hmac(_SALT, parcel_number, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def is_code_of(parcel_number: str, said: str) -> bool:
    """Say whether somebody said the code of a parcel."""
    return constant_time_compare(said.strip(), delivery_code(parcel_number))
