"""An order by its secret link: where it is, what is paid, and what can still be done."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for
from frontend.cards import Chip, TimelineEntry
from frontend.cod_cards import cod_card, waiting_chip
from frontend.forms.refusals import refusal_text
from frontend.forms.subscriptions import RhythmForm
from frontend.order_words import cash_chip, parcel_timeline, part_chip, payment_chip, status_chip
from frontend.reductions import order_sums
from frontend.return_words import credit_code, refund_chip, return_chip
from frontend.shop_cards import place_of
from frontend.views.errors import error_page
from frontend.views.shop.checkout import SEE_OTHER, to_card_page
from frontend.views.shop.opened import language_here
from frontend.wording import weight_text
from logistics.delivery_code import delivery_code
from logistics.doorstep import ON_THE_WAY
from logistics.selectors.fulfilments import progress_of
from logistics.selectors.parcels import parcel_of_order
from logistics.states import WishKind
from marketplace.customers.selectors.reviews import reviews_of_lines
from marketplace.documents.selectors import fiscal_documents_of
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.money import total_of
from marketplace.kernel.phones import format_phone
from marketplace.payouts.selectors.rows import term_on
from orders.gateways.base import ProcessorRefused, ProcessorUnreachable
from orders.gateways.stripe import card_gateway
from orders.models.order import Order
from orders.postings import order_subject
from orders.selectors.boxes import boxes_of_order
from orders.selectors.orders import OrderView, discounts_of, order_by_token
from orders.selectors.refunds import refunds_of
from orders.selectors.returns import returnable_lines, returns_of
from orders.selectors.shortages import shortages_of
from orders.selectors.weighings import weighings_of
from orders.services.hosted_payment import hosted_form
from orders.services.order_cancel import CANCELLABLE, order_cancel
from orders.services.payment_apply import payment_sync
from orders.states import PaymentMethod, PaymentState, SubOrderState

NO_ORDER = gettext_noop("No order has this address.")
NO_ORDER_HELP = gettext_noop(
    "Copy the whole link from your message: one missing character is enough. "
    "If you cannot find it, write to us with your phone number and the day of the order."
)


def by_token(
    view: Callable[[HttpRequest, OrderView], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the order of a secret link; a guessed or broken one gets a page that says what to do."""

    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            found = order_by_token(token)
        except NotFound:
            return error_page(request, code=404, scene="orders", title=NO_ORDER, text=NO_ORDER_HELP)
        response = view(request, found)
        # The address is the key: it must not leak to other sites or into search engines. (With "no-referrer" browsers
        # would also hide the origin of the forms on it, and none could be sent.)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return opened


def may_still_cancel(found: OrderView) -> bool:
    """Whether nothing of the order is packed or paid for good yet."""
    states = {part.row.state for part in found.parts}
    return states <= set(CANCELLABLE) and found.payment.state != PaymentState.PAID


def _is_payable(found: OrderView) -> bool:
    payment = found.payment
    waits = payment.state in (PaymentState.PENDING, PaymentState.FAILED)
    return payment.method == PaymentMethod.CARD and waits and found.status != "cancelled"


def _awaits_deposit(found: OrderView) -> bool:
    payment = found.payment
    waits = payment.state == PaymentState.PLEDGED and payment.captured_minor < payment.deposit_minor
    return waits and found.status != "cancelled"


def _transfer(found: OrderView) -> dict[str, object] | None:
    """Say to which account a transfer goes; the account is that from which cooperatives are paid."""
    payment = found.payment
    if payment.method != PaymentMethod.TRANSFER or payment.state != PaymentState.PENDING:
        return None
    return {
        **_account(payment.currency),
        "reference": payment.transfer_reference,
        "until": payment.expires_at,
    }


def _account(currency: str) -> dict[str, object]:
    try:
        term = term_on(timezone.localdate(), currency)
    except NotFound:
        return {"holder": "", "rib": ""}
    rib = term.payer_rib
    return {"holder": term.payer_name, "rib": " ".join((rib[:3], rib[3:6], rib[6:22], rib[22:]))}


