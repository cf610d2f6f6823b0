"""Cash goes to the bank against a slip, and is confirmed by the bank statement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import actor_for, opened_to, opens_cash
from frontend.addresses import next_page_url
from frontend.forms.cash import DepositForm, StatementForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.cash.desk import cash_page, language_here, seat_of
from frontend.views.papers import pdf_answer
from marketplace.kernel.texts import text_in
from orders.policies import may_confirm_payment
from orders.selectors.cash import deposit_shown, deposits_listed, remittances_listed
from orders.services.cash_deposit import cash_deposit_confirm, cash_deposit_make
from orders.services.cash_papers import deposit_slip_pdf


@require_http_methods(["GET", "POST"])
@opened_to(opens_cash)
def deposits(request: HttpRequest) -> HttpResponseBase:
    """Show what lies at the desk and what went to the bank; POST hands the marked bundles to the bank."""
    seat, language = seat_of(request), language_here()
    desk_id = seat.desk.organisation_id
    waiting = remittances_listed(actor=seat.actor, desk_id=desk_id, to_deposit=True, first=100).items
    marked = request.POST.getlist("remittances")
    offered = {str(row.remittance_id): row.number for row in waiting}
    offered |= {
        pk: pk for pk in marked if pk.isascii() and pk.isdigit() and len(pk) < 19 and pk not in offered
    }
    form = DepositForm(request.POST or None, remittances=list(offered.items()))
    if request.method == "POST":
        made = attempt(
            form,
            lambda: cash_deposit_make(
                actor=seat.actor,
                desk_id=desk_id,
                remittance_ids=[int(pk) for pk in form.cleaned_data["remittances"]],
                slip_number=form.cleaned_data["slip_number"],
                now=timezone.now(),
            ),
        )
        if made is not None:
            return redirect("frontend:cash-deposit", made.pk)
    page = deposits_listed(actor=seat.actor, desk_id=desk_id, after=request.GET.get("after", ""))
    shown = {
        "waiting": [(row, text_in(row.carrier_names, language)) for row in waiting],
        "marked": set(marked) if form.is_bound else set(offered),
        "form": form,
        "rows": page.items,
        "next_url": next_page_url(request, page),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return cash_page(request, "deposits", "cash-deposits", shown, seat=seat, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(opens_cash)
def deposit(request: HttpRequest, deposit_id: int) -> HttpResponseBase:
    """Show a deposit; POST by staff in charge confirms it from the bank statement."""
    actor, form = actor_for(request), StatementForm(request.POST or None)
    if request.method == "POST":
        confirmed = attempt(
            form,
            lambda: cash_deposit_confirm(
                actor=actor,
                deposit_id=deposit_id,
                credited=form.cleaned_data["credited"],
                bank_reference=form.cleaned_data["bank_reference"],
                now=timezone.now(),
            ),
        )
        if confirmed is not None:
            messages.success(request, _("The bank has it: the cooperatives' money matures now."))
            return redirect("frontend:cash-deposit", deposit_id)
    row, bundles = deposit_shown(actor=actor, deposit_id=deposit_id)
    shown = {
        "row": row,
        "desk": text_in(row.desk_names, language_here()),
        "bundles": [(each, text_in(each.carrier_names, language_here())) for each in bundles],
        "form": form,
        "may_confirm": may_confirm_payment(actor) and row.confirmed_at is None,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return cash_page(request, "deposit", "cash-deposits", shown, status=status)


@require_GET
@opened_to(opens_cash)
def deposit_paper(request: HttpRequest, deposit_id: int) -> HttpResponse:
    """Give the deposit slip as a PDF."""
    content = deposit_slip_pdf(actor=actor_for(request), deposit_id=deposit_id, language=language_here())
    return pdf_answer(content, f"deposit-{deposit_id}.pdf")
