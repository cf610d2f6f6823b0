"""Amounts, numbers and dates as people write them in each of the five languages."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_month_names, get_timezone
from babel.numbers import format_decimal
from django.conf import settings
from django.utils import timezone

from catalog.units import BY_WEIGHT, Unit
from marketplace.kernel.money import Money, exponent

# Babel knows the Moroccan months of ar_MA and zgh; it has no es_MA or en_MA.
LOCALES = {"ar": "ar_MA", "fr": "fr_MA", "zgh": "zgh", "en": "en_GB", "es": "es_ES"}
# What shop windows write, not the code of ISO 4217.
CURRENCY_LABELS = {"MAD": {"ar": "درهم", "fr": "DH", "zgh": "ⴷⵔⵎ", "en": "MAD", "es": "MAD"}, "EUR": {}}
SYMBOLS = {"EUR": "€", "USD": "US$", "GBP": "£", "CAD": "CA$"}


def locale_of(language: str) -> Locale:
    """Return the Babel locale in which a language is written here."""
    return Locale.parse(LOCALES.get(language, LOCALES["fr"]))


def currency_label(currency: str, language: str) -> str:
    """Return the short name of a currency as shops write it."""
    return CURRENCY_LABELS.get(currency, {}).get(language) or SYMBOLS.get(currency, currency)


def number_text(value: int | Decimal, language: str, *, digits: int | None = None) -> str:
    """Write a number with the language's separators and Western digits; `digits` fixes the decimals."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=locale_of(language))


def amount_parts(money: Money, language: str) -> tuple[str, str]:
    """Split an amount into its whole part and its decimals with their separator: ("1 234", ",50")."""
    digits = exponent(money.currency)
    text = number_text(abs(money.amount), language, digits=digits)
    whole, minor = (text[: -digits - 1], text[-digits - 1 :]) if digits else (text, "")
    return ("\u2212" if money.minor < 0 else "") + whole, minor


def money_text(money: Money, language: str) -> str:
    """Write an amount with its currency in one line of plain text."""
    whole, minor = amount_parts(money, language)
    return f"{whole}{minor}\u00a0{currency_label(money.currency, language)}"


def weight_text(grams: int, language: str) -> str:
    """Write a weight in the unit that reads best: grams below a kilogram, else kilograms."""
    if grams < BY_WEIGHT[Unit.KILOGRAM]:
        return f"{number_text(grams, language)}\u00a0{Unit.GRAM.label}"
    kilograms = (Decimal(grams) / BY_WEIGHT[Unit.KILOGRAM]).normalize()
    return f"{number_text(kilograms, language)}\u00a0{Unit.KILOGRAM.label}"


def date_text(value: date | datetime, language: str, *, style: str = "long") -> str:
    """Write a date with Moroccan month names; a datetime is read in the shop's time zone."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return format_date(value, format=style, locale=locale_of(language))


def datetime_text(value: datetime, language: str, *, style: str = "medium") -> str:
    """Write a moment in the shop's time zone, to the minute."""
    zone, locale = get_timezone(settings.TIME_ZONE), locale_of(language)
    hour = format_time(value, format="HH:mm", tzinfo=zone, locale=locale)
    return f"{format_date(value.astimezone(zone), format=style, locale=locale)}, {hour}"


def month_text(month: int, language: str) -> str:
    """Name a month (1 to 12) as Moroccans do."""
    return str(get_month_names("wide", "stand-alone", locale=locale_of(language))[month])


def age_text(since: datetime, now: datetime, language: str) -> str:
    """Write how long ago a moment was, in its largest unit: "6 jours", "45 minutes"."""
    return format_timedelta(now - since, threshold=1.5, locale=locale_of(language))
