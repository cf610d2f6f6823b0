"""Bank statements: read one, and see what became of each movement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import actor_for, opened_to, opens_bank
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.bank import AgencyForm, BankStatementForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.operator.desk import operator_page
from orders.selectors.bank import statement_movements, statements_read
from orders.services.agency_import import agency_import
from orders.services.bank_statement_import import bank_statement_import
from orders.states import EntryState

TONES = {
    EntryState.NEW: ("", "clock"),
    EntryState.MATCHED: ("success", "check"),
    EntryState.OPEN: ("danger", "alert"),
    EntryState.SETTLED: ("info", "handshake"),
}


@require_http_methods(["GET", "POST"])
@opened_to(opens_bank)
def statements(request: HttpRequest) -> HttpResponseBase:
    """List the statements; POST reads one, whole or not at all."""
    actor = actor_for(request)
    form = BankStatementForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        read = attempt(
            form,
            lambda: bank_statement_import(
                actor=actor,
                file=form.cleaned_data["file"],
                form=form.cleaned_data["form"],
                name=form.cleaned_data["file"].name,
                now=timezone.now(),
            ),
        )
        if read is not None:
            messages.success(request, _("The statement is read; its movements are being matched."))
            return redirect("frontend:operator-bank-statement", read.pk)
    page = statements_read(actor=actor, after=request.GET.get("after", ""))
    shown = {"rows": page.items, "next_url": next_page_url(request, page), "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "bank", "operator-bank", shown, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_bank)
def agency(request: HttpRequest) -> HttpResponseBase:
    """Read what a cash agency took from customers."""
    actor = actor_for(request)
    form = AgencyForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST":
        read = attempt(form, lambda: agency_import(actor=actor, content=form.content(), now=timezone.now()))
        if read is not None:
            said = _("%(paid)d orders are paid, %(unmatched)d receipts fit no order, %(known)d were known.")
            messages.success(
                request, said % {"paid": read.paid, "unmatched": read.unmatched, "known": read.known}
            )
            return redirect("frontend:operator-agency")
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "agency", "operator-bank", {"form": form}, status=status)


@require_GET
@opened_to(opens_bank)
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Show the movements of a statement, all or those in one state."""
    wanted = request.GET.get("state", "")
    row, page = statement_movements(
        actor=actor_for(request), statement_id=statement_id, state=wanted, after=request.GET.get("after", "")
    )
    tabs = [Link(_("All"), "?", is_here=not wanted, count=row.entry_count)]
    tabs += [
        Link(str(state.label), f"?state={state.value}", TONES[state][1], is_here=state.value == wanted)
        for state in EntryState
    ]
    shown = {
        "row": row,
        "tabs": tabs,
        "movements": [(each, *TONES[each.state]) for each in page.items],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "bank_statement", "operator-bank", shown)
