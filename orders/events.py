"""Facts that this package tells."""

from dataclasses import dataclass, field
from typing import ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """A customer has placed an order; it may still have to be paid."""

    topic: ClassVar[str] = "orders.order-placed.v1"

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReleased(Event):
    """An order is paid, or will be at the door: the hub may prepare it."""

    topic: ClassVar[str] = "orders.order-released.v1"

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """An order will not be delivered; its goods are free again."""

    topic: ClassVar[str] = "orders.order-cancelled.v1"

    order_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Event):
    """A card's payment came to nothing after it had been authorised; `attempt` is the one that is awaited now."""

    topic: ClassVar[str] = "orders.payment-failed.v1"

    order_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositReceived(Event):
    """The deposit of an order that is paid at the door is there."""

    topic: ClassVar[str] = "orders.deposit-received.v1"

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConfirmed(Event):
    """A customer has confirmed an order that will be paid at the door, by phone or by the link of the message."""

    topic: ClassVar[str] = "orders.order-confirmed.v1"

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMissed(Event):
    """A customer who was to confirm an order was not reached; `attempts` is zero if the number is wrong."""

    topic: ClassVar[str] = "orders.call-missed.v1"

    order_id: str
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(Event):
    """The money of an order is really there (card captured, transfer or cash on the bank statement)."""

    topic: ClassVar[str] = "orders.order-paid.v1"

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningsMatured(Event):
    """Sub-orders whose money became payable."""

    topic: ClassVar[str] = "orders.earnings-matured.v1"

    sub_order_ids: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCaseOpened(Event):
    """Cash is missing or too much at one of its holders."""

    topic: ClassVar[str] = "orders.cash-case-opened.v1"

    case_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementImported(Event):
    """A bank statement was read; its movements wait to be matched."""

    topic: ClassVar[str] = "orders.statement-imported.v1"

    statement_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDecided(Event):
    """Money will go back to a customer."""

    topic: ClassVar[str] = "orders.refund-decided.v1"

    refund_id: str
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaid(Event):
    """A customer has the money of a refund."""

    topic: ClassVar[str] = "orders.refund-paid.v1"

    refund_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(Event):
    """The money of a refund did not reach the customer; another way must be chosen."""

    topic: ClassVar[str] = "orders.refund-failed.v1"

    refund_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequested(Event):
    """A customer wishes to send something back; `state` says whether that is accepted already."""

    topic: ClassVar[str] = "orders.return-requested.v1"

    return_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDecided(Event):
    """Somebody accepted or refused a return."""

    topic: ClassVar[str] = "orders.return-decided.v1"

    return_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResolved(Event):
    """Somebody at the hub has looked at what came back."""

    topic: ClassVar[str] = "orders.return-resolved.v1"

    return_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Event):
    """A cardholder's bank has taken money back and wants evidence."""

    topic: ClassVar[str] = "orders.dispute-opened.v1"

    dispute_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClosed(Event):
    """A dispute is won or lost."""

    topic: ClassVar[str] = "orders.dispute-closed.v1"

    dispute_id: str
    is_won: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLost(Event):
    """The parcel of an order is lost: it does not come, and what was paid goes back."""

    topic: ClassVar[str] = "orders.order-lost.v1"

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Event):
    """Parts of an order are in the customer's hands and booked."""

    topic: ClassVar[str] = "orders.order-delivered.v1"

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortageOpened(Event):
    """Goods of an order are missing, and its customer is asked what to do."""

    topic: ClassVar[str] = "orders.shortage-opened.v1"

    shortage_id: int
    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortageDecided(Event):
    """It is decided what becomes of goods that are missing: by the customer, the clock, or goods that came in."""

    topic: ClassVar[str] = "orders.shortage-decided.v1"

    shortage_id: int
    order_id: str
    state: str
