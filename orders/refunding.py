"""
How a refund is shared out: goods, commission, hub fee, tax, delivery; pure arithmetic in whole centimes.

Each figure is taken as the portion up to here less what was given back before, so that many small refunds give back
exactly what one large refund would, and never more than was charged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money, total_of


class OverRefund(InvalidInput):
    """More is asked back than was paid, or than is left of it."""

    code = "CANNOT_REFUND"


@dataclass(frozen=True, slots=True)
class WantedLine:
    """What is to be refunded of a line: so many units; an amount of its own is a reduction of their price."""

    line_id: int
    quantity: int
    amount: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLine:
    """A line as it was paid, and what of it was refunded before."""

    line_id: int
    quantity: int
    total: Money
    commission: Money
    tax_rate: Decimal
    refunded_quantity: int
    refunded: Money
    refunded_commission: Money


@dataclass(frozen=True, slots=True)
class LineShare:
    """What goes back of one line."""

    line_id: int
    quantity: int
    amount: Money
    commission: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class PartShare:
    """What goes back of one cooperative's part."""

    lines: tuple[LineShare, ...]
    goods: Money
    commission: Money
    hub_fee: Money
    tax: Money
    is_whole: bool

    @property
    def net(self) -> Money:
        """What the cooperative gives back."""
        return self.goods - self.commission - self.hub_fee


def tax_inside(amount: Money, rate: Decimal) -> Money:
    """Return the tax that an amount contains."""
    return amount - amount.scaled(1 / (1 + rate)) if rate else Money.zero(amount.currency)


def line_share(paid: PaidLine, wanted: WantedLine) -> LineShare:
    """
    Say what goes back of a line.

    :raises OverRefund: if there are not so many units or not so much money left
    """
    units = paid.refunded_quantity + wanted.quantity
    if wanted.quantity < 0 or units > paid.quantity:
        raise OverRefund(
            _("Only %(left)d units of this line can still be refunded.")
            % {"left": paid.quantity - paid.refunded_quantity},
            field="lines",
        )
    left = paid.total - paid.refunded
    amount = wanted.amount
    if amount is None:
        due = paid.total.portion(units, paid.quantity) - paid.total.portion(
            paid.refunded_quantity, paid.quantity
        )
        amount = left if units == paid.quantity else min(due, left, key=lambda money: money.minor)
    if amount.minor <= 0 or amount > left:
        raise OverRefund(_("More would be refunded than was paid for this line."), field="lines")
    before, after = paid.refunded, paid.refunded + amount
    commission = paid.commission.portion(after.minor, paid.total.minor) - paid.refunded_commission
    tax = tax_inside(paid.total, paid.tax_rate)
    return LineShare(
        paid.line_id,
        wanted.quantity,
        amount,
        min(commission, amount, key=lambda money: money.minor),
        tax.portion(after.minor, paid.total.minor) - tax.portion(before.minor, paid.total.minor),
    )


def part_share(
    *,
    paid: Sequence[PaidLine],
    wanted: Sequence[WantedLine],
    gross: Money,
    hub_fee: Money,
    refunded_hub_fee: Money,
    gives_hub_fee_back: bool,
) -> PartShare:
    """
    Say what goes back of one cooperative's part, line by line.

    :raises OverRefund: as `line_share`
    """
    by_id: Mapping[int, PaidLine] = {line.line_id: line for line in paid}
    lines = tuple(line_share(by_id[each.line_id], each) for each in wanted)
    goods = total_of([line.amount for line in lines], gross.currency)
    commission = total_of([line.commission for line in lines], gross.currency)
    refunded = total_of([line.refunded for line in paid], gross.currency) + goods
    fee = Money.zero(gross.currency)
    if gives_hub_fee_back and goods:
        owed = hub_fee.portion(refunded.minor, gross.minor) - refunded_hub_fee
        fee = Money(min(max(owed.minor, 0), (goods - commission).minor), gross.currency)
    return PartShare(
        lines,
        goods,
        commission,
        fee,
        total_of([line.tax for line in lines], gross.currency),
        is_whole=refunded == gross,
    )


def gift_part(
    *,
    total: Money,
    order_total: Money,
    gift: Money,
    gift_left: Money,
    money_left: Money,
    refunded: Money,
    gift_back: Money,
) -> Money:
    """
    Say what of a refund of `total` goes back to gift cards: the portion up to here less what went back before.

    What money alone cannot give back any more is the cards' all the same, and they never get more than is left of
    theirs.

    :param refunded: what went back of the order before, in money and on cards
    :raises OverRefund: if more is asked back than both have left
    """
    if total > money_left + gift_left:
        raise OverRefund(_("More would be refunded than was paid."), field="lines")
    due = gift.portion((refunded + total).minor, order_total.minor) - gift_back if gift else gift
    least, most = max((total - money_left).minor, 0), min(total.minor, gift_left.minor)
    return Money(min(max(due.minor, least), most), total.currency)


def spread(amount: Money, paid: Sequence[PaidLine]) -> list[WantedLine]:
    """
    Spread a sum over what is left of the lines, by largest remainder: a reduction of price without units.

    :raises OverRefund: if less is left
    """
    left = [(line.total - line.refunded).minor for line in paid]
    if amount.minor <= 0 or amount.minor > sum(left):
        raise OverRefund(_("More would be refunded than was paid."), field="amount")
    parts = amount.split(left)
    return [WantedLine(line.line_id, 0, part) for line, part in zip(paid, parts, strict=True) if part]
