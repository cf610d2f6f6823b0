"""Turn a basket into an order: one transaction, once per basket."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.selectors.delivery import DeliveryOption
from logistics.services.stock_confirm import stock_confirm
from logistics.services.stock_reserve import stock_reserve
from marketplace.cooperatives.selectors import commission_term_for
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput
from marketplace.kernel.money import Money
from marketplace.outbox import bus
from orders.address import DeliveryAddress, address_read
from orders.events import OrderPlaced, OrderReleased
from orders.models.checkout import Checkout
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import Payment, PaymentOperation, PaymentSplit
from orders.pricing import PricedLine, Share, Terms, shares_of
from orders.selectors.baskets import Basket, Problem, basket_of
from orders.services.checkout_edit import checkout_locked, line_key
from orders.states import OperationKind, PaymentMethod, PaymentState, SubOrderState

# How long an order waits for its money before it is cancelled and its goods are free again
CARD_WAIT = timedelta(hours=1)
TRANSFER_WAIT = timedelta(days=5)
PAGE_GRACE = timedelta(minutes=1)


class BasketChanged(DomainError):
    """Something in the basket is no longer as the customer saw it; `problems` says what."""

    code = "CHECKOUT_CHANGED"

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, field="lines")
        self.problems = tuple(problems)


def _demand_ready(basket: Basket) -> tuple[DeliveryAddress, DeliveryOption]:
    """Demand all that an order needs, and that it is as the customer has seen it."""
    checkout = basket.checkout
    if not basket.lines:
        raise InvalidInput(_("Your basket is empty."), field="lines")
    if basket.problems:
        raise BasketChanged(
            _("Something in your basket has changed. Please look at it again."), basket.problems
        )
    address = address_read(checkout.address)
    if basket.option is None:
        raise InvalidInput(_("Please choose a way of delivery."), field="delivery_method")
    if checkout.payment_method not in PaymentMethod.values:
        raise InvalidInput(_("Please choose a way to pay."), field="payment_method")
    if checkout.payment_method == PaymentMethod.CASH and not basket.may_pay_cash:
        raise InvalidInput(
            _("This order cannot be paid at the door; please choose another way."), field="payment_method"
        )
    return address, basket.option


def reserve_lines(basket: Basket, *, until: datetime, now: datetime) -> None:
    """
    Hold the goods of a basket until a time.

    :raises OutOfStock: naming the line of which less is left
    """
    wanted = {line_key(line.id): (line.variant_id, line.quantity) for line in basket.lines}
    stock_reserve(key_quantities=wanted, expires_at=until, now=now)


@transaction.atomic
def checkout_reserve(*, actor: Actor, checkout_id: uuid.UUID, now: datetime) -> Checkout:
    """
    Hold a basket's goods while its owner is at the checkout, for as long as the channel allows.

    :raises NotFound: if there is no such basket
    :raises Conflict: if it has become an order
    :raises OutOfStock: naming the line of which less is left
    """
    checkout = checkout_locked(actor=actor, checkout_id=checkout_id)
    if checkout.completed_at is not None:
        raise Conflict(_("This basket has already become an order."), field="checkout")
    basket = basket_of(checkout, now=now)
    until = now + timedelta(minutes=checkout.channel.reservation_minutes)
    reserve_lines(basket, until=until, now=now)
    checkout.reserved_until = until
    checkout.save(update_fields=["reserved_until"])
    return checkout


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orders_order_number')")
        return int(cursor.fetchone()[0])


def _create_order(basket: Basket, address: DeliveryAddress, option: DeliveryOption, now: datetime) -> Order:
    checkout = basket.checkout
    return Order.objects.create(
        number=_next_number(),
        checkout_id=checkout.pk,
        channel=checkout.channel,
        user_id=checkout.user_id,
        phone=address.phone,
        email=checkout.email,
        language=checkout.language,
        address=address.as_json(),
        billing_address=checkout.billing_address,
        region=address.region,
        delivery_method_id=option.method_id,
        delivery_names=dict(option.names),
        payment_method=checkout.payment_method,
        note=checkout.note,
        metadata=checkout.metadata,
        items_minor=basket.items.minor,
        delivery_minor=basket.delivery.minor,
        cash_fee_minor=basket.cash_fee.minor,
        total_minor=basket.total.minor,
        currency=basket.currency,
        placed_at=now,
    )


def _shares(basket: Basket, now: datetime) -> tuple[list[Share], dict[int, Terms]]:
    lines = [
        PricedLine(
            line.offer.organisation_id, line.variant_id, line.quantity, line.unit_price, line.offer.weight_g
        )
        for line in basket.lines
        if line.offer
    ]
    terms = {
        owner: Terms(term.rate, term.hub_fee, term.term_id, term.from_date.isoformat())
        for owner, term in commission_term_for(
            sorted({line.organisation_id for line in lines}), on=timezone.localdate(now)
        ).items()
    }
    return shares_of(lines, terms, basket.delivery + basket.cash_fee), terms


def _create_sub_orders(
    order: Order, shares: Sequence[Share], terms: dict[int, Terms], now: datetime
) -> list[SubOrder]:
    return SubOrder.objects.bulk_create(
        SubOrder(
            order=order,
            organisation_id=share.organisation_id,
            number=f"{order.number}-{position}",
            gross_minor=share.gross.minor,
            commission_minor=share.commission.minor,
            hub_fee_minor=share.hub_fee.minor,
            currency=order.currency,
            terms={
                "term_id": terms[share.organisation_id].term_id,
                "from_date": terms[share.organisation_id].from_date,
                "rate": str(terms[share.organisation_id].rate),
                "hub_fee_minor": terms[share.organisation_id].hub_fee.minor,
            },
            placed_at=now,
        )
        for position, share in zip(count(1), shares, strict=False)
    )


def _create_lines(
    order: Order,
    basket: Basket,
    shares: Sequence[Share],
    sub_orders: Sequence[SubOrder],
    terms: dict[int, Terms],
) -> dict[str, str]:
    """Write the lines with their snapshots; return which basket key becomes which order key."""
    offers = {line.variant_id: line.offer for line in basket.lines if line.offer}
    keys = {line.variant_id: line_key(line.id) for line in basket.lines}
    rows: list[OrderLine] = []
    for share, sub_order in zip(shares, sub_orders, strict=True):
        for priced, commission in zip(share.lines, share.commissions, strict=True):
            offer = offers[priced.variant_id]
            rows.append(
                OrderLine(
                    order=order,
                    sub_order=sub_order,
                    variant_id=priced.variant_id,
                    product_names=dict(offer.product_names),
                    variant_names=dict(offer.names),
                    sku=offer.sku,
                    quantity=priced.quantity,
                    unit_price_minor=priced.unit_price.minor,
                    total_minor=priced.total.minor,
                    currency=order.currency,
                    weight_g=offer.weight_g,
                    tax_code=offer.tax_code,
                    tax_rate=offer.tax_rate,
                    tax_mention=dict(offer.tax_mention),
                    commission_rate=terms[share.organisation_id].rate,
                    commission_minor=commission.minor,
                )
            )
    return {keys[row.variant_id]: row.reference for row in OrderLine.objects.bulk_create(rows)}


def _create_payment(
    order: Order, shares: Sequence[Share], sub_orders: Sequence[SubOrder], now: datetime
) -> Payment:
    waits = {PaymentMethod.CARD.value: CARD_WAIT, PaymentMethod.TRANSFER.value: TRANSFER_WAIT}
    wait = waits.get(order.payment_method)
    payment = Payment.objects.create(
        order=order,
        method=order.payment_method,
        state=PaymentState.PENDING if wait else PaymentState.PLEDGED,
        amount_minor=order.total_minor,
        currency=order.currency,
        transfer_reference=f"CM{order.number}" if order.payment_method == PaymentMethod.TRANSFER else "",
        expires_at=now + wait if wait else None,
        created_at=now,
    )
    PaymentSplit.objects.bulk_create(
        PaymentSplit(
            payment=payment,
            sub_order=sub_order,
            items_minor=share.gross.minor,
            delivery_minor=share.delivery.minor,
            currency=order.currency,
        )
        for share, sub_order in zip(shares, sub_orders, strict=True)
    )
    if order.payment_method == PaymentMethod.CARD:
        PaymentOperation.objects.create(
            payment=payment,
            kind=OperationKind.SESSION,
            key=f"session:{payment.pk}",
            amount_minor=order.total_minor,
            currency=order.currency,
            # The browser that placed the order opens the page itself; this is for when it could not.
            due_at=now + PAGE_GRACE,
            created_at=now,
        )
    return payment


@transaction.atomic
def checkout_place(
    *, actor: Actor, checkout_id: uuid.UUID, expected_total: Money | None, now: datetime
) -> Order:
    """
    Place the order of a basket: the group, a sub-order per cooperative, firm stock, payment and its split.

    Placing the same basket again returns the same order, however often and however many at once.

    :param expected_total: the sum that the customer saw (None: the caller showed none)
    :raises NotFound: if there is no such basket, or it is another person's
    :raises InvalidInput: if something is still missing, or cash is not possible for this sum
    :raises BasketChanged: if a product was withdrawn, or its price or the total is not what was seen
    :raises OutOfStock: naming the line of which less is left
    """
    checkout = checkout_locked(actor=actor, checkout_id=checkout_id)
    if checkout.completed_at is not None:
        return Order.objects.get(checkout_id=checkout.pk)

    basket = basket_of(checkout, now=now)
    address, option = _demand_ready(basket)
    if expected_total is not None and expected_total != basket.total:
        raise BasketChanged(_("The total has changed. Please look at it again."))
    reserve_lines(basket, until=now + timedelta(minutes=checkout.channel.reservation_minutes), now=now)

    shares, terms = _shares(basket, now)
    order = _create_order(basket, address, option, now)
    sub_orders = _create_sub_orders(order, shares, terms, now)
    stock_confirm(keys=_create_lines(order, basket, shares, sub_orders, terms), now=now)
    _create_payment(order, shares, sub_orders, now)
    checkout.completed_at = now
    checkout.save(update_fields=["completed_at"])

    bus.publish(OrderPlaced(order_id=str(order.pk), happened_at=now))
    if order.payment_method == PaymentMethod.CASH:
        order.sub_orders.update(state=SubOrderState.RELEASED)
        bus.publish(OrderReleased(order_id=str(order.pk), happened_at=now))
    return order
