"""
What the books must say after a history of sales, refunds, disputes and payouts, worked out a second time.

Written from the workflows (7.9 to 7.12) alone, in fractions and plain sums; it imports nothing of the product.
"""

from dataclasses import dataclass, field
from fractions import Fraction

# Causes that the cooperative bears, and those for which the hub gives its fee back
COOPERATIVE_BEARS = {"withdrawal", "hidden_defect", "wrong_item", "missing", "undelivered"}
FEE_BACK = {"wrong_item", "missing", "undelivered"}


def rounded(value: Fraction) -> int:
    """Round half to even."""
    return round(value)


def shared(amount: int, weights: list[int]) -> list[int]:
    """Share out by largest remainder; of equal remainders the first comes first."""
    total = sum(weights)
    parts = [amount * weight // total for weight in weights]
    rest = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for index in rest[: amount - sum(parts)]:
        parts[index] += 1
    return parts


@dataclass
class Line:
    """A line as it was sold, and what of it went back."""

    quantity: int
    unit: int
    rate: Fraction
    units_back: int = 0
    back: int = 0
    commission_back: int = 0

    @property
    def total(self) -> int:
        return self.quantity * self.unit

    @property
    def commission(self) -> int:
        return rounded(self.total * self.rate)

    def units_worth(self, units: int) -> int:
        """What so many units more are worth: the last takes what is left."""
        if self.units_back + units == self.quantity:
            return self.total - self.back
        return min(units * self.unit, self.total - self.back)

    def give_back(self, amount: int, units: int) -> int:
        """Give back; return the commission that goes back with it."""
        self.back, self.units_back = self.back + amount, self.units_back + units
        due = rounded(Fraction(self.commission * self.back, self.total)) - self.commission_back
        due = min(due, amount)
        self.commission_back += due
        return due


@dataclass
class Part:
    """One cooperative's part."""

    seller: int
    lines: list[Line]
    hub_fee: int
    delivery: int
    fee_back: int = 0
    delivery_back: int = 0
    # What went back at the cooperative's own cost; what somebody else bears leaves its earning whole
    borne: int = 0
    commission_not_due: int = 0
    # What somebody else bore: its goods and its delivery
    others: int = 0
    others_delivery: int = 0

    @property
    def gross(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def net(self) -> int:
        return self.gross - sum(line.commission for line in self.lines) - self.hub_fee

    @property
    def left(self) -> int:
        return sum(line.total - line.back for line in self.lines)


@dataclass
class Sale:
    """An order: how it is paid, and how far it is."""

    method: str
    parts: list[Part]
    paid: bool = False
    delivered: bool = False
    closed: bool = False
    owed_back: int = 0
    disputed: int = 0
    done_back: int = 0

    @property
    def total(self) -> int:
        return sum(part.gross + part.delivery for part in self.parts)


@dataclass
class Oracle:
    """The balances that must come out."""

    bank: int = 0
    card: int = 0
    courier: int = 0
    desk: int = 0
    deposit: int = 0
    case: int = 0
    disputed: int = 0
    owed_to_customers: int = 0
    goodwill: int = 0
    delivery: int = 0
    commission: int = 0
    hub_fees: int = 0
    card_fees: int = 0
    clearing: int = 0
    # Earned and not paid out, less what is carried as a debt
    sellers: dict[int, int] = field(default_factory=dict)
    # Of that, what may ever have been paid out: money that is in the bank
    banked: dict[int, int] = field(default_factory=dict)
    paid_out: dict[int, int] = field(default_factory=dict)

    def earn(self, sale: Sale) -> None:
        """A parcel is in the customer's hands."""
        for part in sale.parts:
            goods = part.gross - part.borne
            commission = sum(line.commission for line in part.lines) - part.commission_not_due
            self.clearing -= goods
            self.commission += commission
            self.hub_fees += part.hub_fee - part.fee_back
            self.sellers[part.seller] += goods - commission - (part.hub_fee - part.fee_back)

    def pay(self, sale: Sale) -> None:
        """The customer's money is there, or with the courier."""
        sale.paid = True
        self.clearing += sum(part.gross for part in sale.parts)
        self.delivery += sum(part.delivery for part in sale.parts)

    def refund_part(
        self, sale: Sale, part: Part, cause: str, amounts: list[tuple[Line, int, int]], delivery: int | None
    ) -> int:
        """Give back of one part; return how much (delivery None: by the rule of the last unit)."""
        commission = sum([line.give_back(amount, units) for line, amount, units in amounts])
        goods = sum(amount for _line, amount, _units in amounts)
        if delivery is None:
            delivery = part.delivery - part.delivery_back if goods and part.left == 0 else 0
        part.delivery_back += delivery
        if cause not in COOPERATIVE_BEARS:
            self.goodwill += goods + delivery
            part.others, part.others_delivery = part.others + goods, part.others_delivery + delivery
            return goods + delivery
        fee = 0
        if cause in FEE_BACK and goods:
            refunded = part.gross - part.left
            fee = rounded(Fraction(part.hub_fee * refunded, part.gross)) - part.fee_back
            fee = min(max(fee, 0), goods - commission)
        part.fee_back += fee
        part.borne += goods
        part.commission_not_due += commission
        self.delivery -= delivery
        if sale.delivered:
            self.commission -= commission
            self.hub_fees -= fee
            self.sellers[part.seller] -= goods - commission - fee
        else:
            self.clearing -= goods
        return goods + delivery

    def come_back(self, sale: Sale) -> None:
        """A paid parcel is back unopened: nobody has a loss, so the customer's money pays what others had borne."""
        for part in sale.parts:
            self.clearing -= part.others
            self.delivery -= part.others_delivery
            self.goodwill -= part.others + part.others_delivery

    def decide(self, sale: Sale, amount: int) -> None:
        """What was given back is owed to the customer."""
        sale.owed_back += amount
        self.owed_to_customers += amount
