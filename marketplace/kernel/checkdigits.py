"""
Numbers that carry their own check: bank account (RIB), enterprise (ICE), GS1 goods and parcels, postal items.

Rules: RIB and ICE, int(number) % 97 == 0, the key being the last two digits (ISO 7064 MOD 97-10 without letters);
GS1, weights 3 and 1 from the right (GS1 General Specifications, 7.9); postal items, UPU standard S10.
"""

import re
from typing import Final

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput

GTIN_LENGTHS: Final = (8, 12, 13, 14)
S10_WEIGHTS: Final = (8, 6, 4, 2, 3, 5, 9, 7)
_SEPARATORS = re.compile(r"[\s.\-\u00a0\u202f]+")
_S10 = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")


def rib_check(text: str, *, field: str = "rib") -> str:
    """
    Return the 24 digits of a Moroccan bank account number (relevé d'identité bancaire).

    Spaces, dots and hyphens are dropped; the IBAN form (`MA` and two digits in front) is read too.

    :raises InvalidInput: if it has not 24 digits or its key is wrong
    """
    rib = _compact(text)
    if len(rib) == 28 and rib.startswith("MA"):
        if not (rib[2:].isascii() and rib[2:].isdigit()) or int(rib[4:] + "2210" + rib[2:4]) % 97 != 1:
            raise InvalidInput(_("The check digits of this IBAN are wrong."), field=field)
        rib = rib[4:]
    _demand_digits(rib, (24,), _("A RIB has 24 digits."), field)
    if int(rib) % 97 != 0 or int(rib) == 0:
        raise InvalidInput(_("The key of this RIB is wrong: please check each digit."), field=field)
    return rib


def rib_key(account: str) -> str:
    """
    Return the two key digits of the first 22 digits of a RIB.

    :raises InvalidInput: if there are not 22 digits
    """
    _demand_digits(account, (22,), _("The key is computed over 22 digits."), "rib")
    return f"{97 - int(account) * 100 % 97:02d}"


def iban_of_rib(rib: str) -> str:
    """
    Return the IBAN of a RIB: `MA`, two check digits (ISO 13616), then the RIB.

    :raises InvalidInput: if the RIB is wrong
    """
    digits = rib_check(rib)
    # M is 22 and A is 10 in ISO 7064. A RIB is a multiple of 97, so these two digits always come out as 64.
    return f"MA{98 - int(digits + '221000') % 97:02d}{digits}"


def ice_check(text: str, *, field: str = "ice") -> str:
    """
    Return the 15 digits of an enterprise number (identifiant commun de l'entreprise).

    :raises InvalidInput: if it has not 15 digits or they fail the check
    """
    ice = _compact(text)
    _demand_digits(ice, (15,), _("An ICE has 15 digits."), field)
    if int(ice) % 97 != 0 or int(ice) == 0:
        raise InvalidInput(
            _("The check digits of this ICE are wrong: please check each digit."),
            field=field,
        )
    return ice


def gs1_check_digit(body: str) -> str:
    """
    Return the check digit that follows the digits of a GTIN or an SSCC.

    :raises InvalidInput: if `body` is not made of digits
    """
    if not (body.isascii() and body.isdigit()):
        raise InvalidInput(_("This number may only hold digits."), field="code")
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def gtin_check(text: str, *, field: str = "gtin") -> str:
    """
    Return the digits of a GTIN (EAN-8, UPC-A, EAN-13 or GTIN-14).

    :raises InvalidInput: if its length or its check digit is wrong
    """
    gtin = _compact(text)
    _demand_digits(gtin, GTIN_LENGTHS, _("A GTIN has 8, 12, 13 or 14 digits."), field)
    _demand_gs1(
        gtin,
        _("The check digit of this GTIN is wrong: please check each digit."),
        field,
    )
    return gtin


def sscc_make(*, extension: int, company_prefix: str, serial: int) -> str:
    """
    Return the 18 digits of a serial shipping container code.

    :raises InvalidInput: if the prefix has not 7 to 10 digits, or the serial number does not fit beside it
    """
    _demand_digits(
        company_prefix,
        (7, 8, 9, 10),
        _("A GS1 company prefix has 7 to 10 digits."),
        "company_prefix",
    )
    width = 16 - len(company_prefix)
    if not 0 <= extension <= 9 or not 0 <= serial < 10**width:
        raise InvalidInput(_("This serial number does not fit into an SSCC."), field="serial")
    body = f"{extension}{company_prefix}{serial:0{width}d}"
    return body + gs1_check_digit(body)


def sscc_check(text: str, *, field: str = "sscc") -> str:
    """
    Return the 18 digits of a serial shipping container code; the `(00)` of its barcode may stand in front.

    :raises InvalidInput: if it has not 18 digits or its check digit is wrong
    """
    sscc = _compact(text.strip().removeprefix("(00)"))
    _demand_digits(sscc, (18,), _("An SSCC has 18 digits."), field)
    _demand_gs1(
        sscc,
        _("The check digit of this SSCC is wrong: please check each digit."),
        field,
    )
    return sscc


def s10_check_digit(serial: str) -> str:
    """
    Return the check digit of the eight digits of a postal item number (UPU S10).

    :raises InvalidInput: if there are not eight digits
    """
    _demand_digits(serial, (8,), _("The serial number of a postal item has 8 digits."), "serial")
    check = 11 - sum(int(digit) * weight for digit, weight in zip(serial, S10_WEIGHTS, strict=True)) % 11
    return {10: "0", 11: "5"}.get(check, str(check))


def s10_make(*, service: str, serial: int, country: str = "MA") -> str:
    """
    Return a postal item number such as `LD000000014MA`.

    :raises InvalidInput: if a part has not its form
    """
    if not 0 <= serial < 10**8:
        raise InvalidInput(_("The serial number of a postal item has 8 digits."), field="serial")
    digits = f"{serial:08d}"
    return s10_check(f"{service}{digits}{s10_check_digit(digits)}{country}")


def s10_check(text: str, *, field: str = "tracking_number") -> str:
    """
    Return a postal item number (UPU S10): two letters, nine digits, two letters of the country.

    :raises InvalidInput: if its form or its check digit is wrong
    """
    code = _compact(text)
    found = _S10.fullmatch(code)
    if found is None:
        raise InvalidInput(
            _("A postal number has two letters, nine digits and two letters."),
            field=field,
        )
    if s10_check_digit(found[2]) != found[3]:
        raise InvalidInput(
            _("The check digit of this postal number is wrong: please check each digit."),
            field=field,
        )
    return code


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _demand_digits(text: str, lengths: tuple[int, ...], message: str, field: str) -> None:
    # isascii: Python's isdigit also says yes to the digits of other scripts.
    if not (text.isascii() and text.isdigit() and len(text) in lengths):
        raise InvalidInput(message, field=field)


def _demand_gs1(code: str, message: str, field: str) -> None:
    if gs1_check_digit(code[:-1]) != code[-1]:
        raise InvalidInput(message, field=field)