def _cod(found: OrderView, language: str) -> dict[str, object]:
    """Tell what an order that is paid at the door waits for, and how its deposit is paid."""
    shown: dict[str, object] = {"cod": cod_card(found, language)}
    if _awaits_deposit(found):
        shown["agency_name"] = settings.CASH_AGENCY_NAME
        shown["deposit_account"] = _account(found.payment.currency)
    return shown


def _agency(found: OrderView) -> dict[str, object] | None:
    """Say under which code an order is paid at a cash agency."""
    payment = found.payment
    if payment.method != PaymentMethod.AGENCY or payment.state != PaymentState.PENDING:
        return None
    return {
        "name": settings.CASH_AGENCY_NAME,
        "code": payment.transfer_reference,
        "until": payment.expires_at,
    }


def _waits_hosted(found: OrderView) -> bool:
    payment = found.payment
    waits = payment.state in (PaymentState.PENDING, PaymentState.FAILED)
    return payment.method == PaymentMethod.HOSTED and waits and found.status != "cancelled"


@never_cache
@require_safe
@by_token
def hosted(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Show the button that leads, with a signed form, to the page of the bank."""
    if not _waits_hosted(found):
        return _back(found.row)
    fields = hosted_form(payment_id=found.payment.pk)
    shown = {"order": found.row, "fields": fields, "target": settings.HOSTED_PAGE_URL}
    return render(request, "frontend/shop/hosted.html", shown)


@never_cache
@require_safe
@by_token
def order(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Show an order to whoever holds its link."""
    language, row = language_here(), found.row
    progress = progress_of([f"order:{row.pk}"]).get(f"order:{row.pk}")
    timeline: list[TimelineEntry] = parcel_timeline(found, progress, language)
    chip: Chip = waiting_chip(found) or status_chip(found.status)
    full_goods = total_of([line.undiscounted for line in found.lines], row.currency)
    sums = order_sums(row, full_goods, discounts_of(row), language, _("Fee for paying at the door"))
    return render(
        request,
        "frontend/shop/order.html",
        {
            "order": row,
            "found": found,
            "status": chip,
            "payment_chip": payment_chip(found.payment),
            "cash_chip": cash_chip(found, for_customer=True),
            "parts": [(part, part_chip(part.row.state)) for part in found.parts],
            "progress": progress,
            "timeline": timeline,
            "sums": sums,
            "boxes": boxes_of_order(row.pk),
            "phone": format_phone(row.address.get("phone") or row.phone),
            "place": place_of(row.address, language),
            "is_payable": _is_payable(found),
            **_money_back(found),
            "judged": _judged(found),
            **_cod(found, language),
            **_to_pay_and_missing(found, language),
            **(_door(found) if progress and progress.parcel_number else {}),
            "transfer": _transfer(found),
            "agency": _agency(found),
            "hosted_url": reverse("frontend:order-hosted", args=[row.access_token])
            if _waits_hosted(found)
            else "",
            "may_cancel": may_still_cancel(found),
            "rhythm": _rhythm(request, row),
            "is_card": row.payment_method == PaymentMethod.CARD,
            "is_cash": row.payment_method == PaymentMethod.CASH,
        },
    )


def _rhythm(request: HttpRequest, row: Order) -> RhythmForm | None:
    """Ask its owner, and nobody else who holds the link, whether it is to come again; a gift does not."""
    is_own = row.user_id is not None and row.user_id == request.user.pk
    return RhythmForm(initial={"every_weeks": 4}) if is_own and not row.is_gift else None


def _to_pay_and_missing(found: OrderView, language: str) -> dict[str, object]:
    """Tell what is paid at the door, and what of the order cannot be supplied."""
    rows = shortages_of(found.row.pk)
    payment = found.payment
    return {
        "at_the_door": payment.amount - payment.deposit - payment.deducted,
        "shortages": rows,
        "weights": [
            (each, -each.amount, weight_text(each.weighed_g, language), weight_text(each.ordered_g, language))
            for each in (weighings_of(found.row.pk) if any(line.weighed_g for line in found.lines) else ())
        ],
        "must_choose": any(each.is_undecided for each in rows),
    }


def _judged(found: OrderView) -> set[int]:
    """Say of which delivered lines the buyer has said how they were."""
    delivered = [part for part in found.parts if part.row.state == SubOrderState.DELIVERED]
    return (
        set(reviews_of_lines([line.pk for part in delivered for line in part.lines])) if delivered else set()
    )


def _door(found: OrderView) -> dict[str, object]:
    """Tell the code to say at the door and how the customer wished to receive the parcel, while it is on its way."""
    parcel, wish = parcel_of_order(f"order:{found.row.pk}") or (None, None)
    if parcel is None or parcel.fulfilment.state not in ON_THE_WAY:
        return {}
    return {
        "may_move": True,
        "delivery_code": delivery_code(parcel.number),
        "wish": wish,
        "wish_kind": WishKind(wish.kind).label if wish else "",
    }


def _money_back(found: OrderView) -> dict[str, object]:
    """Tell what went back or may, and how the customer is paid back."""
    parts = [part.row for part in found.parts]
    has_refund = bool(found.payment.owed_back_minor or found.payment.surplus_minor)
    if not has_refund and not any(part.delivered_at or part.refunded_minor for part in parts):
        return {}
    can = returnable_lines(parts, found.lines, today=timezone.localdate())
    return {
        "returns": [(view, return_chip(view.row)) for view in returns_of(found.row)],
        "refunds": [
            (view, refund_chip(view.row), credit_code(view.row))
            for view in refunds_of(found.row)
            if view.row.whole
        ],
        "may_return": bool(can),
        "invoices": fiscal_documents_of(buyers=[order_subject(found.row)]),
    }


def _back(row: Order) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("frontend:order", args=[row.access_token]), status=SEE_OTHER)


