"""What others pay of an order: taken when it is placed, given back when it is given up before it is paid."""

from datetime import datetime

from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.outbox import bus
from marketplace.promotions.services.budget_spend import budget_spend, budgets_release
from marketplace.promotions.services.gift_card_return import gift_cards_release
from marketplace.promotions.services.gift_card_spend import gift_cards_spend
from marketplace.promotions.services.voucher_redeem import voucher_redeem, voucher_release
from marketplace.promotions.states import BudgetPurpose
from orders.basket import Basket
from orders.events import OrderPaid
from orders.models.order import Order
from orders.postings import order_subject, post_payment_received
from orders.selectors.composition import Composed
from orders.selectors.rulebook import customer_of
from orders.states import PaymentMethod


def promises_keep(*, actor: Actor, composed: Composed, basket: Basket, now: datetime) -> None:
    """
    Use the voucher, take what budgets and gift cards pay, and book an order that is paid by that alone.

    :raises VoucherNotApplicable: if somebody else has used it up meanwhile
    :raises BudgetUsedUp: if less is left of a partner's budget
    :raises NotEnoughOnCard: if less is left on a gift card
    """
    order, reference = composed.order, order_subject(composed.order)
    if basket.voucher is not None and basket.voucher.rule is not None:
        voucher_redeem(
            voucher=basket.voucher.rule,
            reference=reference,
            customer=customer_of(basket.checkout),
            now=now,
        )
    for (budget_id, purpose), amount in sorted(_budgets(composed).items()):
        budget_spend(
            actor=actor,
            budget_id=budget_id,
            reference=reference,
            purpose=purpose,
            amount=Money(amount, order.currency),
            facts={"order_number": order.number},
            now=now,
        )
    paying = {card.card_id: card.pays for card in basket.cards if card.pays}
    if paying:
        gift_cards_spend(actor=actor, reference=reference, amounts=paying, now=now)
    if order.payment_method == PaymentMethod.GIFT:
        post_payment_received(
            order=order,
            sub_orders=composed.sub_orders,
            into=chart.promised(order.currency),
            key=f"{reference}:gift-cards",
            reason="gift_cards_paid",
            actor=actor,
            happened_at=now,
            now=now,
        )
        bus.publish(OrderPaid(order_id=str(order.pk), happened_at=now))


def _budgets(composed: Composed) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for each in composed.discounts:
        if each.budget_id is not None:
            purpose = BudgetPurpose.DELIVERY if each.line is None else BudgetPurpose.DISCOUNT
            key = (each.budget_id, purpose.value)
            found[key] = found.get(key, 0) + each.amount_minor
    return found


def promises_release(*, actor: Actor, order: Order, now: datetime) -> None:
    """Give back what was promised for an order that is given up before it is paid; again, it changes nothing."""
    reference = order_subject(order)
    if order.voucher_code:
        voucher_release(reference=reference)
    if order.partner_minor:
        budgets_release(actor=actor, reference=reference, now=now)
    if order.gift_minor:
        gift_cards_release(actor=actor, reference=reference, now=now)
