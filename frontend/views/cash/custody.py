"""Who holds how much on any day, how a difference ends, and the carrier's own file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import actor_for, opened_to, opens_bank, opens_breaks, opens_cash
from frontend.forms.audit import DayForm
from frontend.forms.custody import CaseForm, SheetForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.audit.desk import day_asked
from frontend.views.cash.desk import cash_page, language_here, seat_of
from frontend.views.operator.desk import operator_page
from marketplace.kernel.texts import text_in
from orders.selectors.cash_cases import carriers_of_cash, case_shown
from orders.selectors.custody import Holding, custody_at
from orders.services.cash_case_settle import cash_case_settle
from orders.services.remittance_file_import import remittance_file_import
from orders.states import SHORTAGE_ENDS, SURPLUS_ENDS, CaseResolution, CaseState

HOLDINGS = {
    Holding.CARRIER: (gettext_lazy("Carrier"), "truck"),
    Holding.DESK: (gettext_lazy("Cash desk"), "cash"),
    Holding.DEPOSIT: (gettext_lazy("On the way to the bank"), "bank"),
    Holding.CASE: (gettext_lazy("Difference"), "scale"),
}


@require_GET
@opened_to(opens_breaks)
def custody(request: HttpRequest) -> HttpResponse:
    """Show in whose hands the cash was at the end of a day, and for how long."""
    form = DayForm(request.GET if "day" in request.GET else None)
    day = day_asked(form)
    found = custody_at(actor=actor_for(request), day=day)
    language = language_here()
    rows = [(row, *HOLDINGS[row.holding], text_in(row.holder_names, language)) for row in found.rows]
    shown = {
        "form": form if form.is_bound else DayForm(initial={"day": day}),
        "found": found,
        "rows": rows,
    }
    return operator_page(request, "custody", "operator-custody", shown)


@require_http_methods(["GET", "POST"])
@opened_to(opens_cash)
def case(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """Show a difference; POST by staff in charge ends it."""
    actor = actor_for(request)
    detail = case_shown(actor=actor, case_id=case_id)
    row = detail.row
    ends = [
        end
        for end in (SHORTAGE_ENDS if row.missing.minor > 0 else SURPLUS_ENDS)
        if end != CaseResolution.REPAID
    ]
    form = CaseForm(*((request.POST,) if request.method == "POST" else ()), ends=ends)
    if request.method == "POST":
        settled = attempt(
            form,
            lambda: cash_case_settle(
                actor=actor,
                case_id=case_id,
                resolution=form.cleaned_data["resolution"],
                explanation=form.cleaned_data["explanation"],
                now=timezone.now(),
            ),
        )
        if settled is not None:
            messages.success(request, _("The difference is settled."))
            return redirect("frontend:cash-case", case_id)
    shown = {
        "row": row,
        "detail": detail,
        "holder": text_in(row.holder_names, language_here()),
        "surplus": -row.missing,
        "form": form,
        "may_settle": detail.may_settle and row.state == CaseState.OPEN,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return cash_page(request, "case", "cash-cases", shown, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_bank)
def sheet(request: HttpRequest) -> HttpResponseBase:
    """Read a carrier's file: a remittance that the desk counts blind afterwards."""
    seat, language = seat_of(request), language_here()
    carriers = [(pk, text_in(names, language)) for pk, names in carriers_of_cash(actor=seat.actor)]
    form = SheetForm(*((request.POST, request.FILES) if request.method == "POST" else ()), carriers=carriers)
    if request.method == "POST":
        read = attempt(
            form,
            lambda: remittance_file_import(
                actor=seat.actor,
                desk_id=seat.desk.organisation_id,
                carrier_id=form.cleaned_data["carrier"],
                number=form.cleaned_data["number"],
                content=form.content(),
                now=timezone.now(),
            ),
        )
        if read is not None:
            return redirect("frontend:cash-remittance", read.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return cash_page(request, "sheet", "cash-remittances", {"form": form}, seat=seat, status=status)
