"""How an order that is paid at the door stands: its deposit, its confirmation, and where its cash is."""

from collections.abc import Mapping

from orders.cod_rules import CashReason
from orders.cod_states import CashStage
from orders.models.cash import CashCollection
from orders.models.cod import CodAgreement, ConfirmationCall
from orders.models.order import Order
from orders.models.payment import Payment
from orders.states import CashState, PaymentState

_IN_HANDS: Mapping[str, CashStage] = {
    CashState.COLLECTED: CashStage.COLLECTED,
    CashState.RECEIVED: CashStage.RECEIVED,
    CashState.DEPOSITED: CashStage.BANKED,
    CashState.CONFIRMED: CashStage.IN_BANK,
}


def agreement_of(order: Order) -> CodAgreement | None:
    """Return what the rules asked of an order (fetched with it: no statement); None: nothing."""
    found: CodAgreement | None = getattr(order, "cod", None)
    return found


def confirmation_of(order: Order) -> ConfirmationCall | None:
    """Return how an order is confirmed (fetched with it: no statement); None: nobody asks for it."""
    found: ConfirmationCall | None = getattr(order, "confirmation", None)
    return found


def reasons_of(agreement: CodAgreement) -> list[CashReason]:
    """Return by which rules an order was asked for what, as it was told to its customer."""
    return [CashReason.from_json(kept) for kept in agreement.reasons]


def cash_stage(order: Order, payment: Payment, collection: CashCollection | None) -> CashStage:
    """Say where the cash of an order is between its customer's promise and the bank's statement; no statement."""
    if collection is not None:
        return _IN_HANDS[collection.state]
    if payment.state == PaymentState.CANCELLED:
        return CashStage.GIVEN_UP
    return CashStage.CONFIRMED if order.confirmed_at is not None else CashStage.PLEDGED
