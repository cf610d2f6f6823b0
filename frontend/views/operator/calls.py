"""The queue of confirmation calls: take the next, read the script, say what came of it, take it back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_calls
from frontend.forms.buying import AddressForm, address_initial
from frontend.forms.calling import OutcomeForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.operator.desk import language_here, operator_page
from marketplace.kernel.formats import format_money
from marketplace.kernel.phones import format_phone
from marketplace.kernel.texts import text_in
from orders.cod_states import CallOutcome
from orders.cod_words import cod_sentences
from orders.models.cod import CallAttempt
from orders.selectors.calls import CallView, call_board, call_mine
from orders.selectors.cod import agreement_of, reasons_of
from orders.services.call_claim import call_claim, call_leave
from orders.services.call_record import CallResult, call_record, call_undo

HERE = "operator-calls"


@dataclass(frozen=True, slots=True)
class Script:
    """What to say, in the customer's language."""

    language: str
    direction: str
    sentences: tuple[str, ...]


@never_cache
@require_GET
@opened_to(opens_calls)
def calls(request: HttpRequest) -> HttpResponseBase:
    """Show whom one calls now, or how many wait."""
    now = timezone.now()
    board = call_board(actor=actor_for(request), now=now)
    shown: dict[str, object] = {"board": board, "now": now}
    if board.mine is not None:
        shown |= _call_shown(board.mine)
    return operator_page(request, "calls", HERE, shown)


def _call_shown(view: CallView) -> dict[str, object]:
    order = view.call.order
    agreement = agreement_of(order)
    why = (
        cod_sentences(reasons_of(agreement), currency=order.currency, language=language_here())
        if agreement
        else []
    )
    return {
        "view": view,
        "order": order,
        "phone": format_phone(order.phone),
        "script": script_of(view),
        "form": OutcomeForm(),
        "why": why,
        "at_the_door": order.payment.amount - order.payment.deposit,
    }


def script_of(view: CallView) -> Script:
    """Say what a caller reads aloud, in the language in which the customer ordered."""
    order = view.call.order
    payment = order.payment
    with override(order.language):
        goods = ", ".join(
            f"{line.quantity} × {text_in(line.product_names, order.language)}" for line in view.lines
        )
        values = {
            "name": order.address.get("recipient", ""),
            "order": order.number,
            "goods": goods,
            "sum": format_money(payment.amount - payment.deposit, order.language),
            "city": order.address.get("city", ""),
        }
        sentences = [
            _("Good day, do I speak with %(name)s?") % values,
            _("I call from the cooperatives' market about your order number %(order)s.") % values,
            _("You have ordered: %(goods)s.") % values,
            _("The parcel goes to %(city)s, and you pay %(sum)s to the carrier.") % values,
        ]
        if payment.captured_minor < payment.deposit_minor:
            values["deposit"] = format_money(payment.deposit, order.language)
            sentences.append(_("Before that we ask for a deposit of %(deposit)s.") % values)
        sentences += [_("Do you want this order?"), _("Is the address right, and who will be there?")]
    return Script(order.language, "rtl" if order.language == "ar" else "ltr", tuple(sentences))


@require_POST
@opened_to(opens_calls)
def take(request: HttpRequest) -> HttpResponseBase:
    """Take the next call."""
    call = call_claim(actor=actor_for(request), now=timezone.now())
    if call is None:
        messages.info(request, _("Nobody is to be called now."))
    return redirect("frontend:operator-calls")


@require_POST
@opened_to(opens_calls)
def leave(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """Leave a call to somebody else."""
    call_leave(actor=actor_for(request), call_id=call_id)
    return redirect("frontend:operator-calls")


@require_POST
@opened_to(opens_calls)
def say(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """Write down what came of a call."""
    actor, now, form = actor_for(request), timezone.now(), OutcomeForm(request.POST)
    if form.is_valid():
        result = CallResult(
            outcome=CallOutcome(form.cleaned_data["outcome"]),
            note=form.cleaned_data["note"],
            again_at=form.again_at(now),
        )
        done(
            request,
            lambda: call_record(actor=actor, call_id=call_id, result=result, now=now),
            _("Written down. You can take it back for two minutes."),
        )
    else:
        messages.error(request, _("Please say what came of the call."))
    return redirect("frontend:operator-calls")


@never_cache
@require_http_methods(["GET", "POST"])
@opened_to(opens_calls)
def readdress(request: HttpRequest, call_id: int) -> HttpResponseBase:
    """Write down the address that the customer gives on the phone."""
    actor, now = actor_for(request), timezone.now()
    view = call_mine(actor=actor, call_id=call_id, now=now)
    if view is None:
        messages.error(request, _("Somebody else may be calling this customer now: take the next call."))
        return redirect("frontend:operator-calls")
    order = view.call.order
    if request.method == "POST":
        form = AddressForm(request.POST, language=language_here())
        if attempt(form, lambda: _readdressed(request, call_id, form)) is not None:
            messages.success(request, _("Written down. You can take it back for two minutes."))
            return redirect("frontend:operator-calls")
    else:
        known = address_initial(order.address, email=order.email, note=order.note)
        form = AddressForm(initial=known, language=language_here())
    shown = {"form": form, "order": order, "call": view.call}
    return operator_page(request, "call_address", HERE, shown, status=UNPROCESSABLE if form.is_bound else 200)


def _readdressed(request: HttpRequest, call_id: int, form: AddressForm) -> CallAttempt:
    return call_record(
        actor=actor_for(request),
        call_id=call_id,
        result=CallResult(outcome=CallOutcome.READDRESSED, address=form.address()),
        now=timezone.now(),
    )


@require_POST
@opened_to(opens_calls)
def undo(request: HttpRequest, attempt_id: int) -> HttpResponseBase:
    """Take back what one has just written."""
    done(
        request,
        lambda: call_undo(actor=actor_for(request), attempt_id=attempt_id, now=timezone.now()),
        _("Taken back: the call is yours again."),
    )
    return redirect("frontend:operator-calls")
