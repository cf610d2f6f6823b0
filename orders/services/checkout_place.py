"""Turn a basket into an order: one transaction, once per basket."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.selectors.commissions import commission_terms
from logistics.services.capacity_book import capacity_book
from logistics.services.preorder_book import preorder_book, preorder_stocks_lock
from logistics.services.stock_confirm import stock_confirm
from logistics.services.stock_reserve import stock_reserve
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError, InvalidInput
from marketplace.kernel.money import Money
from marketplace.outbox import bus
from marketplace.promotions.selectors.rules import VoucherNotApplicable
from orders.address import DeliveryAddress, address_read
from orders.basket import Basket, Problem
from orders.events import OrderPlaced, OrderReleased
from orders.models.box import OrderBox, OrderBoxItem
from orders.models.checkout import Checkout
from orders.models.discount import OrderDiscount
from orders.models.draft import Draft
from orders.models.order import Order, OrderLine, SubOrder
from orders.models.payment import PaymentOperation, PaymentSplit
from orders.policies import may_prepare
from orders.selectors.baskets import basket_of
from orders.selectors.composition import Composed, order_composed, terms_of
from orders.services.checkout_edit import checkout_locked, line_key
from orders.services.cod_agree import cod_agreed
from orders.services.order_promises import promises_keep
from orders.services.payment_rehearse import demand_rehearsal, payment_answer, payment_rehearsed_book
from orders.services.transaction_settle import app_payment_answer, app_payment_book, covered_by_apps
from orders.states import CHOSEN_METHODS, OperationKind, OrderOrigin, PaymentMethod, SubOrderState
from orders.ways import WAYS, is_offered

PAGE_GRACE = timedelta(minutes=1)


class BasketChanged(DomainError):
    """Something in the basket is no longer as the customer saw it; `problems` says what."""

    code = "CHECKOUT_CHANGED"

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, field="lines")
        self.problems = tuple(problems)


def _demand_ready(basket: Basket) -> DeliveryAddress:
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
    if basket.voucher is not None and basket.voucher.refusal:
        raise VoucherNotApplicable(basket.voucher.refusal, field="promo_code")
    if not basket.due:
        return address
    by_app = checkout.payment_method == PaymentMethod.APP  # chosen by having begun to pay
    if not by_app and (
        checkout.payment_method not in CHOSEN_METHODS or not is_offered(checkout.payment_method)
    ):
        raise InvalidInput(_("Please choose a way to pay."), field="payment_method")
    if checkout.payment_method == PaymentMethod.CASH and basket.is_cash_unfit_for_gift:
        raise InvalidInput(_gift_unpaid(checkout), field="payment_method")
    if checkout.payment_method == PaymentMethod.CASH and not basket.may_pay_cash:
        raise InvalidInput(
            _("This order cannot be paid at the door; please choose another way."), field="payment_method"
        )
    return address


def _gift_unpaid(checkout: Checkout) -> str:
    if checkout.hides_prices:
        return _("A gift whose prices are hidden cannot be paid at the door; please pay it in another way.")
    return _("A gift is paid at the door only if we can call you: please give your own phone.")


def reserve_lines(basket: Basket, *, until: datetime, now: datetime) -> None:
    """
    Hold the goods of a basket until a time; what is pre-ordered is promised by placing the order only.

    :raises OutOfStock: naming the line of which less is left
    """
    wanted = {
        line_key(line.id): (line.variant_id, line.quantity) for line in basket.lines if not line.is_preorder
    }
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


def _ready(composed: Composed, seen: date | None, now: datetime) -> None:
    """
    Promise the goods within what their cooperatives can make or will harvest; write down when each part is ready.

    :raises NoCapacity: if one cannot make that much
    :raises NotEnoughLeft: if less is left of a pre-order
    :raises BasketChanged: if it is later than the customer has seen
    """
    today, part_of = timezone.localdate(now), {line.reference: line.sub_order_id for line in composed.lines}
    made: dict[str, tuple[int, int]] = {}
    harvested: dict[str, tuple[int, int]] = {}
    for source, line in zip(composed.sources, composed.lines, strict=True):
        (harvested if source.is_preorder else made)[line.reference] = (line.variant_id, line.quantity)
    promised = capacity_book(wanted=made, on=today)
    if harvested:
        promised |= preorder_book(wanted=harvested, on=today, now=now)
    for source, line in zip(composed.sources, composed.lines, strict=True):
        expected = source.offer.expected_date if source.offer else None
        if expected is not None:
            promised[line.reference] = max(expected, promised.get(line.reference, today))
    days: dict[uuid.UUID, date] = {}
    for key, day in promised.items():
        if day > today:
            days[part_of[key]] = max(day, days.get(part_of[key], day))
    late = [part for part in composed.sub_orders if part.pk in days]
    for part in late:
        part.ready_date = days[part.pk]
    if late:
        SubOrder.objects.bulk_update(late, ["ready_date"])
    if seen is not None and late and max(days.values()) > seen:
        raise BasketChanged(
            _("Somebody was quicker: the goods are ready later now. Please look at the day again.")
        )


def next_order_number() -> int:
    """Return a number that no order has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orders_order_number')")
        return int(cursor.fetchone()[0])


