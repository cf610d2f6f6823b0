"""The books of any day, recomputed: balances, the journal, one entry, and files for those who check."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from frontend.access import actor_for, opened_to, opens_audit
from frontend.addresses import next_page_url
from frontend.forms.audit import DayForm, JournalForm, PeriodForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.audit.desk import audit_page, day_asked
from frontend.views.papers import PRIVATE, stream_answer
from marketplace.kernel.money import Money, total_of
from marketplace.ledger.audit import (
    BalanceRow,
    audit_balances,
    audit_chain,
    audit_entry,
    audit_file,
    audit_journal,
)
from marketplace.ledger.services.accounting_export import accounting_export
from marketplace.ledger.verification import journal_verified
from marketplace.payouts.calendar import local_date

# A longer chain is verified by the command: a page must answer
MOST_VERIFIED = 100_000


@require_GET
@opened_to(opens_audit)
def balances(request: HttpRequest) -> HttpResponse:
    """Show every account as it stood at the end of a day."""
    form = DayForm(request.GET if "day" in request.GET else None)
    day = day_asked(form)
    rows = audit_balances(actor=actor_for(request), day=day)
    shown = {
        "form": form if form.is_bound else DayForm(initial={"day": day}),
        "day": day,
        "rows": rows,
        "totals": _totals(rows),
    }
    return audit_page(request, "balances", "audit-balances", shown)


def _totals(rows: list[BalanceRow]) -> list[tuple[Money, Money, Money]]:
    """Debits, credits and their difference, by currency."""
    currencies = sorted({row.debit.currency for row in rows})
    found = []
    for currency in currencies:
        some = [row for row in rows if row.debit.currency == currency]
        debit, credit = total_of([row.debit for row in some]), total_of([row.credit for row in some])
        found.append((debit, credit, debit - credit))
    return found


@require_GET
@opened_to(opens_audit)
def journal(request: HttpRequest) -> HttpResponse:
    """Show entries, newest first, all or those of an account."""
    form = JournalForm(request.GET)
    day = day_asked(form)
    page = audit_journal(
        actor=actor_for(request),
        day=day,
        account=form.cleaned_data.get("account", ""),
        after=request.GET.get("after", ""),
    )
    shown = {"form": form, "day": day, "rows": page.items, "next_url": next_page_url(request, page)}
    return audit_page(request, "journal", "audit-journal", shown)


@require_GET
@opened_to(opens_audit)
def entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show an entry with its facts and its place in the chain."""
    row, seal = audit_entry(actor=actor_for(request), entry_id=entry_id)
    shown = {"row": row, "seal": seal, "facts": sorted(row.facts.items())}
    return audit_page(request, "entry", "audit-journal", shown)


@require_http_methods(["GET", "POST"])
@opened_to(opens_audit)
def chain(request: HttpRequest) -> HttpResponse:
    """Show the head of the chain and the daily roots; POST recomputes all of it."""
    state = audit_chain(actor=actor_for(request))
    may_verify = state.count <= MOST_VERIFIED
    found = journal_verified(now=timezone.now()) if request.method == "POST" and may_verify else None
    today = local_date(timezone.now())
    period = PeriodForm(initial={"from_day": today.replace(day=1), "to_day": today})
    shown = {"state": state, "found": found, "may_verify": may_verify, "period": period}
    return audit_page(request, "chain", "audit-chain", shown)


@require_GET
@opened_to(opens_audit)
def journal_file(request: HttpRequest) -> HttpResponseBase:
    """Give the whole journal with its chain, as JSON lines."""
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="journal.jsonl"'}
    parts = audit_file(actor=actor_for(request))
    return StreamingHttpResponse(parts, content_type="application/x-ndjson", headers=headers)


@require_GET
@opened_to(opens_audit)
def accounting_file(request: HttpRequest) -> HttpResponseBase:
    """Give the journal of a period in the numbers of the national chart, as CSV."""
    actor, form = actor_for(request), PeriodForm(request.GET)
    parts = attempt(
        form,
        lambda: accounting_export(
            actor=actor, from_day=form.cleaned_data["from_day"], to_day=form.cleaned_data["to_day"]
        ),
    )
    if parts is None:
        shown = {"state": audit_chain(actor=actor), "found": None, "may_verify": False, "period": form}
        return audit_page(request, "chain", "audit-chain", shown, status=UNPROCESSABLE)
    name = f"journal-{form.cleaned_data['from_day']}-{form.cleaned_data['to_day']}.csv"
    return stream_answer(parts, name, "text/csv; charset=utf-8")
