"""
How amounts, dates and measures are written for people, in the five languages of the product.

Babel's CLDR data does the work, because Django's own Arabic months are those of the Levant while Morocco says
ماي، يوليوز، غشت، شتنبر، نونبر، دجنبر (CLDR `ar_MA`). Digits are Western in every language (CLDR default for Morocco).

Plain text stays free of invisible marks, with one exception: a negative amount in Arabic starts with U+200E, since a
minus sign has no direction of its own and would otherwise jump to the far side of its number.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal, get_currency_symbol
from babel.units import format_unit
from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money, exponent

COUNTRY_ZONE: Final = ZoneInfo("Africa/Casablanca")
NO_BREAK_SPACE: Final = "\u00a0"
LEFT_TO_RIGHT_MARK: Final = "\u200e"
RIGHT_TO_LEFT_MARK: Final = "\u200f"

# Babel has no en_MA and no es_MA. British English keeps the day before the month, as everybody in Morocco does.
LOCALES: Final[Mapping[str, str]] = MappingProxyType(
    {"ar": "ar_MA", "fr": "fr_MA", "zgh": "zgh", "en": "en_GB", "es": "es"}
)

# What stands beside a price in Moroccan shops. This is language, not policy, hence a table and no setting: Arabic
# readers know د.م., French and Tamazight shop signs say DH, and visitors recognise the ISO code MAD.
DIRHAM_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"ar": "د.م.", "fr": "DH", "zgh": "DH", "en": "MAD", "es": "MAD"}
)


def base_language(language: str) -> str:
    """
    Return the product's code of a language: `ar-MA` and `ar_MA` are `ar`.

    :raises InvalidInput: if the product does not speak it
    """
    code = language.replace("_", "-").split("-")[0].lower()
    if code not in LOCALES:
        raise InvalidInput(
            _("Unknown language: %(language)s.") % {"language": language},
            field="language",
        )
    return code


def locale_of(language: str) -> Locale:
    """
    Return Babel's locale for a language of the product.

    :raises InvalidInput: if the product does not speak it
    """
    return Locale.parse(LOCALES[base_language(language)])


def currency_label(currency: str, language: str) -> str:
    """
    Return what is written beside an amount: DH, د.م., MAD, €.

    :raises InvalidInput: if the product does not speak the language
    """
    code = base_language(language)
    if currency == "MAD":
        return DIRHAM_LABELS[code]
    return _without_marks(get_currency_symbol(currency, LOCALES[code]))


def format_money(money: Money, language: str) -> str:
    """
    Write an amount with all the digits of its currency's minor unit: `1 234,50 DH`, `1.234,50 د.م.`.

    :raises InvalidInput: if the currency or the language is not one we handle
    """
    digits = exponent(money.currency)
    written = _decimal(money.amount, language, "#,##0" + ("." + "0" * digits if digits else ""))
    return f"{written}{NO_BREAK_SPACE}{currency_label(money.currency, language)}"


def format_number(value: int | Decimal, language: str, *, digits: int = 3) -> str:
    """
    Write a number with at most `digits` digits after the comma, rounded half to even.

    :raises InvalidInput: if the product does not speak the language
    """
    return _decimal(Decimal(value), language, "#,##0" + ("." + "#" * digits if digits else ""))


def format_percent(rate: Decimal, language: str) -> str:
    """
    Write a rate as a percentage with at most two digits: 0.125 is `12,5 %`.

    :raises InvalidInput: if the product does not speak the language
    """
    sign = "%" if base_language(language) == "en" else f"{NO_BREAK_SPACE}%"
    return format_number(rate * 100, language, digits=2) + sign


def format_weight(grams: int, language: str) -> str:
    """
    Write a weight given in grams: in grams below a kilogram, in kilograms from there on.

    :raises InvalidInput: if the product does not speak the language
    """
    if abs(grams) < 1000:
        return _measure(Decimal(grams), "mass-gram", language)
    return _measure(Decimal(grams) / 1000, "mass-kilogram", language)


def format_volume(millilitres: int, language: str) -> str:
    """
    Write a volume given in millilitres: in millilitres below a litre, in litres from there on.

    :raises InvalidInput: if the product does not speak the language
    """
    if abs(millilitres) < 1000:
        return _measure(Decimal(millilitres), "volume-milliliter", language)
    return _measure(Decimal(millilitres) / 1000, "volume-liter", language)


def format_date(day: date, language: str) -> str:
    """
    Write a date in words: `3 غشت 2026`, `3 août 2026`.

    :raises InvalidInput: if the product does not speak the language
    """
    return _without_marks(babel_date(_local_day(day), "long", locale=locale_of(language)))


def format_date_short(day: date, language: str) -> str:
    """
    Write a date in ten digits, day first in every language: `03/08/2026`.

    Slashes, not hyphens: between digits they keep their place in an Arabic sentence, hyphens turn the date round.

    :raises InvalidInput: if the product does not speak the language
    """
    base_language(language)
    return _local_day(day).strftime("%d/%m/%Y")


def format_month(day: date, language: str) -> str:
    """
    Write the month and year of a date: `غشت 2026`, `août 2026`.

    :raises InvalidInput: if the product does not speak the language
    """
    return _without_marks(babel_date(_local_day(day), "LLLL y", locale=locale_of(language)))


def format_datetime(moment: datetime, language: str) -> str:
    """
    Write a moment by the clocks of Morocco: `3 août 2026, 14:05`.

    :raises InvalidInput: if the moment has no time zone, or the product does not speak the language
    """
    comma = "،" if base_language(language) == "ar" else ","
    return f"{format_date(moment, language)}{comma} {_local(moment):%H:%M}"


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise InvalidInput(_("A moment needs a time zone."), field="moment")
    return moment.astimezone(COUNTRY_ZONE)


def _local_day(day: date) -> date:
    return _local(day).date() if isinstance(day, datetime) else day


def _measure(value: Decimal, unit: str, language: str) -> str:
    rounded = value.quantize(Decimal("0.001"), ROUND_HALF_EVEN).normalize()
    written = format_unit(abs(rounded), unit, "short", locale=locale_of(language))
    return _signed(_without_marks(written), negative=rounded < 0, language=language)


def _decimal(value: Decimal, language: str, pattern: str) -> str:
    written = _without_marks(format_decimal(abs(value), pattern, locale=locale_of(language)))
    negative = value < 0 and any(digit in written for digit in "123456789")
    return _signed(written, negative=negative, language=language)


def _signed(written: str, *, negative: bool, language: str) -> str:
    if not negative:
        return written
    return f"{LEFT_TO_RIGHT_MARK if base_language(language) == 'ar' else ''}-{written}"


def _without_marks(written: str) -> str:
    return written.replace(LEFT_TO_RIGHT_MARK, "").replace(RIGHT_TO_LEFT_MARK, "")