def _composed(basket: Basket, address: DeliveryAddress, now: datetime) -> Composed:
    """The rows of the order, with the commission terms of today."""
    sellers = {line.offer.product_id: line.offer.organisation_id for line in basket.lines if line.offer}
    found = commission_terms(sellers, on=timezone.localdate(now))
    draft = Draft.objects.filter(pk=basket.checkout.pk).first()
    composed = order_composed(
        basket,
        number=draft.number if draft else next_order_number(),
        origin=OrderOrigin.DRAFT if draft else OrderOrigin.CHECKOUT,
        now=now,
        terms=terms_of(found.terms),
        rates=found.rates,
    )
    order = composed.order
    order.address, order.region = address.as_json(), address.region
    if not order.is_gift:
        order.phone = address.phone
    if draft is not None:
        order.external_reference = draft.external_reference
        # Whoever completes a draft confirms it by that.
        order.confirmed_at = now
    return composed


def _save(composed: Composed, now: datetime) -> dict[str, str]:
    """Write the rows; return which basket key becomes which order key."""
    order, payment = composed.order, composed.payment
    order.save(force_insert=True)
    SubOrder.objects.bulk_create(composed.sub_orders)
    lines = OrderLine.objects.bulk_create(composed.lines)
    OrderDiscount.objects.bulk_create(composed.discounts)
    OrderBox.objects.bulk_create(box for box, _items in composed.boxes)
    OrderBoxItem.objects.bulk_create(item for _box, items in composed.boxes for item in items)
    payment.expires_at = _patience(order, now)
    payment.save(force_insert=True)
    PaymentSplit.objects.bulk_create(composed.splits)
    if order.payment_method == PaymentMethod.CARD:
        PaymentOperation.objects.create(
            payment=payment,
            kind=OperationKind.SESSION,
            key=f"session:{payment.pk}",
            amount_minor=payment.amount_minor,
            currency=order.currency,
            # The browser that placed the order opens the page itself; this is for when it could not.
            due_at=now + PAGE_GRACE,
            created_at=now,
        )
    return {
        line_key(source.id): line.reference
        for source, line in zip(composed.sources, lines, strict=True)
        if not source.is_preorder
    }


def _patience(order: Order, now: datetime) -> datetime | None:
    """Until when the order waits for its money; None: it does not wait."""
    way = WAYS.get(order.payment_method)
    if way is None or way.patience is None:
        return None
    minutes = order.channel.unpaid_order_minutes
    return now + (timedelta(minutes=minutes) if minutes else way.patience)


