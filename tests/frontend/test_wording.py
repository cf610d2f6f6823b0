"""Amounts and dates in five languages."""

from datetime import UTC, date, datetime

import pytest

from frontend.wording import amount_parts, date_text, datetime_text, money_text, number_text
from marketplace.kernel.money import Money


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "1.234,50\u00a0درهم"),
        ("fr", "1\u202f234,50\u00a0DH"),
        ("zgh", "1\u00a0234,50\u00a0ⴷⵔⵎ"),
        ("en", "1,234.50\u00a0MAD"),
        ("es", "1.234,50\u00a0MAD"),
    ],
)
def test_an_amount_is_written_as_people_write_it(language: str, text: str) -> None:
    assert money_text(Money(123450), language) == text


def test_currencies_without_centimes_have_none() -> None:
    assert amount_parts(Money(1500, "JPY"), "en") == ("1,500", "")


def test_a_debt_carries_its_sign_before_the_digits() -> None:
    assert amount_parts(Money(-9000), "fr") == ("\u221290", ",00")
    assert amount_parts(Money(-50), "fr") == ("\u22120", ",50")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "16 غشت 2026"),
        ("fr", "16 août 2026"),
        ("zgh", "16 ⵖⵓⵛⵜ 2026"),
        ("en", "16 August 2026"),
        ("es", "16 de agosto de 2026"),
    ],
)
def test_months_are_the_moroccan_ones(language: str, text: str) -> None:
    assert date_text(date(2026, 8, 16), language) == text


def test_arabic_december_is_not_that_of_the_gulf() -> None:
    assert "دجنبر" in date_text(date(2026, 12, 1), "ar")


def test_a_moment_is_told_in_the_time_of_the_shop() -> None:
    assert datetime_text(datetime(2026, 8, 16, 9, 30, tzinfo=UTC), "fr") == "16 août 2026, 10:30"


def test_digits_are_western_in_arabic() -> None:
    assert number_text(1234567, "ar") == "1.234.567"
