"""What a giver says is read: test that ..."""

import pytest

from marketplace.kernel.errors import InvalidInput
from orders.gifting import gift_read

GIVER = {
    "sender": "Younes",
    "message": "Joyeuse fête !",
    "hides_prices": True,
    "phone": "+33 6 12 34 56 78",
    "email": "",
}


def test_it_is_kept_as_it_was_said() -> None:
    wish = gift_read(**GIVER)  # type: ignore[arg-type]

    assert (wish.sender, wish.message, wish.hides_prices) == ("Younes", "Joyeuse fête !", True)
    assert wish.phone == "+33612345678"
    assert gift_read(**{**GIVER, "phone": "", "email": "y@example.com"}).phone == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Bonne\u202e fête\u2066 \u200bà toi", "Bonne fête à toi"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("\ufeffعيد مبارك\u200f", "عيد مبارك"),
        ("une\r\n\r\n\r\ndeux", "une\n\ndeux"),
        ("🎁 Bravo 👩🏽\u200d🍳", "🎁 Bravo 👩🏽🍳"),
        ("<b>gras</b> {{ 7 }}", "<b>gras</b> {{ 7 }}"),
    ],
)
def test_what_could_disguise_a_text_is_taken_out(given: str, kept: str) -> None:
    assert gift_read(**{**GIVER, "message": given}).message == kept  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"message": "x" * 301}, "gift_message"),
        ({"message": "x" * 10_000}, "gift_message"),
        ({"message": "x\n" * 8 + "x"}, "gift_message"),
        ({"sender": "\u202e\x00 "}, "gift_sender"),
        ({"sender": "x" * 101}, "gift_sender"),
        ({"phone": "0123"}, "payer_phone"),
        ({"phone": " "}, "payer_phone"),
    ],
)
def test_what_cannot_be_printed_or_reached_is_refused_beside_its_field(
    changes: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        gift_read(**{**GIVER, **changes})  # type: ignore[arg-type]

    assert refused.value.field == field