@transaction.atomic
def checkout_place(
    *,
    actor: Actor,
    checkout_id: uuid.UUID,
    expected_total: Money | None,
    now: datetime,
    seen_ready: date | None = None,
) -> Order:
    """
    Place the order of a basket: the group, a sub-order per cooperative, firm stock, payment and its split.

    Placing the same basket again returns the same order, however often and however many at once.

    :param expected_total: the sum that the customer saw (None: the caller showed none)
    :param seen_ready: the day from which on the goods are ready, as the customer saw it (None: the caller showed none)
    :raises NotFound: if there is no such basket, or it is another person's
    :raises InvalidInput: if something is still missing, or cash is not possible for this sum
    :raises BasketChanged: if a product was withdrawn, or its price or the total is not what was seen
    :raises OutOfStock: naming the line of which less is left, or can be made
    :raises VoucherNotApplicable: if the voucher does not hold (any more)
    :raises BudgetUsedUp: if a partner's budget holds less than it was to pay
    :raises NotEnoughOnCard: if a gift card holds less than it was to pay
    """
    checkout = checkout_locked(actor=actor, checkout_id=checkout_id)
    if checkout.completed_at is not None:
        return Order.objects.get(checkout_id=checkout.pk)
    basket = basket_of(checkout, now=now)
    if expected_total is not None and expected_total != basket.total:
        _demand_ready(basket)
        raise BasketChanged(_("The total has changed. Please look at it again."))
    return basket_place(actor=actor, basket=basket, now=now, seen_ready=seen_ready)


def basket_place(*, actor: Actor, basket: Basket, now: datetime, seen_ready: date | None = None) -> Order:
    """
    Place the order of a basket that was priced under its row lock, in the transaction that holds it.

    :raises DomainError: for the reasons of `checkout_place`
    """
    checkout = basket.checkout
    address = _demand_ready(basket)
    if any(line.is_preorder for line in basket.lines):
        preorder_stocks_lock({line.variant_id for line in basket.lines})
    reserve_lines(basket, until=now + timedelta(minutes=checkout.channel.reservation_minutes), now=now)

    composed = _composed(basket, address, now)
    order = composed.order
    is_rehearsed = order.payment_method == PaymentMethod.TEST
    if is_rehearsed:
        demand_rehearsal()
        payment_answer(composed.payment, token=checkout.test_token, now=now)
    has_come = _answered_by_apps(composed, now)
    is_free = may_prepare(order, composed.payment)
    for sub_order in composed.sub_orders:
        sub_order.state = SubOrderState.RELEASED if is_free else SubOrderState.PLACED
    stock_confirm(keys=_save(composed, now), now=now)
    _ready(composed, seen_ready, now)
    cod_agreed(order=order, payment=composed.payment, basket=basket, now=now)
    promises_keep(actor=actor, composed=composed, basket=basket, now=now)
    checkout.completed_at = now
    checkout.save(update_fields=["completed_at"])

    bus.publish(OrderPlaced(order_id=str(order.pk), happened_at=now))
    if is_rehearsed:
        payment_rehearsed_book(
            actor=actor, order=order, payment=composed.payment, sub_orders=composed.sub_orders, now=now
        )
    if has_come:
        app_payment_book(
            actor=actor, order=order, payment=composed.payment, sub_orders=composed.sub_orders, now=now
        )
    if is_free:
        bus.publish(OrderReleased(order_id=str(order.pk), happened_at=now))
    return order


def _answered_by_apps(composed: Composed, now: datetime) -> bool:
    """
    Say where payment apps bring the payment, if one of them is to pay; tell whether its money is there.

    :raises InvalidInput: if they have not promised the whole sum
    """
    order, payment = composed.order, composed.payment
    if order.payment_method != PaymentMethod.APP:
        return False
    promised, taken = covered_by_apps(order.checkout_id)
    if promised < payment.amount_minor:
        raise InvalidInput(_("Please choose a way to pay."), field="payment_method")
    return app_payment_answer(payment, promised=promised, taken=taken, now=now)
