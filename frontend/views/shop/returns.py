"""Sending goods back and being paid back, by the secret link of the order."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import actor_for
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.forms.returning import MediumForm, ReturnForm
from frontend.return_words import TO_CHOOSE
from frontend.views.papers import pdf_answer
from frontend.views.shop.checkout import SEE_OTHER
from frontend.views.shop.orders import by_token
from marketplace.kernel.errors import InvalidInput, NotFound
from orders.models.refund import Refund
from orders.models.returning import ReturnRequest
from orders.refund_states import RefundMedium, ReturnState
from orders.selectors.orders import OrderView, order_by_token
from orders.selectors.returns import returnable_lines
from orders.services.refund_send import refund_medium_choose
from orders.services.return_label import return_label_pdf
from orders.services.return_request import return_cancel, return_request


def _back(found: OrderView) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("frontend:order", args=[found.row.access_token]), status=SEE_OTHER)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def send_back(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Ask which units go back and why; POST asks for it."""
    parts = [part.row for part in found.parts]
    can = returnable_lines(parts, found.lines, today=timezone.localdate())
    if request.method == "POST":
        form = ReturnForm(request.POST, lines=can)
        row = attempt(form, lambda: _asked(request, found, form))
        if row is not None:
            return _back(found)
    else:
        form = ReturnForm(lines=can, initial={"key": str(uuid.uuid4())})
    owners = {part.row.pk: part.organisation for part in found.parts}
    shown = {
        "order": found.row,
        "form": form,
        "asked": [(each, owners[each.line.sub_order_id], *fields) for each, *fields in form.asked()],
    }
    return render(request, "frontend/shop/return.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


def _asked(request: HttpRequest, found: OrderView, form: ReturnForm) -> ReturnRequest:
    return return_request(
        actor=actor_for(request),
        order_id=found.row.pk,
        holds_secret=True,
        key=f"page:{found.row.pk}:{form.cleaned_data['key']}"[:120],
        lines=form.wanted(),
        note=form.cleaned_data["note"],
        now=timezone.now(),
    )


@never_cache
@require_safe
def label(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Give the label that goes onto what comes back."""
    try:
        order = order_by_token(token).row
    except NotFound as error:
        raise Http404(error.message) from error
    row = ReturnRequest.objects.filter(order=order, number=number).select_related("order").first()
    if row is None or row.state != ReturnState.APPROVED:
        raise Http404
    return pdf_answer(return_label_pdf(row), f"{number}.pdf")


@require_POST
@by_token
def give_up(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Give up a return that is not at the hub yet."""
    number = request.POST.get("number", "")
    row = ReturnRequest.objects.filter(order=found.row, number=number).first()
    if row is not None:
        done(
            request,
            lambda: return_cancel(
                actor=actor_for(request), return_id=row.pk, holds_secret=True, now=timezone.now()
            ),
            _("The return is given up."),
        )
    return _back(found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_token
def paid_back(request: HttpRequest, found: OrderView) -> HttpResponse:
    """Ask how the customer wishes to be paid back; POST says it."""
    refund = Refund.objects.filter(order=found.row, state__in=TO_CHOOSE).order_by("decided_at").first()
    if refund is None:
        return _back(found)
    form = MediumForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        chosen = attempt(
            form,
            lambda: refund_medium_choose(
                actor=actor_for(request),
                refund_id=_named(found, request),
                holds_secret=True,
                medium=RefundMedium(form.cleaned_data["medium"]),
                holder=form.cleaned_data["holder"],
                rib=form.cleaned_data["rib"],
                now=timezone.now(),
            ),
        )
        if chosen is not None:
            return _back(found)
    shown = {"order": found.row, "refund": refund, "form": form}
    return render(request, "frontend/shop/refund.html", shown, status=UNPROCESSABLE if form.is_bound else 200)


def _named(found: OrderView, request: HttpRequest) -> uuid.UUID:
    """Return the refund that the form is about; one of another order is none."""
    try:
        wanted = uuid.UUID(request.POST.get("refund", ""))
    except ValueError:
        wanted = uuid.UUID(int=0)
    if not Refund.objects.filter(order=found.row, pk=wanted).exists():
        raise InvalidInput(_("There is no such refund."))
    return wanted
