"""Amounts as the contract shows them: gross, net and tax, always adding up."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import graphene

from marketplace.kernel.money import Money as Amount
from marketplace.kernel.money import exponent


class Money(graphene.ObjectType):
    """Represents amount of money in specific currency."""

    currency = graphene.String(required=True, description="Currency code.")
    amount = graphene.Float(required=True, description="Amount of money, exact.")
    fractional_amount = graphene.Int(
        required=True, description="Amount in the smallest unit of the currency."
    )
    fraction_digits = graphene.Int(required=True, description="Digits of the currency's smallest unit.")

    @staticmethod
    def resolve_fractional_amount(root: Amount, _info: object) -> int:
        """Return the whole number that it is inside."""
        return root.minor

    @staticmethod
    def resolve_fraction_digits(root: Amount, _info: object) -> int:
        """Return the exponent of the currency."""
        return exponent(root.currency)


@dataclass(slots=True)
class Taxed:
    """An amount with its tax; `net` and `tax` always add up to `gross`."""

    gross: Amount
    net: Amount
    tax: Amount

    @property
    def currency(self) -> str:
        """The currency of all three."""
        return self.gross.currency

    def __add__(self, other: "Taxed") -> "Taxed":
        return Taxed(self.gross + other.gross, self.net + other.net, self.tax + other.tax)


def taxed(gross: Amount, rate: Decimal) -> Taxed:
    """Take an amount that includes a tax apart; the net part is rounded once, half to even, the tax is the rest."""
    if not rate:
        return Taxed(gross, gross, Amount(0, gross.currency))
    net = Amount(
        int((Decimal(gross.minor) / (1 + rate)).quantize(Decimal(1), ROUND_HALF_EVEN)), gross.currency
    )
    return Taxed(gross, net, gross - net)


def untaxed(amount: Amount) -> Taxed:
    """Return an amount without any tax in it."""
    return taxed(amount, Decimal(0))


class TaxedMoney(graphene.ObjectType):
    """Represents a monetary value with taxes."""

    currency = graphene.String(required=True, description="Currency code.")
    gross = graphene.Field(Money, required=True, description="Amount of money including taxes.")
    net = graphene.Field(Money, required=True, description="Amount of money without taxes.")
    tax = graphene.Field(Money, required=True, description="Amount of taxes.")


class TaxedMoneyRange(graphene.ObjectType):
    """Represents a range of monetary values."""

    start = graphene.Field(TaxedMoney, description="Lower bound of the range.")
    stop = graphene.Field(TaxedMoney, description="Upper bound of the range.")
