"""
What the books must say after a history of sales, refunds, disputes and payouts, worked out a second time.

Written from the workflows (7.9 to 7.12) alone, in fractions and plain sums; it imports nothing of the product.
"""

from dataclasses import dataclass, field
from fractions import Fraction

# Causes that the cooperative bears, and those for which the hub gives its fee back
COOPERATIVE_BEARS = {"withdrawal", "hidden_defect", "wrong_item", "missing", "undelivered"}
FEE_BACK = {"wrong_item", "missing", "undelivered"}
# The goods of these come back to the cooperative, unless they are lost with the parcel
COMES_BACK = {"withdrawal"}


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
    # What of it somebody else pays in the customer's place
    funded: int = 0
    units_back: int = 0
    back: int = 0
    commission_back: int = 0
    # Some of it was not there
    short: bool = False

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

    def funded_of(self, amount: int) -> int:
        """What of so much more given back somebody else had paid."""
        before, after = (
            rounded(Fraction(self.funded * back, self.total)) for back in (self.back, self.back + amount)
        )
        return after - before

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
    # What was to come back to the cooperative, and its commission
    sent_back: int = 0
    sent_back_commission: int = 0

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
    # What a gift card pays of it; who pays the funded parts of lines; what a partner pays of the delivery
    gift: int = 0
    funder: str = ""
    subsidy: int = 0
    gift_back: int = 0
    paid: bool = False
    delivered: bool = False
    closed: bool = False
    owed_back: int = 0
    disputed: int = 0
    done_back: int = 0
    # What a card paid beside the order's own money, and whether that is disputed
    beside: int = 0
    beside_disputed: bool = False
    # Goods that are not in the parcel, of an order that is still to be paid: part, line, worth, units
    missing: list[tuple[Part, Line, int, int]] = field(default_factory=list)
    # What the customer was never asked for, because it is missing
    not_taken: int = 0

    @property
    def funded(self) -> int:
        return sum(line.funded for part in self.parts for line in part.lines)

    @property
    def total(self) -> int:
        return sum(part.gross + part.delivery for part in self.parts) - self.funded

    @property
    def due(self) -> int:
        return self.total - self.gift

    @property
    def partner(self) -> int:
        return self.subsidy + (self.funded if self.funder == "partner" else 0)

    def gift_of(self, back: int) -> int:
        """What of so much more that goes back to the customer goes back on the card."""
        money, on_card = self.due - self.owed_back, self.gift - self.gift_back
        whole = self.owed_back + self.gift_back + back
        share = rounded(Fraction(self.gift * whole, self.total)) - self.gift_back
        return min(max(share, back - money, 0), back, on_card)


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
    # Debts of hubs and carriers, of partners; what waits for orders that are not paid; reductions; gift cards
    claims: int = 0
    partners: int = 0
    promised: int = 0
    promotions: int = 0
    cards: dict[int, int] = field(default_factory=dict)
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
        """The customer's money is there, or with the courier, and so is what others had promised."""
        sale.paid = True
        self.clearing += sum(part.gross for part in sale.parts)
        self.delivery += sum(part.delivery for part in sale.parts) + sale.subsidy
        self.promised -= sale.gift + sale.partner
        if sale.funder == "platform":
            self.promotions += sale.funded

    def promise(self, sale: Sale, card: int) -> None:
        """A card and a partner's budget have given their word."""
        self.promised += sale.gift + sale.partner
        self.partners += sale.partner
        if sale.gift:
            self.cards[card] -= sale.gift

    def release(self, sale: Sale, card: int) -> None:
        """Nobody pays for it any more."""
        self.promised -= sale.gift + sale.partner
        self.partners -= sale.partner
        if sale.gift:
            self.cards[card] += sale.gift

    def beside(self, amount: int) -> None:
        """A card paid what no order has a claim on: it is owed back, and no cooperative has a part in it."""
        self.card += amount
        self.owed_to_customers += amount

    def set_off(self, sale: Sale) -> int:
        """The carrier collects less, or the card is asked for less, because goods are missing; return how much less."""
        amount = 0
        for part in sale.parts:
            own = [(line, worth, units) for owner, line, worth, units in sale.missing if owner is part]
            if own:
                amount += self.refund_part(sale, part, "missing", own, None)
        sale.owed_back += amount
        sale.not_taken += amount
        sale.missing = []
        return amount

    def no_delivery(self, sale: Sale) -> None:
        """A paid parcel never arrived: a partner has no delivery to pay."""
        self.delivery -= sale.subsidy
        self.partners -= sale.subsidy

    def lose(self, sale: Sale) -> None:
        """A parcel is lost: whoever had it pays what nobody pays, or what was to come back, and the sale is earned."""
        for part in sale.parts:
            claimed = part.sent_back if sale.paid else part.gross
            part.borne -= part.sent_back
            part.commission_not_due -= part.sent_back_commission
            self.clearing += claimed
            self.claims += claimed
        self.earn(sale)
        if sale.paid:
            self.no_delivery(sale)

    def refund_part(
        self, sale: Sale, part: Part, cause: str, amounts: list[tuple[Line, int, int]], delivery: int | None
    ) -> int:
        """Give back of one part; return how much the customer gets (delivery None: by the rule of the last unit)."""
        funded = sum([line.funded_of(amount) for line, amount, _units in amounts])
        if sale.funder == "partner":
            self.partners -= funded
        else:
            self.promotions -= funded
        commission = sum([line.give_back(amount, units) for line, amount, units in amounts])
        goods = sum(amount for _line, amount, _units in amounts)
        if delivery is None:
            delivery = part.delivery - part.delivery_back if goods and part.left == 0 else 0
        part.delivery_back += delivery
        if cause == "lost":
            self.claims += goods
            self.delivery -= delivery
            return goods - funded + delivery
        if cause not in COOPERATIVE_BEARS:
            self.goodwill += goods + delivery
            part.others, part.others_delivery = part.others + goods, part.others_delivery + delivery
            return goods - funded + delivery
        fee = 0
        if cause in FEE_BACK and goods:
            refunded = part.gross - part.left
            fee = rounded(Fraction(part.hub_fee * refunded, part.gross)) - part.fee_back
            fee = min(max(fee, 0), goods - commission)
        part.fee_back += fee
        part.borne += goods
        part.commission_not_due += commission
        if cause in COMES_BACK and not sale.delivered:
            part.sent_back += goods
            part.sent_back_commission += commission
        self.delivery -= delivery
        if sale.delivered:
            self.commission -= commission
            self.hub_fees -= fee
            self.sellers[part.seller] -= goods - commission - fee
        else:
            self.clearing -= goods
        return goods - funded + delivery

    def come_back(self, sale: Sale) -> None:
        """A paid parcel is back unopened: nobody has a loss, so the customer's money pays what others had borne."""
        for part in sale.parts:
            self.clearing -= part.others
            self.delivery -= part.others_delivery
            self.goodwill -= part.others + part.others_delivery

    def decide(self, sale: Sale, back: int, card: int) -> None:
        """What was given back is owed to the customer, or stands on the card again."""
        gift = sale.gift_of(back)
        amount = back - gift
        if gift:
            sale.gift_back += gift
            self.cards[card] += gift
        sale.owed_back += amount
        self.owed_to_customers += amount
