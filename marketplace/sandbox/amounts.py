"""Amounts and currencies that a payment accepts."""

from marketplace.sandbox.errors import invalid_parameter

CURRENCIES = (
    "aed", "aud", "cad", "chf", "dkk", "dzd", "egp", "eur", "gbp", "jpy", "mad", "nok", "qar", "sar", "sek",
    "try", "usd", "xaf", "xof",
)  # fmt: skip
# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
SMALLEST = {"usd": 50, "eur": 50, "gbp": 30, "aed": 200, "cad": 50, "chf": 50, "jpy": 50}
LARGEST = 99_999_999


def check_currency(currency: str) -> None:
    """Raise ApiError unless the three-letter lower-case code is one that the sandbox settles."""
    if currency.lower() not in CURRENCIES:
        raise invalid_parameter(
            f"Invalid currency: {currency}. The sandbox supports these currencies: {', '.join(CURRENCIES)}",
            param="currency",
        )


def check_amount(amount: int, currency: str, *, param: str = "amount") -> None:
    """Raise ApiError unless `amount` (minor units) lies between Stripe's smallest and largest charge."""
    if amount < 1:
        raise invalid_parameter(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param=param
        )
    smallest = SMALLEST.get(currency, 1)
    if amount < smallest:
        raise invalid_parameter(
            f"Amount must be at least {smallest} {currency} (minor units)",
            code="amount_too_small",
            param=param,
        )
    if amount > LARGEST:
        raise invalid_parameter(
            f"Amount must be no more than {LARGEST} {currency} (minor units)",
            code="amount_too_large",
            param=param,
        )
