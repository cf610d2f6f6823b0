"""Who may do what with baskets, orders and cash, and what may be done: pure questions, answered without a database."""

from collections.abc import Collection

from marketplace.cooperatives.states import Role
from marketplace.kernel.actor import Actor, Permission
from orders.models.order import Order
from orders.models.payment import Payment
from orders.states import PaymentState

# The money is there, or somebody has promised it who is believed
_SURE = frozenset({PaymentState.PLEDGED, PaymentState.AUTHORISED, PaymentState.PAID})


def may_use_checkout(actor: Actor, owner_id: int | None) -> bool:
    """A basket of nobody belongs to whoever knows its id; a person's to that person and who looks after baskets."""
    is_own = owner_id is None or actor.user_id == owner_id
    return is_own or actor.may(Permission.MANAGE_ORDERS) or may_handle_checkouts(actor)


def may_handle_checkouts(actor: Actor) -> bool:
    """Apps and staff that look after baskets and their money."""
    return actor.may(Permission.HANDLE_CHECKOUTS) or actor.may(Permission.MANAGE_CHECKOUTS)


def may_override_prices(actor: Actor) -> bool:
    """Only who handles checkouts for customers agrees with them on another price than the shelf's."""
    return actor.may(Permission.HANDLE_CHECKOUTS)


def may_see_order(actor: Actor, owner_id: int | None) -> bool:
    """The customer and the staff see an order; others need its secret link."""
    return actor.may(Permission.MANAGE_ORDERS) or (owner_id is not None and actor.user_id == owner_id)


def may_cancel_order(actor: Actor, owner_id: int | None, *, holds_secret: bool) -> bool:
    """Whoever may see it may cancel it; how late it is to do so is a question of its state."""
    return holds_secret or bool(actor.machine) or may_see_order(actor, owner_id)


def may_see_sub_order(actor: Actor, organisation_id: int) -> bool:
    """A cooperative sees its own part of an order, and the staff see all."""
    return actor.belongs_to(organisation_id) or actor.may(Permission.MANAGE_ORDERS)


def may_acknowledge(actor: Actor, organisation_id: int) -> bool:
    """Those who sell or produce for the cooperative may say that its part is being prepared."""
    roles = (Role.PRESIDENT.value, Role.SALES.value, Role.PRODUCTION.value)
    return actor.has_role(organisation_id, *roles) or actor.may(Permission.MANAGE_ORDERS)


def may_weigh_at_hub(actor: Actor, hub_id: int) -> bool:
    """Who packs goods at a hub puts them on its scales."""
    return actor.has_role(hub_id, Role.HUB.value) or actor.may(Permission.MANAGE_HUB)


def may_hold_cash(actor: Actor, desk_id: int) -> bool:
    """The cashier of a desk, and staff in charge of cash, count and deposit."""
    return actor.has_role(desk_id, Role.CASHIER.value) or actor.may(Permission.MANAGE_CASH)


def may_confirm_payment(actor: Actor) -> bool:
    """Only staff in charge of cash read the bank statement into the books."""
    return actor.may(Permission.MANAGE_CASH)


def may_settle_case(actor: Actor, counter_ids: Collection[int]) -> bool:
    """Whoever counted or deposited the cash does not say what became of the difference."""
    return actor.user_id is not None and actor.user_id not in counter_ids


def may_see_breaks(actor: Actor) -> bool:
    """Staff in charge of cash resolve what does not agree; who audits the books reads it."""
    return may_confirm_payment(actor) or actor.may(Permission.AUDIT_BOOKS)


def may_pay_refunds(actor: Actor) -> bool:
    """Whoever decided a refund does not pay it: that is for the staff in charge of cash."""
    return actor.may(Permission.MANAGE_CASH)


def may_choose_refund(actor: Actor, owner_id: int | None, *, holds_secret: bool) -> bool:
    """The customer says how to be paid back, and the staff for one who called."""
    return holds_secret or may_see_order(actor, owner_id)


def may_return(actor: Actor, owner_id: int | None, *, holds_secret: bool) -> bool:
    """The customer sends back what is theirs, and the staff for one who called."""
    return holds_secret or may_see_order(actor, owner_id)


def may_answer_disputes(actor: Actor) -> bool:
    """Only staff in charge of orders answer a cardholder's bank."""
    return actor.may(Permission.MANAGE_ORDERS)


def may_refund(actor: Actor) -> bool:
    """Only staff in charge of orders give money back."""
    return actor.may(Permission.MANAGE_ORDERS)


def may_fill_drafts(actor: Actor) -> bool:
    """Only staff in charge of orders order for somebody else."""
    return actor.may(Permission.MANAGE_ORDERS)


def may_call_customers(actor: Actor) -> bool:
    """Staff in charge of orders, persons all: each call has a caller."""
    return actor.user_id is not None and actor.may(Permission.MANAGE_ORDERS)


def may_set_cod_rules(actor: Actor) -> bool:
    """Whoever keeps the settings says who may pay at the door, up to what, and for which fee."""
    return actor.may(Permission.MANAGE_SETTINGS)


def may_prepare(order: Order, payment: Payment) -> bool:
    """
    An order is prepared once it is confirmed, where the channel or a rule asks for that, and its money is sure.

    Of one that is paid at the door the deposit is there, if a rule asks for one.
    """
    channel = order.channel
    if order.confirmed_at is None and (order.needs_confirmation or not channel.confirms_orders):
        return False
    if payment.captured_minor < payment.deposit_minor:
        return False
    trusted = channel.allows_unpaid_orders and order.confirmed_at is not None
    return payment.state in _SURE or (trusted and payment.state != PaymentState.CANCELLED)


def may_handle_payments(actor: Actor) -> bool:
    """Payment apps, and the staff who handle payments."""
    return actor.may(Permission.HANDLE_PAYMENTS)


def may_handle_transaction(actor: Actor, app_id: int | None) -> bool:
    """A payment app reports of its own transactions; the staff who handle payments of all."""
    return may_handle_payments(actor) and (actor.app_id is None or actor.app_id == app_id)


def may_ask_payment_apps(actor: Actor) -> bool:
    """Whoever looks after orders or handles payments has money taken, given up or given back."""
    return may_handle_payments(actor) or actor.may(Permission.MANAGE_ORDERS)


def may_answer_shortage(actor: Actor, owner_id: int | None, *, holds_secret: bool) -> bool:
    """The customer chooses instead of what is missing, the staff for one who called, and the clock for silence."""
    return holds_secret or bool(actor.machine) or may_see_order(actor, owner_id)
