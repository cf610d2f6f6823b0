"""Sums of a basket or an order as rows: goods at their reference price, what makes them cheaper, and what is paid."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from frontend.cards import SumRow
from marketplace.kernel.money import Money, total_of
from marketplace.kernel.texts import text_in
from orders.basket import Basket
from orders.models.discount import OrderDiscount
from orders.models.order import Order
from orders.quotes import cards_paying
from orders.states import DiscountKind


def _discount_rows(
    found: Iterable[tuple[str, Money, str]],
) -> list[SumRow]:
    """Add up reductions of one kind and name, in the order in which they first appear."""
    sums: dict[tuple[str, str], Money] = {}
    for kind, amount, name in found:
        sums[(kind, name)] = sums.get((kind, name), Money.zero(amount.currency)) + amount
    return [
        SumRow(str(DiscountKind(kind).label), -amount, note=name) for (kind, name), amount in sums.items()
    ]


def basket_sums(basket: Basket, fee: Money, language: str) -> list[SumRow]:
    """Return what a basket costs with a fee for paying at the door (or none), row by row."""
    off = (*basket.discounts, *basket.delivery_discounts)
    rows = [
        SumRow(_("Goods"), total_of([line.full_unit_price * line.quantity for line in basket.lines])),
        SumRow(_("Delivery"), basket.delivery_full),
    ]
    rows += _discount_rows(
        (each.kind, each.amount, each.rule.code or text_in(each.rule.names, language) or each.rule.name)
        for each in off
    )
    if fee:
        rows.append(SumRow(_("Fee for paying at the door"), fee))
    total = basket.goods + basket.delivery + fee
    rows.append(SumRow(_("Total, all taxes included"), total, is_total=True))
    return rows + _card_rows(basket, total)


def _card_rows(basket: Basket, total: Money) -> list[SumRow]:
    paying = [card for card in cards_paying(basket.given_cards, total) if card.pays]
    if not paying:
        return []
    rows = [SumRow(_("Gift card"), -card.pays, note=f"•••• {card.last4}") for card in paying]
    left = total - total_of([card.pays for card in paying])
    return [*rows, SumRow(_("Left to pay"), left, is_total=True)]


def order_sums(
    order: Order, full_goods: Money, discounts: Sequence[OrderDiscount], language: str, fee_label: str
) -> list[SumRow]:
    """
    Return what an order cost, row by row.

    :param full_goods: what its goods cost without any reduction
    """
    rows = [
        SumRow(_("Goods"), full_goods),
        SumRow(_("Delivery"), order.delivery_full, note=text_in(order.delivery_names, language)),
    ]
    rows += _discount_rows(
        (each.kind, each.amount, each.code or text_in(each.names, language) or each.name)
        for each in discounts
    )
    if order.cash_fee:
        rows.append(SumRow(fee_label, order.cash_fee))
    rows.append(SumRow(_("Total, all taxes included"), order.total, is_total=True))
    if order.gift:
        rows += [
            SumRow(_("Gift card"), -order.gift),
            SumRow(_("Left to pay"), order.due, is_total=True),
        ]
    return rows
