"""Keep with an order what the rules about paying at the door asked of it, and queue its call of confirmation."""

from dataclasses import asdict
from datetime import datetime, timedelta

from orders.basket import Basket
from orders.calling import in_calling_hours
from orders.cod_rules import CashTerms
from orders.cod_states import DepositState
from orders.models.cod import CodAgreement, ConfirmationCall
from orders.models.order import Order
from orders.models.payment import Payment
from orders.states import PaymentMethod
from orders.ways import agency_code

# A customer who has just ordered looks at the page first, and may confirm by the link
FIRST_CALL_AFTER = timedelta(minutes=10)


def deposit_reference(number: int) -> str:
    """Return what a customer writes on the transfer of a deposit."""
    return f"AC{number}"


def cod_agreed(*, order: Order, payment: Payment, basket: Basket, now: datetime) -> None:
    """
    Write down what was asked of an order that its placing saves just now, in the same transaction.

    Nothing is written for other ways to pay, or where no rule decided anything.
    """
    if payment.method != PaymentMethod.CASH:
        return
    terms = basket.cash_terms
    if not terms.reasons:
        return
    _agreement(order, payment, basket, terms, now).save(force_insert=True)
    if order.needs_confirmation and order.confirmed_at is None:
        ConfirmationCall.objects.create(
            order=order,
            mode=terms.confirmation,
            due_at=in_calling_hours(now + FIRST_CALL_AFTER),
            deadline_at=now + timedelta(hours=terms.confirmation_hours),
            attempts_most=terms.attempts,
            created_at=now,
        )


def _agreement(
    order: Order, payment: Payment, basket: Basket, terms: CashTerms, now: datetime
) -> CodAgreement:
    agreement = CodAgreement(
        order=order,
        reasons=[reason.as_json() for reason in terms.reasons],
        history=asdict(basket.cod_book.history),
        deposit_state=DepositState.NONE,
        kept_rate=terms.kept_rate,
        currency=order.currency,
        created_at=now,
    )
    if payment.deposit_minor:
        agreement.deposit_state = DepositState.DUE
        agreement.deposit_minor = payment.deposit_minor
        agreement.transfer_reference = deposit_reference(order.number)
        agreement.agency_code = agency_code(order.number)
        agreement.expires_at = now + timedelta(hours=terms.deposit_hours)
    return agreement
