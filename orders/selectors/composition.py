"""The order that a basket would become: every row of it, composed and not saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count

from catalog.selectors.offers import Offer
from logistics.states import SharedBy
from marketplace.cooperatives.commissions import CommissionRate
from marketplace.cooperatives.selectors import Term
from marketplace.kernel.money import Money
from orders.basket import Basket, BasketLine
from orders.cod_states import Confirmation
from orders.models.box import OrderBox, OrderBoxItem
from orders.models.checkout import Checkout
from orders.models.discount import OrderDiscount
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentSplit
from orders.pricing import PricedLine, Share, Terms, gift_parts, line_with, shares_of
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
    discounts: tuple[OrderDiscount, ...]
    # Gift boxes with what lies in each
    boxes: tuple[tuple[OrderBox, tuple[OrderBoxItem, ...]], ...] = ()


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
    rates: Mapping[int, CommissionRate] | None = None,
) -> Composed:
    """
    Return the order of a basket, with as much of it as is known; lines whose product is gone are left out.

    :param terms: what the marketplace takes of each seller; without it nothing is taken
    :param rates: what it takes of single products, by product id
    """
    sources = {line.variant_id: (line, line.offer) for line in basket.lines if line.offer}
    priced = [
        line_with(_priced(line, offer, rates or {}), basket.discounts) for line, offer in sources.values()
    ]
    order = _order(basket, priced, number=number, origin=origin, now=now)
    known = terms or {line.organisation_id: _NO_TERMS for line in priced}
    by = basket.option.shared_by if basket.option else SharedBy.WEIGHT
    shares = shares_of(priced, known, basket.delivery + basket.cash_fee, by) if priced else []
    gifts = gift_parts(shares, basket.gift)
    sub_orders = [
        _sub_order(order, share, known[share.organisation_id], position)
        for position, share in zip(count(1), shares, strict=False)
    ]
    payment = _payment(order, now)
    if payment.method == PaymentMethod.CASH:
        _ask_before(order, payment, basket)
    lines, splits = [], []
    for share, sub_order, gift in zip(shares, sub_orders, gifts, strict=True):
        for each, commission in zip(share.lines, share.commissions, strict=True):
            rate = each.rate or known[share.organisation_id].commission
            lines.append(_line(sub_order, each, *sources[each.variant_id], rate, commission))
        splits.append(_split(payment, sub_order, share, gift))
    return Composed(
        order,
        tuple(sub_orders),
        tuple(lines),
        tuple(sources[line.variant_id][0] for line in lines),
        payment,
        tuple(splits),
        tuple(_discounts(order, lines, basket)),
        tuple(_boxes(order, lines, basket)),
    )


def _boxes(
    order: Order, lines: Sequence[OrderLine], basket: Basket
) -> Iterator[tuple[OrderBox, tuple[OrderBoxItem, ...]]]:
    by_variant = {line.variant_id: line for line in lines}
    for each in basket.boxes:
        row = OrderBox(
            order=order,
            kit_id=each.kit_id,
            names=dict(each.names),
            quantity=each.quantity,
            full_minor=each.full.minor,
            off_minor=each.off.minor,
            currency=order.currency,
        )
        yield (
            row,
            tuple(
                OrderBoxItem(box=row, line=by_variant[line.variant_id], quantity=pieces)
                for line, pieces in each.items
            ),
        )


def _priced(line: BasketLine, offer: Offer, rates: Mapping[int, CommissionRate]) -> PricedLine:
    return PricedLine(
        offer.organisation_id,
        line.variant_id,
        line.quantity,
        line.sold_unit_price,
        offer.weight_g,
        offer.volume_cm3,
        rate=rates.get(offer.product_id),
    )


def _discounts(order: Order, lines: Sequence[OrderLine], basket: Basket) -> list[OrderDiscount]:
    by_variant = {line.variant_id: line for line in lines}
    return [
        OrderDiscount(
            order=order,
            line=None if each.variant_id is None else by_variant[each.variant_id],
            kind=each.kind,
            rule=each.rule.key,
            name=each.rule.name,
            names=dict(each.rule.names),
            code=each.rule.code,
            reason=each.rule.reason,
            funder=each.rule.funder,
            organisation_id=each.rule.organisation_id,
            budget_id=each.rule.budget_id,
            value_type=each.rule.value_type,
            value=each.rule.value,
            amount_minor=each.amount.minor,
            currency=order.currency,
        )
        for each in (*basket.discounts, *basket.delivery_discounts)
        if each.amount and (each.variant_id is None or each.variant_id in by_variant)
    ]


def _sums(basket: Basket, priced: Sequence[PricedLine]) -> dict[str, int]:
    """Return what the customer pays, and what the marketplace and partners pay beside them, in minor units."""
    items = sum(line.total.minor for line in priced)
    funded = sum(line.funded_minor for line in priced)
    by_partners = [each for each in (*basket.discounts, *basket.delivery_discounts) if each.rule.budget_id]
    partner = sum(each.amount.minor for each in by_partners)
    return {
        "items_minor": items,
        "funded_minor": funded,
        "delivery_minor": basket.delivery.minor,
        "delivery_full_minor": basket.delivery_full.minor,
        "cash_fee_minor": basket.cash_fee.minor,
        "total_minor": items - funded + basket.delivery.minor + basket.cash_fee.minor,
        "gift_minor": basket.gift.minor,
        "platform_minor": funded + basket.delivery_full.minor - basket.delivery.minor - partner,
        "partner_minor": partner,
    }


def _order(
    basket: Basket, priced: Sequence[PricedLine], *, number: int, origin: OrderOrigin, now: datetime
) -> Order:
    checkout: Checkout = basket.checkout
    option = basket.option
    order = Order(
        number=number,
        checkout_id=checkout.pk,
        channel=checkout.channel,
        user_id=checkout.user_id,
        phone=checkout.phone if checkout.is_gift else checkout.address.get("phone", ""),
        email=checkout.email,
        language=checkout.language,
        address=checkout.address,
        billing_address=checkout.billing_address,
        region=basket.region,
        delivery_names=dict(option.names) if option else {},
        payment_method=checkout.payment_method,
        note=checkout.note,
        is_gift=checkout.is_gift,
        hides_prices=checkout.hides_prices,
        gift_sender=checkout.gift_sender,
        gift_message=checkout.gift_message,
        metadata=checkout.metadata,
        private_metadata=checkout.private_metadata,
        origin=origin,
        **_sums(basket, priced),
        voucher_code=checkout.voucher_code,
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
    sub_order: SubOrder,
    priced: PricedLine,
    source: BasketLine,
    offer: Offer,
    rate: CommissionRate,
    commission: Money,
) -> OrderLine:
    return OrderLine(
        key=source.id,
        order=sub_order.order,
        sub_order=sub_order,
        variant_id=source.variant_id,
        product_names=dict(offer.product_names),
        variant_names=dict(offer.names),
        sku=offer.sku,
        quantity=source.quantity,
        undiscounted_unit_price_minor=source.full_unit_price.minor,
        unit_price_minor=priced.unit_price.minor,
        given_minor=priced.given_minor,
        total_minor=priced.total.minor,
        funded_minor=priced.funded_minor,
        is_gift=source.is_gift,
        is_price_agreed=source.is_overridden,
        agreed_reason=source.override_reason,
        currency=sub_order.currency,
        weight_g=offer.weight_g,
        volume_cm3=offer.volume_cm3,
        weighed_g=offer.weighed_g,
        tax_code=offer.tax_code,
        tax_rate=offer.tax_rate,
        tax_mention=dict(offer.tax_mention),
        commission_rate=rate.rate,
        commission_minor=commission.minor,
        commission_rule=rate.as_json(),
        metadata=dict(source.metadata),
    )


def _payment(order: Order, now: datetime) -> Payment:
    if not order.due:
        order.payment_method = PaymentMethod.GIFT
    is_cash = order.payment_method == PaymentMethod.CASH
    is_gift = order.payment_method == PaymentMethod.GIFT
    return Payment(
        order=order,
        method=order.payment_method,
        state=PaymentState.PAID if is_gift else PaymentState.PLEDGED if is_cash else PaymentState.PENDING,
        paid_at=now if is_gift else None,
        amount_minor=order.due.minor,
        currency=order.currency,
        transfer_reference=reference_of(order.payment_method, order.number),
        created_at=now,
    )


def _ask_before(order: Order, payment: Payment, basket: Basket) -> None:
    """Say what an order paid at the door waits for; whoever completes a draft has its customer's word."""
    terms = basket.cash_terms
    payment.deposit_minor = terms.deposit.minor
    is_draft = order.origin == OrderOrigin.DRAFT
    order.needs_confirmation = terms.confirmation != Confirmation.NONE and not is_draft


def _split(payment: Payment, sub_order: SubOrder, share: Share, gift: Money) -> PaymentSplit:
    return PaymentSplit(
        payment=payment,
        sub_order=sub_order,
        items_minor=share.paid.minor,
        delivery_minor=share.delivery.minor,
        gift_minor=gift.minor,
        currency=payment.currency,
    )
