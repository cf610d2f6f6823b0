"""What the states of returns and refunds are called on pages, and in which tone."""

from frontend.cards import Chip
from marketplace.promotions.codes import code_of
from orders.models.refund import Refund
from orders.models.returning import ReturnRequest
from orders.refund_states import RefundMedium, RefundState, ReturnState

_RETURN_LOOKS: dict[str, tuple[str, str]] = {
    ReturnState.REQUESTED: ("warning", "clock"),
    ReturnState.APPROVED: ("info", "undo"),
    ReturnState.REFUSED: ("danger", "close"),
    ReturnState.RECEIVED: ("info", "archive"),
    ReturnState.RESOLVED: ("success", "check"),
    ReturnState.CANCELLED: ("", "close"),
}
_REFUND_LOOKS: dict[str, tuple[str, str]] = {
    RefundState.CHOICE: ("warning", "alert"),
    RefundState.DUE: ("info", "clock"),
    RefundState.SENT: ("info", "cash"),
    RefundState.DONE: ("success", "check"),
    RefundState.FAILED: ("danger", "alert"),
}
# From here the customer says how to be paid back
TO_CHOOSE = (RefundState.CHOICE, RefundState.FAILED)


def return_chip(row: ReturnRequest) -> Chip:
    """Say where a return stands."""
    return Chip(str(ReturnState(row.state).label), *_RETURN_LOOKS[row.state])


def credit_code(row: Refund) -> str:
    """Return the code of the store credit that a refund became; for nobody but who holds the order's secret link."""
    return code_of(row.credit_key) if row.medium == RefundMedium.CREDIT else ""


def refund_chip(row: Refund) -> Chip:
    """Say where the money of a refund stands."""
    return Chip(str(RefundState(row.state).label), *_REFUND_LOOKS[row.state])
