"""Telephone numbers and postcodes, as people write them and as we keep them."""

import re
from typing import Final

import phonenumbers
from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

HOME_REGION: Final = "MA"
_POSTCODE = re.compile(r"[0-9]{5}", re.ASCII)
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_LETTER = re.compile(r"[^\W\d_]")


def parse_phone(text: str, *, field: str = "phone", country: str = HOME_REGION) -> str:
    """
    Return a telephone number in its international form (E.164), such as `+212612345678`.

    A number without a country code is read as one of the country (ISO 3166-1), at home as Moroccan: 05 landline,
    06 and 07 mobile, 08 service.

    :raises InvalidInput: if no such number can exist
    """
    message = _(
        "This telephone number does not exist: ten digits beginning with 05, 06 or 07, or + and the country."
    )
    cleaned = text.translate(_ARABIC_DIGITS).strip()
    # phonenumbers reads letters as keypad digits (06MARHABA1): in an order form that is a mistake, not a number.
    if _LETTER.search(cleaned):
        raise InvalidInput(message, field=field)
    try:
        number = phonenumbers.parse(cleaned, country)
    except phonenumbers.NumberParseException:
        raise InvalidInput(message, field=field) from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise InvalidInput(message, field=field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(e164: str) -> str:
    """
    Write a stored number for people: `06 12 34 56 78` at home, `+33 6 12 34 56 78` abroad.

    :raises InvalidInput: if it is not a number that `parse_phone` returned
    """
    number = phonenumbers.parse(parse_phone(e164), None)
    if number.country_code != phonenumbers.country_code_for_region(HOME_REGION):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    digits = f"0{number.national_number}"
    return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def is_mobile(e164: str) -> bool:
    """
    Say whether a text message can be expected to arrive at a number.

    :raises InvalidInput: if it is not a telephone number
    """
    kind = phonenumbers.number_type(phonenumbers.parse(parse_phone(e164), None))
    return kind in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )


def parse_postcode(text: str, *, field: str = "postcode") -> str:
    """
    Return a Moroccan postcode of five digits, or nothing: parcels find their way by city, quarter and telephone.

    :raises InvalidInput: if it is neither empty nor five digits
    """
    postcode = text.translate(_ARABIC_DIGITS).strip()
    if postcode and _POSTCODE.fullmatch(postcode) is None:
        raise InvalidInput(_("A postcode has five digits, or may be left empty."), field=field)
    return postcode
