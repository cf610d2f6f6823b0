"""A carrier brings its cash; the desk counts without knowing what it should find."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import actor_for, opened_to, opens_cash
from frontend.addresses import next_page_url
from frontend.forms.cash import CountForm, RemittanceForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.cash.desk import cash_page, language_here, seat_of
from frontend.wording import currency_label
from marketplace.kernel.texts import text_in
from orders.selectors.cash import (
    CollectionRow,
    RemittanceRow,
    carrier_collections,
    cash_board,
    remittance_shown,
    remittances_listed,
)
from orders.services.cash_remit import cash_remittance_count, cash_remittance_open


@require_GET
@opened_to(opens_cash)
def remittances(request: HttpRequest) -> HttpResponse:
    """List the bundles brought to this desk, and the carriers that have something to bring."""
    seat, language = seat_of(request), language_here()
    desk_id = seat.desk.organisation_id
    page = remittances_listed(actor=seat.actor, desk_id=desk_id, after=request.GET.get("after", ""))
    board = cash_board(actor=seat.actor, desk_id=desk_id)
    shown = {
        "rows": [(row, text_in(row.carrier_names, language)) for row in page.items],
        "next_url": next_page_url(request, page),
        "carriers": [(heap, text_in(heap.carrier_names, language)) for heap in board.carriers],
    }
    return cash_page(request, "remittances", "cash-remittances", shown, seat=seat)


@require_http_methods(["GET", "POST"])
@opened_to(opens_cash)
def open_remittance(request: HttpRequest, carrier_id: int) -> HttpResponseBase:
    """Show what a carrier may bring; POST opens the remittance of the marked. The same sheet twice is one."""
    seat = seat_of(request)
    desk_id = seat.desk.organisation_id
    carrier, page = carrier_collections(
        actor=seat.actor, desk_id=desk_id, carrier_id=carrier_id, after=request.GET.get("after", "")
    )
    marked = request.POST.getlist("collections")
    offered = {str(row.collection_id): str(row.order_number) for row in page.items}
    # What is on the sheet may have been opened a moment ago: the service decides about what is not listed any more.
    offered |= {
        pk: pk for pk in marked if pk.isascii() and pk.isdigit() and len(pk) < 19 and pk not in offered
    }
    form = RemittanceForm(request.POST or None, collections=list(offered.items()))
    if request.method == "POST":
        opened = attempt(
            form,
            lambda: cash_remittance_open(
                actor=seat.actor,
                desk_id=desk_id,
                carrier_id=carrier_id,
                collection_ids=[int(pk) for pk in form.cleaned_data["collections"]],
                number=form.cleaned_data["number"],
                now=timezone.now(),
            ),
        )
        if opened is not None:
            return redirect("frontend:cash-remittance", opened.pk)
    shown = {
        "carrier": carrier.name(language_here()),
        "rows": page.items,
        "marked": set(marked) if form.is_bound else set(offered),
        "next_url": next_page_url(request, page),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return cash_page(request, "open", "cash-remittances", shown, seat=seat, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_cash)
def remittance(request: HttpRequest, remittance_id: int) -> HttpResponseBase:
    """Show a bundle, blind until it is counted; POST writes the count down."""
    actor, form = actor_for(request), CountForm(request.POST or None)
    if request.method == "POST":
        counted = attempt(
            form,
            lambda: cash_remittance_count(
                actor=actor,
                remittance_id=remittance_id,
                counted=form.cleaned_data["counted"],
                now=timezone.now(),
            ),
        )
        if counted is not None:
            messages.success(request, _("The count is written down."))
            return redirect("frontend:cash-remittance", remittance_id)
    row, collections = remittance_shown(actor=actor, remittance_id=remittance_id)
    return _page(request, row, collections, form)


def _page(
    request: HttpRequest, row: RemittanceRow, collections: list[CollectionRow], form: CountForm
) -> HttpResponse:
    shown = {
        "row": row,
        "carrier": text_in(row.carrier_names, language_here()),
        "collections": collections,
        "currency_label": currency_label(row.currency, language_here()),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return cash_page(request, "remittance", "cash-remittances", shown, status=status)
