"""What a customer reads of an order that is paid at the door: steps, deposit and confirmation, in plain words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from frontend.cards import Chip, Step
from marketplace.kernel.money import Money
from marketplace.kernel.phones import format_phone
from orders.cod_states import OPEN_CALLS, CallState, Confirmation, DepositState
from orders.cod_words import cod_sentences
from orders.models.cod import CodAgreement, ConfirmationCall
from orders.models.order import Order
from orders.models.payment import Payment
from orders.selectors.cod import agreement_of, confirmation_of, reasons_of
from orders.selectors.orders import OrderView
from orders.states import PaymentState
from orders.status import OrderStatus

_DEPOSIT_LOOKS: dict[str, tuple[str, str]] = {
    DepositState.DUE: ("warning", "clock"),
    DepositState.HELD: ("success", "check"),
    DepositState.APPLIED: ("success", "check"),
    DepositState.KEPT: ("danger", "lock"),
    DepositState.RETURNED: ("info", "undo"),
    DepositState.LAPSED: ("", "close"),
}


@dataclass(frozen=True, slots=True)
class DepositCard:
    """A deposit: how much, where it stands, and until when it is awaited."""

    amount: Money
    rest: Money
    kept: Money
    chip: Chip
    is_due: bool
    until: datetime | None
    transfer_reference: str
    agency_code: str


@dataclass(frozen=True, slots=True)
class ConfirmationCard:
    """A confirmation that is still awaited, or was given."""

    is_open: bool
    is_confirmed: bool
    by_link: bool
    until: datetime
    phone: str


@dataclass(frozen=True, slots=True)
class CodCard:
    """All that the page of an order tells of paying at the door."""

    steps: tuple[Step, ...]
    why: tuple[str, ...]
    deposit: DepositCard | None
    confirmation: ConfirmationCard | None


def cod_card(found: OrderView, language: str) -> CodCard | None:
    """Return what the rules asked of an order (fetched with it), or nothing where they asked nothing."""
    order = found.row
    agreement, call = agreement_of(order), confirmation_of(order)
    if agreement is None:
        return None
    return CodCard(
        tuple(_steps(found, agreement, call)),
        tuple(cod_sentences(reasons_of(agreement), currency=order.currency, language=language)),
        _deposit(agreement, found.payment) if agreement.deposit_minor else None,
        _confirmation(order, call) if call is not None else None,
    )


def waiting_chip(found: OrderView) -> Chip | None:
    """Say what an order that nobody prepares yet waits for, if that is not its payment."""
    if found.status != OrderStatus.AWAITING_PAYMENT or found.payment.state != PaymentState.PLEDGED:
        return None
    if found.payment.captured_minor < found.payment.deposit_minor:
        return Chip(_("Waiting for the deposit"), "warning", "clock")
    return Chip(_("Waiting for your confirmation"), "warning", "phone")


def _steps(found: OrderView, agreement: CodAgreement, call: ConfirmationCall | None) -> list[Step]:
    """Name what happens until the parcel is paid; the first that has not happened is the current one."""
    payment = found.payment
    ways = []
    if agreement.deposit_minor:
        ways.append((_("Your deposit"), agreement.paid_at is not None))
    if call is not None:
        ways.append((_("Your confirmation"), call.state == CallState.CONFIRMED))
    is_paid = payment.state == PaymentState.PAID
    started = {OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.PARTLY_DELIVERED}
    ways.append((_("Preparation"), found.status in started))
    ways.append((_("Paid at the door"), is_paid))
    steps, has_current = [], payment.state == PaymentState.CANCELLED
    for text, is_done in ways:
        state = "done" if is_done else "ahead" if has_current else "current"
        has_current = has_current or not is_done
        steps.append(Step(text, state, ""))
    return steps


def _deposit(agreement: CodAgreement, payment: Payment) -> DepositCard:
    state = DepositState(agreement.deposit_state)
    return DepositCard(
        amount=agreement.deposit,
        rest=payment.amount - agreement.deposit,
        kept=agreement.kept,
        chip=Chip(str(state.label), *_DEPOSIT_LOOKS[state]),
        is_due=state == DepositState.DUE,
        until=agreement.expires_at,
        transfer_reference=agreement.transfer_reference,
        agency_code=agreement.agency_code,
    )


def _confirmation(order: Order, call: ConfirmationCall) -> ConfirmationCard:
    return ConfirmationCard(
        is_open=call.state in OPEN_CALLS,
        is_confirmed=call.state == CallState.CONFIRMED,
        by_link=call.mode == Confirmation.LINK,
        until=call.deadline_at,
        phone=format_phone(order.phone),
    )
