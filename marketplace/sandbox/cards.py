"""The test cards: number, names as payment method and token, and what happens when they are charged.

Numbers, names and outcomes as published at https://docs.stripe.com/testing.
"""

from dataclasses import dataclass

DECLINE_MESSAGES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "fraudulent": "Your card was declined.",
}
# These declines have a code of their own; the others answer card_declined.
OWN_CODE = ("expired_card", "incorrect_cvc", "processing_error")


@dataclass(frozen=True)
class TestCard:
    """One card and its behaviour.

    `challenge`: asks for 3-D Secure. `decline`: the decline code, after the challenge if there is one.
    `dispute`: the reason of the dispute that follows the payment. `at_once`: the money skips the pending
    balance. `refund_fails`: the bank returns refunds.
    """

    number: str
    name: str
    brand: str = "visa"
    country: str = "US"
    funding: str = "credit"
    challenge: bool = False
    decline: str | None = None
    dispute: str | None = None
    at_once: bool = False
    refund_fails: bool = False

    @property
    def last4(self) -> str:
        """Return the last four digits, all that leaves the sandbox."""
        return self.number[-4:]


CARDS = (
    TestCard("4242424242424242", "visa"),
    TestCard("4000056655665556", "visa_debit", funding="debit"),
    TestCard("5555555555554444", "mastercard", brand="mastercard"),
    TestCard("378282246310005", "amex", brand="amex"),
    TestCard("4000002500000003", "fr", country="FR"),
    TestCard("4000000000000077", "bypassPending", at_once=True),
    TestCard("4000000000000002", "chargeDeclined", decline="generic_decline"),
    TestCard("4000000000000002", "visa_chargeDeclined", decline="generic_decline"),
    TestCard("4000000000009995", "chargeDeclinedInsufficientFunds", decline="insufficient_funds"),
    TestCard("4000000000009995", "visa_chargeDeclinedInsufficientFunds", decline="insufficient_funds"),
    TestCard("4000000000009987", "visa_chargeDeclinedLostCard", decline="lost_card"),
    TestCard("4000000000009979", "visa_chargeDeclinedStolenCard", decline="stolen_card"),
    TestCard("4000000000000069", "chargeDeclinedExpiredCard", decline="expired_card"),
    TestCard("4000000000000127", "chargeDeclinedIncorrectCvc", decline="incorrect_cvc"),
    TestCard("4000000000000119", "chargeDeclinedProcessingError", decline="processing_error"),
    TestCard("4100000000000019", "chargeDeclinedFraudulent", decline="fraudulent"),
    TestCard("4000002760003184", "authenticationRequired", challenge=True),
    TestCard("4000000000003220", "threeDSecure2Required", challenge=True),
    TestCard("4000000000003220", "threeDSecureRequired", challenge=True),
    TestCard(
        "4000008260003178",
        "authenticationRequiredChargeDeclinedInsufficientFunds",
        challenge=True,
        decline="insufficient_funds",
    ),
    TestCard(
        "4000008400001629", "threeDSecureRequiredChargeDeclined", challenge=True, decline="generic_decline"
    ),
    TestCard("4000000000000259", "createDispute", dispute="fraudulent"),
    TestCard("4000000000002685", "createDisputeProductNotReceived", dispute="product_not_received"),
    TestCard("4000000000005126", "refundFail", refund_fails=True),
)
_BY_NUMBER = {card.number: card for card in reversed(CARDS)}
_BY_NAME = {card.name: card for card in CARDS}


def by_number(number: str) -> TestCard | None:
    """Return the card with this number; spaces and dashes do not matter."""
    return _BY_NUMBER.get("".join(letter for letter in number if letter.isdigit()))


def by_name(id_: str) -> TestCard | None:
    """Return the card behind "pm_card_visa", "pm_card_visa_chargeDeclined" or "tok_visa"."""
    for prefix in ("pm_card_", "tok_"):
        if id_.startswith(prefix):
            return _BY_NAME.get(id_.removeprefix(prefix))
    return None


def by_last4(last4: str) -> TestCard | None:
    """Return the card that ends in these digits: they are unique in the table."""
    return next((card for card in CARDS if card.last4 == last4), None)
