"""Money as a whole number of minor units with the name of its currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Self

from marketplace.kernel.errors import InvalidInput

# Minor-unit digits, ISO 4217. A currency that is not listed is refused: guessing would move money.
EXPONENTS = {"MAD": 2, "EUR": 2, "USD": 2, "GBP": 2, "CAD": 2, "CHF": 2, "PLN": 2, "JPY": 0, "TND": 3}
BASE_CURRENCY = "MAD"


def exponent(currency: str) -> int:
    """
    Return the number of minor-unit digits of a currency.

    :raises InvalidInput: if the currency is not one we handle
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise InvalidInput(f"Unknown currency: {currency}.", field="currency") from None


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units (centimes for MAD); exact, never rounded unless a rate is applied."""

    minor: int
    currency: str = BASE_CURRENCY

    @classmethod
    def zero(cls, currency: str = BASE_CURRENCY) -> Self:
        """Return nothing, in a currency."""
        return cls(0, currency)

    @classmethod
    def from_decimal(cls, amount: Decimal, currency: str = BASE_CURRENCY) -> Self:
        """
        Read a decimal amount of major units.

        :raises InvalidInput: if it has more digits than the currency's minor unit
        """
        scaled = amount.scaleb(exponent(currency))
        if scaled != scaled.to_integral_value():
            raise InvalidInput(f"{amount} is finer than the smallest unit of {currency}.", field="amount")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def _minor_of(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise InvalidInput(
                f"{self.currency} and {other.currency} cannot be added or compared.", field="currency"
            )
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._minor_of(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._minor_of(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._minor_of(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._minor_of(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._minor_of(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def scaled(self, factor: Decimal) -> "Money":
        """Multiply by a rate and round once, half to even."""
        exact = Decimal(self.minor) * factor
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_EVEN)), self.currency)

    def portion(self, part: int, whole: int) -> "Money":
        """
        Return the share `part` of `whole` (each in the same unit), rounded once, half to even.

        Taken step by step, as the portion up to here less the portion before, all steps add up to the whole amount.

        :raises InvalidInput: if the whole is not positive or the part is none of it
        """
        if whole <= 0 or not 0 <= part <= whole:
            raise InvalidInput(f"{part} is no part of {whole}.", field="part")
        exact = Decimal(self.minor) * part / whole
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_EVEN)), self.currency)

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """
        Share out by weight with the largest remainder; the parts always add up to the whole.

        :raises InvalidInput: if there is no positive weight or a negative one
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise InvalidInput("Shares need weights that are not negative and not all zero.", field="weights")
        sign, whole = (-1, -self.minor) if self.minor < 0 else (1, self.minor)
        parts = [whole * weight // total for weight in weights]
        order = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % total), i))
        for i in order[: whole - sum(parts)]:
            parts[i] += 1
        return [Money(sign * part, self.currency) for part in parts]


def total_of(amounts: Sequence[Money], currency: str = BASE_CURRENCY) -> Money:
    """Add amounts of one currency; nothing adds up to zero of `currency`."""
    result = Money.zero(amounts[0].currency if amounts else currency)
    for amount in amounts:
        result += amount
    return result
