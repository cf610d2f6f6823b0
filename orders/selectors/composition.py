"""The order that a basket would become: every row of it, composed and not saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count

from catalog.selectors.offers import Offer
from marketplace.cooperatives.selectors import Term
from marketplace.kernel.money import Money
from orders.models.checkout import Checkout
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentSplit
from orders.pricing import PricedLine, Share, Terms, shares_of
from orders.selectors.baskets import Basket, BasketLine
from orders.states import OrderOrigin, PaymentMethod, PaymentState, SubOrderState
from orders.ways import reference_of

# An order that shows a basket as it stands needs no terms: nobody earns by it yet.
_NO_TERMS = Terms(Decimal(0), Money.zero(), 0, "")


@dataclass(frozen=True, slots=True)
class Composed:
    """An order with its parts; `sources` are the basket's lines in the order of `lines`."""

    order: Order
    sub_orders: tuple[SubOrder, ...]
    lines: tuple[OrderLine, ...]
    sources: tuple[BasketLine, ...]
    payment: Payment
    splits: tuple[PaymentSplit, ...]


def terms_of(found: Mapping[int, Term]) -> dict[int, Terms]:
    """Return commission terms as the arithmetic wants them."""
    return {
        owner: Terms(term.rate, term.hub_fee, term.term_id, term.from_date.isoformat())
        for owner, term in found.items()
    }


def order_composed(
    basket: Basket,
    *,
    number: int,
    origin: OrderOrigin,
    now: datetime,
    terms: Mapping[int, Terms] | None = None,
) -> Composed:
    """
    Return the order of a basket, with as much of it as is known; lines whose product is gone are left out.

    :param terms: what the marketplace takes of each seller; without it nothing is taken
    """
    order = _order(basket, number=number, origin=origin, now=now)
    sources = {line.variant_id: (line, line.offer) for line in basket.lines if line.offer}
    priced = [
        PricedLine(offer.organisation_id, line.variant_id, line.quantity, line.unit_price, offer.weight_g)
        for line, offer in sources.values()
    ]
    known = terms or {line.organisation_id: _NO_TERMS for line in priced}
    shares = shares_of(priced, known, basket.delivery + basket.cash_fee) if priced else []
    sub_orders = [
        _sub_order(order, share, known[share.organisation_id], position)
        for position, share in zip(count(1), shares, strict=False)
    ]
    payment = _payment(order, now)
    lines, splits = [], []
    for share, sub_order in zip(shares, sub_orders, strict=True):
        rate = known[share.organisation_id].rate
        for each, commission in zip(share.lines, share.commissions, strict=True):
            lines.append(_line(sub_order, *sources[each.variant_id], rate, commission))
        splits.append(_split(payment, sub_order, share))
    return Composed(
        order,
        tuple(sub_orders),
        tuple(lines),
        tuple(sources[line.variant_id][0] for line in lines),
        payment,
        tuple(splits),
    )


def _order(basket: Basket, *, number: int, origin: OrderOrigin, now: datetime) -> Order:
    checkout: Checkout = basket.checkout
    option = basket.option
    order = Order(
        number=number,
        checkout_id=checkout.pk,
        channel=checkout.channel,
        user_id=checkout.user_id,
        phone=checkout.address.get("phone", ""),
        email=checkout.email,
        language=checkout.language,
        address=checkout.address,
        billing_address=checkout.billing_address,
        region=basket.region,
        delivery_names=dict(option.names) if option else {},
        payment_method=checkout.payment_method,
        note=checkout.note,
        metadata=checkout.metadata,
        private_metadata=checkout.private_metadata,
        origin=origin,
        items_minor=basket.items.minor,
        delivery_minor=basket.delivery.minor,
        cash_fee_minor=basket.cash_fee.minor,
        total_minor=basket.total.minor,
        currency=basket.currency,
        placed_at=now,
        updated_at=now,
    )
    if option is not None:
        order.delivery_method_id = option.method_id
    if origin == OrderOrigin.DRAFT:
        # A draft keeps its key when it becomes an order.
        order.pk = checkout.pk
    return order


def _sub_order(order: Order, share: Share, terms: Terms, position: int) -> SubOrder:
    return SubOrder(
        order=order,
        organisation_id=share.organisation_id,
        number=f"{order.number}-{position}",
        gross_minor=share.gross.minor,
        commission_minor=share.commission.minor,
        hub_fee_minor=share.hub_fee.minor,
        currency=order.currency,
        terms={
            "term_id": terms.term_id,
            "from_date": terms.from_date,
            "rate": str(terms.rate),
            "hub_fee_minor": terms.hub_fee.minor,
        },
        state=SubOrderState.PLACED,
        placed_at=order.placed_at,
    )


def _line(
    sub_order: SubOrder, source: BasketLine, offer: Offer, rate: Decimal, commission: Money
) -> OrderLine:
    return OrderLine(
        order=sub_order.order,
        sub_order=sub_order,
        variant_id=source.variant_id,
        product_names=dict(offer.product_names),
        variant_names=dict(offer.names),
        sku=offer.sku,
        quantity=source.quantity,
        unit_price_minor=source.unit_price.minor,
        total_minor=source.total.minor,
        currency=sub_order.currency,
        weight_g=offer.weight_g,
        tax_code=offer.tax_code,
        tax_rate=offer.tax_rate,
        tax_mention=dict(offer.tax_mention),
        commission_rate=rate,
        commission_minor=commission.minor,
        metadata=dict(source.metadata),
    )


def _payment(order: Order, now: datetime) -> Payment:
    is_cash = order.payment_method == PaymentMethod.CASH
    return Payment(
        order=order,
        method=order.payment_method,
        state=PaymentState.PLEDGED if is_cash else PaymentState.PENDING,
        amount_minor=order.total_minor,
        currency=order.currency,
        transfer_reference=reference_of(order.payment_method, order.number),
        created_at=now,
    )


def _split(payment: Payment, sub_order: SubOrder, share: Share) -> PaymentSplit:
    return PaymentSplit(
        payment=payment,
        sub_order=sub_order,
        items_minor=share.gross.minor,
        delivery_minor=share.delivery.minor,
        currency=payment.currency,
    )