@never_cache
@require_safe
@by_token
def paid(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Receive a customer back from the card's page: ask the processor, whatever its webhook already said."""
    if found.payment.method != PaymentMethod.CARD and not found.payment.deposit_minor:
        return _back(found.row)
    try:
        payment = payment_sync(
            actor=Actor.of_machine("payment-return"),
            payment_id=found.payment.pk,
            gateway=card_gateway(),
            now=timezone.now(),
        )
    except (ProcessorRefused, ProcessorUnreachable):
        messages.info(
            request, _("We are waiting for the answer of the payment service; this page will tell it.")
        )
        return _back(found.row)
    if payment.method == PaymentMethod.CASH:
        messages.info(request, _("Thank you: as soon as your deposit is there, this page says so."))
    elif payment.state in (PaymentState.AUTHORISED, PaymentState.PAID):
        messages.success(request, _("Thank you: your payment has been accepted."))
    else:
        messages.warning(request, _("Your order is placed, but it is not paid yet."))
    return _back(found.row)


@require_POST
@by_token
def pay(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Lead to the card's page of an order, or a deposit, that is not paid yet."""
    if not _is_payable(found) and not _awaits_deposit(found):
        return _back(found.row)
    return to_card_page(request, found.row)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def cancel(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Ask whether to cancel, then do it."""
    if request.method != "POST":
        return render(
            request, "frontend/shop/cancel.html", {"order": found.row, "may_cancel": may_still_cancel(found)}
        )
    try:
        order_cancel(
            actor=actor_for(request),
            order_id=found.row.pk,
            holds_secret=True,
            reason="customer",
            now=timezone.now(),
        )
    except IllegalMove as error:
        messages.error(request, refusal_text(error))
    else:
        messages.success(request, _("Your order is cancelled."))
    return _back(found.row)
