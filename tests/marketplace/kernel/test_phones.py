import pytest

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.phones import (
    format_phone,
    is_mobile,
    parse_phone,
    parse_postcode,
)


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("0612345678", "+212612345678"),
        ("06 12-34.56 78", "+212612345678"),
        ("0712345678", "+212712345678"),
        ("+212 536 52 43 00", "+212536524300"),
        ("00212612345678", "+212612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "+212612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("+34 612 34 56 78", "+34612345678"),
    ],
)
def test_a_telephone_number_is_read_as_people_write_it(text: str, e164: str) -> None:
    assert parse_phone(text) == e164


def test_a_number_without_a_country_s_code_is_one_of_the_address_s_country() -> None:
    assert (
        parse_phone("12136399632", country="US")
        == parse_phone("(213) 639-9632", country="US")
        == "+12136399632"
    )
    with pytest.raises(InvalidInput):
        parse_phone("12136399632")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06",
        "0412345678",
        "061234567",
        "06123456789",
        "abc",
        "06MARHABA1",
        "+999123456",
        "0612345678 x5",
    ],
)
def test_a_number_that_cannot_exist_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_phone(text, field="contact_phone")

    assert refused.value.field == "contact_phone"


def test_a_number_is_shown_as_it_is_dialled() -> None:
    assert format_phone("+212612345678") == "06 12 34 56 78"
    assert format_phone("+33612345678") == "+33 6 12 34 56 78"


def test_a_mobile_is_told_from_a_landline() -> None:
    assert is_mobile("+212612345678") is True
    assert is_mobile("+212536524300") is False


@pytest.mark.parametrize(
    ("text", "postcode"),
    [("60000", "60000"), (" 73000 ", "73000"), ("", ""), ("٦٣٣٠٠", "63300")],
)
def test_a_postcode_has_five_digits_or_none(text: str, postcode: str) -> None:
    assert parse_postcode(text) == postcode


@pytest.mark.parametrize("text", ["6000", "600000", "6000A", "60 000"])
def test_another_postcode_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_postcode(text)

    assert refused.value.field == "postcode"
