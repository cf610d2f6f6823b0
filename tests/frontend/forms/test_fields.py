"""Amounts as people write them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from frontend.forms.fields import CodeField, DayField, MoneyField
from marketplace.kernel.money import Money


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("0", 0),
        ("12", 1_200),
        ("12,5", 1_250),
        ("12.50", 1_250),
        ("1 234,50", 123_450),
        ("1\u202f234,50", 123_450),
        ("12,500", 1_250),
        ("١٢٫٥", 1_250),
        ("0,01", 1),
    ],
)
def test_an_amount_is_read_exactly(written: str, minor: int) -> None:
    assert MoneyField().clean(written) == Money(minor)


@pytest.mark.parametrize(
    "written", ["-1", "+1", "1,005", "1e3", "1,2,3", "½", "NaN", "٬", "12 MAD", "1" * 11, ",5", "5,", "\x00"]
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        MoneyField().clean(written)

    assert refusal.value.code == "INVALID"


def test_nothing_is_none_where_it_may_be_left_out_and_refused_where_not() -> None:
    assert MoneyField(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        MoneyField().clean("")


@given(st.integers(min_value=0, max_value=10**11))
def test_what_is_written_is_read_back(minor: int) -> None:
    field = MoneyField()

    assert field.clean(field.prepare_value(Money(minor))) == Money(minor)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_an_amount_or_a_refusal(text: str) -> None:
    try:
        value = MoneyField().clean(text)
    except ValidationError:
        return
    assert isinstance(value, Money)
    assert value.minor >= 0


def test_a_yen_has_no_decimals() -> None:
    assert MoneyField(currency="JPY").clean("500") == Money(500, "JPY")
    with pytest.raises(ValidationError):
        MoneyField(currency="JPY").clean("500,5")


def test_a_scanned_code_loses_what_the_scanner_adds() -> None:
    assert CodeField().clean(" P123\r\n") == "P123"


def test_a_day_is_read_as_browsers_send_it() -> None:
    assert DayField().clean("2026-11-16").isoformat() == "2026-11-16"
    with pytest.raises(ValidationError):
        DayField().clean("16/11/2026")
