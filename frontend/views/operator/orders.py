"""All orders: look one up, match its transfer, give it up."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from frontend.access import actor_for, opened_to, opens_orders
from frontend.addresses import next_page_url
from frontend.cards import Link, TimelineEntry
from frontend.forms.operator import CancelForm, NumberForm, TransferForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.order_words import cash_chip, money_back_chip, payment_chip
from frontend.reductions import order_sums
from frontend.views.operator.desk import language_here, operator_page
from frontend.wording import datetime_text
from logistics.selectors.fulfilments import Progress, progress_of
from logistics.states import FailureReason
from marketplace.documents.selectors import fiscal_documents_of
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound
from marketplace.kernel.money import total_of
from marketplace.kernel.texts import text_in
from orders.models.order import OrderLine, SubOrder
from orders.policies import may_confirm_payment
from orders.postings import order_subject
from orders.selectors.orders import OrderView, discounts_of
from orders.selectors.staff import order_by_number, orders_for_staff
from orders.services.order_cancel import CANCELLABLE, order_cancel
from orders.services.transfer_confirm import transfer_confirm
from orders.states import PaymentMethod, PaymentState, SubOrderState
from orders.status import ORDER_STATUS_LABELS, OrderStatus

_S = OrderStatus
TONES = {
    _S.AWAITING_PAYMENT: ("warning", "clock"),
    _S.PREPARING: ("info", "parcel"),
    _S.SHIPPED: ("brand", "truck"),
    _S.DELIVERED: ("success", "check"),
    _S.PARTLY_DELIVERED: ("success", "check"),
    _S.REFUSED: ("danger", "thumb-down"),
    _S.RETURNED: ("danger", "undo"),
    _S.CANCELLED: ("", "close"),
    _S.LOST: ("danger", "alert"),
}


@require_GET
@opened_to(opens_orders)
def orders(request: HttpRequest) -> HttpResponseBase:
    """List the orders, newest first; with a number, lead to that order."""
    actor = actor_for(request)
    search = NumberForm(request.GET if "number" in request.GET else None)
    if search.is_valid():
        found = attempt(search, lambda: _looked_up(request, search))
        if found is not None:
            return redirect("frontend:operator-order", found.row.number)
    awaits_transfer = request.GET.get("show") == "transfers"
    page = orders_for_staff(actor=actor, awaits_transfer=awaits_transfer, after=request.GET.get("after", ""))
    shown = {
        "rows": [
            (
                row,
                ORDER_STATUS_LABELS[row.status],
                *TONES[row.status],
                PaymentMethod(row.payment_method).label,
                money_back_chip(row.money_back),
            )
            for row in page.items
        ],
        "tabs": [
            Link(_("All"), "?", is_here=not awaits_transfer),
            Link(_("Waiting for a transfer"), "?show=transfers", "bank", is_here=awaits_transfer),
        ],
        "next_url": next_page_url(request, page),
        "search": search,
    }
    status = UNPROCESSABLE if search.is_bound else 200
    return operator_page(request, "orders", "operator-orders", shown, status=status)


def _looked_up(request: HttpRequest, search: NumberForm) -> OrderView | None:
    try:
        return order_by_number(actor=actor_for(request), number=search.cleaned_data["number"])
    except NotFound as error:
        search.add_error("number", error.message)
        return None


@require_GET
@opened_to(opens_orders)
def order(request: HttpRequest, number: int) -> HttpResponse:
    """Show an order with its parts, its payment and its way."""
    return _page(request, order_by_number(actor=actor_for(request), number=number))


def _page(
    request: HttpRequest, view: OrderView, failed: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    actor, language, row = actor_for(request), language_here(), view.row
    made: dict[str, forms.Form] = {"transfer": TransferForm(), "cancel": CancelForm()}
    if failed is not None:
        made[failed[0]] = failed[1]
    progress = progress_of([order_subject(row)]).get(order_subject(row))
    tone, icon = TONES[view.status]
    shown = {
        "order": row,
        "payment": view.payment,
        "paid_chip": payment_chip(view.payment),
        "cash_chip": cash_chip(view, for_customer=False),
        "status_text": ORDER_STATUS_LABELS[view.status],
        "tone": tone,
        "icon": icon,
        "parts": [_part(view, index, language) for index in range(len(view.parts))],
        "sums": order_sums(
            row,
            total_of([line.undiscounted for line in view.lines], row.currency),
            discounts_of(row),
            language,
            _("Cash fee"),
        ),
        "entries": _entries(progress, language),
        "parcel_number": progress.parcel_number if progress else "",
        "awaits_transfer": (
            may_confirm_payment(actor)
            and view.payment.method == PaymentMethod.TRANSFER
            and view.payment.state == PaymentState.PENDING
        ),
        "may_cancel": actor.may(Permission.MANAGE_ORDERS) and _is_cancellable(view),
        "invoices": fiscal_documents_of(buyers=[order_subject(row)]),
        "forms": made,
        "failed": failed[0] if failed else "",
    }
    status = UNPROCESSABLE if failed is not None else 200
    return operator_page(request, "order", "operator-orders", shown, status=status)


def _part(
    view: OrderView, index: int, language: str
) -> tuple[SubOrder, str, str, list[tuple[OrderLine, str]]]:
    part = view.parts[index]
    lines = [
        (line, f"{text_in(line.product_names, language)} {text_in(line.variant_names, language)}".strip())
        for line in part.lines
    ]
    return part.row, part.organisation.name(language), str(SubOrderState(part.row.state).label), lines


def _is_cancellable(view: OrderView) -> bool:
    return view.payment.state != PaymentState.PAID and all(
        part.row.state in CANCELLABLE for part in view.parts
    )


def _entries(progress: Progress | None, language: str) -> list[TimelineEntry]:
    if progress is None:
        return []
    return [
        TimelineEntry(
            str(step.kind.label),
            "parcel",
            "done",
            datetime_text(step.happened_at, language),
            str(FailureReason(step.reason).label) if step.reason else "",
        )
        for step in progress.steps
    ]


@require_POST
@opened_to(opens_orders)
def act(request: HttpRequest, number: int, step: str) -> HttpResponseBase:
    """Match the transfer of an order, or give the order up."""
    view = order_by_number(actor=actor_for(request), number=number)
    form, call, said = _deed(request, view, step)
    if attempt(form, call) is None:
        return _page(request, view, (step, form))
    messages.success(request, said)
    return redirect("frontend:operator-order", number)


def _deed(request: HttpRequest, view: OrderView, step: str) -> tuple[forms.Form, Callable[[], object], str]:
    """Return the form of a step, the call that carries it out, and what to say then."""
    actor, now = actor_for(request), timezone.now()
    if step == "transfer":
        transfer = TransferForm(request.POST)
        return (
            transfer,
            lambda: transfer_confirm(
                actor=actor,
                payment_id=view.payment.pk,
                received=transfer.cleaned_data["received"],
                bank_reference=transfer.cleaned_data["bank_reference"],
                now=now,
            ),
            _("The transfer is confirmed: the hub prepares the order."),
        )
    if step == "cancel":
        cancel = CancelForm(request.POST)
        return (
            cancel,
            lambda: order_cancel(
                actor=actor,
                order_id=view.row.pk,
                holds_secret=False,
                reason=cancel.cleaned_data["reason"],
                now=now,
            ),
            _("The order is cancelled, its goods are free again."),
        )
    raise NotFound(_("There is no such step."), field="step")
