"""Work out what would go back of an order, part by part; nothing is written."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money
from orders.liability import Liability
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import PaymentSplit
from orders.refunding import LineShare, OverRefund, PartShare, WantedLine, part_share, spread
from orders.services.refund_others import partner_shares
from orders.services.refund_rows import lines_by_part, paid_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to go back: units of lines, or a sum spread over all that is left; and whether delivery with it."""

    lines: Sequence[WantedLine] = ()
    amount: Money | None = None
    # None: with the last unit of a cooperative's part its share of the delivery goes back too
    with_delivery: bool | None = None
    # So much of the delivery, shared over the cooperatives' parts; instead of the rule above
    delivery: Money | None = None


@dataclass(slots=True)
class Draft:
    """One cooperative's part of a refund, worked out and not written."""

    sub_order: SubOrder
    split: PaymentSplit
    lines: list[OrderLine]
    share: PartShare
    delivery: Money
    cash_fee: Money = field(init=False)
    # What of the goods goes back to which partner's budget
    partners: dict[int, Money] = field(init=False)

    def __post_init__(self) -> None:
        """Ask what partners had paid; the lines are as they were before."""
        self.partners = partner_shares(self.shares) if any(line.funded_minor for line in self.lines) else {}

    @property
    def shares(self) -> list[tuple[OrderLine, LineShare]]:
        """Each line of which something goes back, with that."""
        by_id = {line.pk: line for line in self.lines}
        return [(by_id[share.line_id], share) for share in self.share.lines]

    @property
    def funded(self) -> Money:
        """What of the goods others than the customer had paid."""
        funded = 0
        for line, share in self.shares:
            after = line.refunded_minor + share.amount.minor
            whole = Money(line.funded_minor, line.currency)
            before = whole.portion(line.refunded_minor, line.total_minor)
            funded += (whole.portion(after, line.total_minor) - before).minor
        return Money(funded, self.delivery.currency)

    @property
    def total(self) -> Money:
        """What the customer gets."""
        return self.share.goods - self.funded + self.delivery


def drafts_of(order: Order, wish: Wish, liability: Liability) -> list[Draft]:
    """
    Share a wish out over the cooperatives' parts of an order, whose rows are locked by it.

    :raises InvalidInput: if a line is not the order's, or named twice
    :raises OverRefund: if there is nothing to give back, or less left than that
    """
    lines = lines_by_part(order)
    wanted = {line.line_id: line for line in _wanted(wish, lines, order.currency)}
    known = {line.pk for some in lines.values() for line in some}
    if not wanted.keys() <= known or len(wanted) < len(wish.lines):
        raise InvalidInput(_("Please name each line of this order once."), field="lines")
    splits = {split.sub_order_id: split for split in _splits(order)}
    deliveries = _deliveries(wish, list(splits.values()))
    drafts = []
    for sub_order in order.sub_orders.select_for_update().order_by("number"):
        own = lines.get(sub_order.pk, [])
        share = part_share(
            paid=[paid_line(line) for line in own],
            wanted=[wanted[line.pk] for line in own if line.pk in wanted],
            gross=sub_order.gross,
            hub_fee=sub_order.hub_fee,
            refunded_hub_fee=sub_order.refunded_hub_fee,
            gives_hub_fee_back=liability.gives_hub_fee_back,
        )
        split = splits[sub_order.pk]
        draft = Draft(sub_order, split, own, share, deliveries.get(split.pk) or _delivery(wish, split, share))
        if draft.share.goods or draft.delivery:
            drafts.append(draft)
    if not drafts:
        raise OverRefund(_("There is nothing to give back."), field="lines")
    _part_cash_fees(order, drafts, list(splits.values()))
    return drafts


def _wanted(wish: Wish, lines: dict[uuid.UUID, list[OrderLine]], currency: str) -> Sequence[WantedLine]:
    if wish.amount is None:
        return wish.lines
    asked = {line.line_id for line in wish.lines}
    among = [
        paid_line(line)
        for own in lines.values()
        for line in own
        if line.refunded_minor < line.total_minor and (not asked or line.pk in asked)
    ]
    if wish.amount.currency != currency:
        raise InvalidInput(_("This order was paid in another currency."), field="amount")
    return spread(wish.amount, among)


def _splits(order: Order) -> Sequence[PaymentSplit]:
    return list(PaymentSplit.objects.select_for_update().filter(sub_order__order=order).order_by("pk"))


def _deliveries(wish: Wish, splits: Sequence[PaymentSplit]) -> dict[int, Money]:
    """Share a wished sum of delivery over what is left of it, by largest remainder."""
    if not wish.delivery:
        return {}
    left = [(split.delivery - split.delivery_refunded).minor for split in splits]
    if not 0 < wish.delivery.minor <= sum(left):
        raise OverRefund(_("More would be refunded than was paid."), field="delivery")
    return {split.pk: part for split, part in zip(splits, wish.delivery.split(left), strict=True) if part}


def _delivery(wish: Wish, split: PaymentSplit, share: PartShare) -> Money:
    left = split.delivery - split.delivery_refunded
    if wish.delivery is not None:
        return Money.zero(left.currency)
    concerned = bool(share.goods) or not (wish.lines or wish.amount)
    by_rule = bool(share.goods) and share.is_whole
    wished = by_rule if wish.with_delivery is None else wish.with_delivery and concerned
    return left if wished else Money.zero(left.currency)


def _part_cash_fees(order: Order, drafts: Sequence[Draft], splits: Sequence[PaymentSplit]) -> None:
    """Say what of each delivery part is the fee for paying at the door, so that all parts add up to it."""
    whole = sum(split.delivery_minor for split in splits)
    before = sum(split.delivery_refunded_minor for split in splits)
    for draft in drafts:
        after = before + draft.delivery.minor
        zero = Money.zero(order.currency)
        draft.cash_fee = (
            order.cash_fee.portion(after, whole) - order.cash_fee.portion(before, whole) if whole else zero
        )
        draft.cash_fee = min(draft.cash_fee, draft.delivery, key=lambda money: money.minor)
        before = after
