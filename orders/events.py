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
