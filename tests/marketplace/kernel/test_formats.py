from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.formats import (
    base_language,
    currency_label,
    format_date,
    format_date_short,
    format_datetime,
    format_money,
    format_month,
    format_number,
    format_percent,
    format_volume,
    format_weight,
)
from marketplace.kernel.money import Money

MOROCCAN_MONTHS = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ar", "1.234,50\u00a0د.م."),
        ("fr", "1\u202f234,50\u00a0DH"),
        ("zgh", "1\u00a0234,50\u00a0DH"),
        ("en", "1,234.50\u00a0MAD"),
        ("es", "1.234,50\u00a0MAD"),
    ],
)
def test_an_amount_is_written_as_the_language_does(language: str, written: str) -> None:
    assert format_money(Money(123450), language) == written


def test_a_negative_amount_in_arabic_holds_its_sign_with_the_one_mark_it_needs() -> None:
    assert format_money(Money(-9000), "ar") == "\u200e-90,00\u00a0د.م."
    assert format_money(Money(-9000), "fr") == "-90,00\u00a0DH"


def test_an_amount_has_the_digits_of_its_currency() -> None:
    assert format_money(Money(1500, "JPY"), "en") == "1,500\u00a0JP¥"
    assert format_money(Money(1500, "TND"), "fr") == "1,500\u00a0TND"
    assert format_money(Money(1500, "EUR"), "fr") == "15,00\u00a0€"


def test_a_huge_amount_loses_nothing() -> None:
    assert format_money(Money(999_999_999_999_999_99), "en") == "999,999,999,999,999.99\u00a0MAD"


def test_zero_has_no_sign() -> None:
    assert format_number(Decimal("-0.0004"), "fr") == "0"
    assert format_money(Money(0), "ar") == "0,00\u00a0د.م."


@pytest.mark.parametrize("month", range(1, 13))
def test_arabic_months_are_those_of_morocco(month: int) -> None:
    assert format_date(date(2026, month, 3), "ar") == f"3 {MOROCCAN_MONTHS[month - 1]} 2026"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", "3 août 2026"),
        ("zgh", "3 ⵖⵓⵛⵜ 2026"),
        ("en", "3 August 2026"),
        ("es", "3 de agosto de 2026"),
    ],
)
def test_a_date_is_written_in_words(language: str, written: str) -> None:
    assert format_date(date(2026, 8, 3), language) == written


def test_a_month_is_written_with_its_year() -> None:
    assert format_month(date(2026, 8, 3), "ar") == "غشت 2026"
    assert format_month(date(2026, 8, 3), "fr") == "août 2026"


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
def test_a_short_date_puts_the_day_first_everywhere(language: str) -> None:
    assert format_date_short(date(2026, 8, 3), language) == "03/08/2026"


def test_a_moment_is_told_by_the_clocks_of_morocco() -> None:
    late = datetime(2026, 8, 3, 23, 30, tzinfo=UTC)

    assert format_datetime(late, "fr") == "4 août 2026, 00:30"
    assert format_datetime(late, "ar") == "4 غشت 2026، 00:30"
    assert format_date(late, "en") == "4 August 2026"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(InvalidInput):
        format_datetime(datetime(2026, 8, 3, 12, 0), "fr")  # noqa: DTZ001


@pytest.mark.parametrize(
    ("rate", "language", "written"),
    [
        ("0.1", "fr", "10\u00a0%"),
        ("0.125", "ar", "12,5\u00a0%"),
        ("0.12345", "fr", "12,34\u00a0%"),
        ("0.2", "en", "20%"),
        ("-0.05", "es", "-5\u00a0%"),
    ],
)
def test_a_rate_is_written_in_percent(rate: str, language: str, written: str) -> None:
    assert format_percent(Decimal(rate), language) == written


@pytest.mark.parametrize(
    ("grams", "language", "written"),
    [
        (250, "fr", "250\u202fg"),
        (1500, "fr", "1,5\u202fkg"),
        (1500, "ar", "1,5 كغم"),
        (1000, "en", "1 kg"),
        (500, "zgh", "500 g"),
        (500_000, "fr", "500\u202fkg"),
    ],
)
def test_a_weight_changes_unit_at_the_kilogram(grams: int, language: str, written: str) -> None:
    assert format_weight(grams, language).replace("\u00a0", " ") == written


def test_a_volume_changes_unit_at_the_litre() -> None:
    assert format_volume(250, "fr").replace("\u00a0", " ") == "250 ml"
    assert format_volume(1000, "es").replace("\u00a0", " ") == "1 l"


def test_the_dirham_is_called_as_shops_call_it() -> None:
    assert [currency_label("MAD", code) for code in ("ar", "fr", "zgh", "en", "es")] == [
        "د.م.",
        "DH",
        "DH",
        "MAD",
        "MAD",
    ]


def test_a_regional_code_is_read_as_its_language() -> None:
    assert base_language("ar-MA") == "ar"
    assert base_language("fr_FR") == "fr"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        format_money(Money(1), "de")

    assert refused.value.field == "language"


@pytest.mark.parametrize("language", ["ar", "fr", "zgh", "en", "es"])
def test_digits_are_western_everywhere(language: str) -> None:
    everything = format_money(Money(123456789), language) + format_date(date(2026, 12, 30), language)

    assert {letter for letter in everything if letter.isdigit()} <= set("0123456789")
