"""In which country, province and postcode an address lies: Morocco's own rules, and looser ones for elsewhere."""

import re
from collections.abc import Mapping
from typing import Final

from babel import Locale
from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.geography import province, provinces
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.phones import parse_postcode

HOME: Final = "MA"
LONGEST_AREA: Final = 100
LONGEST_POSTCODE: Final = 16
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def place_read(values: Mapping[str, str]) -> dict[str, str]:
    """
    Return `country` (ISO 3166-1), `province`, `area` and `postcode` of an address; without a country it is at home.

    At home the province is one of ours and the postcode has five digits or is missing. Elsewhere the province is
    empty, the area is a line of text and so is the postcode: we do not know the rules of every country.

    :raises InvalidInput: naming the field that cannot be used
    """
    country = values.get("country") or HOME
    if _COUNTRY.fullmatch(country) is None:
        raise InvalidInput(_("There is no such country."), field="country")
    if country != HOME:
        area = clean_line(values.get("area", ""), field="area", most=LONGEST_AREA, required=False)
        postcode = clean_line(
            values.get("postcode", ""), field="postcode", most=LONGEST_POSTCODE, required=False
        )
        return {"country": country, "province": "", "area": area, "postcode": postcode}
    code = values.get("province", "").strip()
    if code not in provinces():
        raise InvalidInput(_("Please choose your province or prefecture."), field="province")
    return {
        "country": HOME,
        "province": code,
        "area": "",
        "postcode": parse_postcode(values.get("postcode", "")),
    }


def country_name(code: str, language: str) -> str:
    """Name a country in a language; in English where CLDR has no name for it, and by its code as a last resort."""
    own, english = Locale.parse(language).territories, Locale.parse("en").territories
    return str(own.get(code) or english.get(code, code))


def region_in(province_code: str) -> str:
    """Return the code of the region of a province; empty for an address that lies in none of ours."""
    return province(province_code).region if province_code else ""
