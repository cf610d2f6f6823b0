"""What a customer reads about paying at the door: test that ..."""

from typing import Any

import pytest
from django.utils.translation import override

from orders.cod_rules import CashReason
from orders.cod_states import Confirmation, RuleKind, Standing
from orders.cod_words import cod_sentences


def reason(kind: RuleKind, **values: Any) -> CashReason:
    usual: dict[str, Any] = {
        "rule_id": 1,
        "place": "",
        "standing": Standing.ANY,
        "above_minor": 0,
        "amount_minor": 0,
        "rate": "0",
        "confirmation": "none",
        "because": {},
    }
    return CashReason(kind=kind, **{**usual, **values})


def said(given: CashReason, language: str = "en") -> list[str]:
    with override(language):
        return [
            text.replace("\u00a0", " ") for text in cod_sentences([given], currency="MAD", language=language)
        ]


def test_a_deposit_is_told_with_its_rate_its_sum_and_its_reason() -> None:
    given = reason(
        RuleKind.DEPOSIT,
        standing=Standing.NEW,
        above_minor=80_000,
        amount_minor=20_000,
        rate="0.2",
        because={"en": "a refused parcel costs two journeys."},
    )

    [text] = said(given)
    assert text == (
        "A first order above 800.00 MAD needs a deposit of 20%, here 200.00 MAD, "
        "because a refused parcel costs two journeys."
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            reason(RuleKind.CAP, place="MA-07", amount_minor=300_000),
            "An order (Marrakesh-Safi) can be paid at the door up to 3,000.00 MAD.",
        ),
        (
            reason(RuleKind.FEE, amount_minor=1_500),
            "An order costs 15.00 MAD more if it is paid at the door.",
        ),
        (
            reason(RuleKind.FEE, standing=Standing.KNOWN),
            "An order after parcels that arrived is paid at the door free of charge.",
        ),
        (reason(RuleKind.DEPOSIT, place="MA-XX"), "An order (MA-XX) needs no deposit."),
        (
            reason(RuleKind.CONFIRMATION, standing=Standing.REFUSED, confirmation=str(Confirmation.CALL)),
            "An order after a refused parcel is confirmed by phone before we prepare it.",
        ),
        (
            reason(RuleKind.CONFIRMATION, standing=Standing.UNREACHABLE, confirmation=str(Confirmation.LINK)),
            (
                "An order after calls without an answer is confirmed by the link in our message, or by phone, "
                "before we prepare it."
            ),
        ),
        (
            reason(RuleKind.CONFIRMATION, standing=Standing.KNOWN),
            "An order after parcels that arrived is prepared at once, without a call.",
        ),
    ],
)
def test_each_rule_is_a_sentence(given: CashReason, text: str) -> None:
    assert said(given) == [text]


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("above", [0, 80_000])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_whom_a_rule_is_about_is_said_in_arabic_and_french(
    standing: Standing, above: int, language: str
) -> None:
    given = reason(RuleKind.DEPOSIT, standing=standing, above_minor=above, amount_minor=100, rate="0.1")

    assert said(given, language) != said(given, "en")
