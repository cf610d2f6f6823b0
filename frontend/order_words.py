"""What an order's states are called on a customer's page, and in which tone."""

from django.utils.translation import gettext as _

from frontend.cards import Chip, TimelineEntry
from frontend.cod_cards import waiting_chip
from frontend.wording import datetime_text
from logistics.selectors.fulfilments import Progress
from logistics.states import FailureReason, FulfilmentState, TrackingKind
from marketplace.kernel.texts import text_in
from orders.cod_states import CashStage
from orders.models.payment import Payment
from orders.paid_words import MONEY_BACK_LABELS, MoneyBack, money_back, paid_label
from orders.selectors.cod import cash_stage
from orders.selectors.orders import OrderView
from orders.states import PaymentMethod, PaymentState, SubOrderState
from orders.status import ORDER_STATUS_LABELS, OrderStatus

_S = OrderStatus
STATUS_LOOKS: dict[OrderStatus, tuple[str, str]] = {
    _S.AWAITING_PAYMENT: ("warning", "clock"),
    _S.PREPARING: ("info", "parcel"),
    _S.SHIPPED: ("info", "truck"),
    _S.DELIVERED: ("success", "check"),
    _S.PARTLY_DELIVERED: ("warning", "alert"),
    _S.REFUSED: ("danger", "close"),
    _S.RETURNED: ("", "undo"),
    _S.CANCELLED: ("", "close"),
    _S.LOST: ("danger", "alert"),
}
PART_TONES: dict[str, str] = {
    SubOrderState.PLACED: "warning",
    SubOrderState.RELEASED: "info",
    SubOrderState.PACKED: "info",
    SubOrderState.SHIPPED: "info",
    SubOrderState.DELIVERED: "success",
    SubOrderState.REFUSED: "danger",
    SubOrderState.LOST: "danger",
}
PAYMENT_LOOKS: dict[str, tuple[str, str]] = {
    PaymentState.PENDING: ("warning", "clock"),
    PaymentState.PLEDGED: ("info", "cash"),
    PaymentState.AUTHORISED: ("success", "check"),
    PaymentState.PAID: ("success", "check"),
    PaymentState.FAILED: ("danger", "close"),
}
STEP_ICONS: dict[str, str] = {
    TrackingKind.PACKED: "parcel",
    TrackingKind.HANDED_OVER: "truck",
    TrackingKind.OUT_FOR_DELIVERY: "truck",
    TrackingKind.ATTEMPT_FAILED: "alert",
    TrackingKind.DELIVERED: "home",
    TrackingKind.REFUSED: "close",
    TrackingKind.RETURNING: "undo",
    TrackingKind.RETURNED: "undo",
    TrackingKind.INSPECTED: "check",
    TrackingKind.LOST: "alert",
}


def status_chip(status: OrderStatus) -> Chip:
    """Say where the whole order stands."""
    tone, icon = STATUS_LOOKS[status]
    return Chip(str(ORDER_STATUS_LABELS[status]), tone, icon)


def part_chip(state: str) -> Chip:
    """Say where one cooperative's part stands."""
    return Chip(str(SubOrderState(state).label), PART_TONES.get(state, ""))


def payment_chip(payment: Payment) -> Chip:
    """Say whether the order is paid, or its money went back."""
    back = money_back(payment)
    tone, icon = ("info", "undo") if back else PAYMENT_LOOKS.get(payment.state, ("", "close"))
    return Chip(paid_label(payment), tone, icon)


CASH_LOOKS: dict[CashStage, tuple[str, str]] = {
    CashStage.PLEDGED: ("warning", "clock"),
    CashStage.CONFIRMED: ("info", "check"),
    CashStage.COLLECTED: ("info", "handshake"),
    CashStage.RECEIVED: ("info", "cash"),
    CashStage.BANKED: ("info", "bank"),
    CashStage.IN_BANK: ("success", "bank"),
    CashStage.GIVEN_UP: ("", "close"),
}
# How far the customer's own part goes: what becomes of the notes afterwards is not theirs to worry about
_CUSTOMERS = frozenset({CashStage.PLEDGED, CashStage.CONFIRMED, CashStage.COLLECTED, CashStage.GIVEN_UP})


def cash_chip(found: OrderView, *, for_customer: bool) -> Chip | None:
    """Say where the cash of an order is, from the promise to the bank's statement; nothing if it is not cash."""
    if found.payment.method != PaymentMethod.CASH:
        return None
    stage = cash_stage(found.row, found.payment, getattr(found.row, "cash", None))
    if for_customer and stage not in _CUSTOMERS:
        stage = CashStage.COLLECTED
    return Chip(str(stage.label), *CASH_LOOKS[stage])


def money_back_chip(back: MoneyBack | None) -> Chip | None:
    """Say in a list what went back of an order; nothing if nothing did."""
    return Chip(str(MONEY_BACK_LABELS[back]), "info", "undo") if back else None


def parcel_timeline(found: OrderView, progress: Progress | None, language: str) -> list[TimelineEntry]:
    """Tell what happened to an order's parcel, and what comes next as long as all goes its usual way."""
    placed = found.row.placed_at
    entries = [TimelineEntry(_("Order placed"), "basket", "done", datetime_text(placed, language))]
    if found.status == OrderStatus.CANCELLED:
        return [*entries, TimelineEntry(_("Cancelled"), "close", "current")]
    if found.status == OrderStatus.AWAITING_PAYMENT:
        waiting = waiting_chip(found) or Chip(_("Waiting for payment"), "warning", "card")
        entries.append(TimelineEntry(waiting.text, waiting.icon, "current"))
        return entries + _ahead(set(), has_current=True)
    steps = progress.steps if progress else ()
    entries += [
        TimelineEntry(
            str(step.kind.label),
            STEP_ICONS.get(step.kind, "parcel"),
            "done",
            datetime_text(step.happened_at, language),
            str(FailureReason(step.reason).label) if step.reason in FailureReason.values else "",
        )
        for step in steps
    ]
    if progress and progress.state in (FulfilmentState.REFUSED, FulfilmentState.RETURNING):
        return entries
    if found.status in (OrderStatus.DELIVERED, OrderStatus.RETURNED, OrderStatus.REFUSED, OrderStatus.LOST):
        return entries
    return entries + _ahead({step.kind for step in steps}, has_current=False)


def _ahead(seen: set[TrackingKind], *, has_current: bool) -> list[TimelineEntry]:
    """List the usual steps that have not happened yet; the first of them is the one being worked on."""
    usual = [
        (TrackingKind.PACKED, _("Packed at the hub"), "parcel"),
        (TrackingKind.HANDED_OVER, _("On its way"), "truck"),
        (TrackingKind.DELIVERED, _("Delivered"), "home"),
    ]
    entries = []
    for kind, title, icon in usual:
        if kind in seen:
            continue
        words = _("Being prepared at the hub") if kind == TrackingKind.PACKED and not has_current else title
        entries.append(TimelineEntry(words, icon, "ahead" if has_current else "current"))
        has_current = True
    return entries


def carrier_name(progress: Progress | None, language: str) -> str:
    """Name who carries the parcel; nothing before it is packed."""
    return text_in(progress.carrier_names, language) if progress else ""
