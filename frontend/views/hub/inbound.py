"""The gate: what is announced, what was received, and the differences that wait for an answer."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_hub
from frontend.addresses import next_page_url
from frontend.forms.inbound import ReceiveForm, SettleForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.queued import is_queued, queued_outcome, tapped_at
from frontend.views.hub.place import hub_page, language_here, place_of
from frontend.views.papers import evidence_answer, pdf_answer
from logistics.models.inbound import GoodsReceipt, Notice
from logistics.policies import may_run_hub
from logistics.selectors.evidence import evidence_file, evidence_of
from logistics.selectors.inbound import (
    amount_in_units,
    discrepancies_open,
    notice_of_hub,
    notices_open,
    receipt_detail,
    receipts_in_warehouse,
)
from logistics.services.discrepancy_settle import discrepancy_settle
from logistics.services.goods_receive import Delivery, goods_receive
from logistics.services.inbound_papers import receipt_pdf
from logistics.states import NoticeState
from marketplace.kernel.policy import require
from marketplace.kernel.texts import text_in


@require_GET
@opened_to(opens_hub)
def inbound(request: HttpRequest) -> HttpResponse:
    """Show what is announced, which differences are open, and what came in last."""
    place, language = place_of(request), language_here()
    notices = notices_open(**place.known, first=50)
    cases = discrepancies_open(**place.known, first=50)
    receipts = receipts_in_warehouse(**place.known, after=request.GET.get("after", ""))
    shown = {
        "notices": [(row, text_in(row.organisation_names, language)) for row in notices.items],
        "cases": [
            (
                case,
                amount_in_units(case),
                case.line.variant.product.name(language),
                case.line.receipt.organisation.name(language),
            )
            for case in cases.items
        ],
        "receipts": [(row, text_in(row.organisation_names, language)) for row in receipts.items],
        "next_url": next_page_url(request, receipts),
        "today": timezone.localdate(),
    }
    return hub_page(request, "inbound", "hub-inbound", shown, place=place)


@require_http_methods(["GET", "POST"])
@opened_to(opens_hub)
def receive(request: HttpRequest, notice_id: int) -> HttpResponseBase:
    """Count an announced load in; POST makes the lots and opens a case for each difference."""
    actor, language = actor_for(request), language_here()
    notice, lines = notice_of_hub(actor=actor, notice_id=notice_id)
    if notice.state == NoticeState.RECEIVED and request.method == "GET":
        return redirect("frontend:hub-receipt", notice.receipt.pk)
    form = ReceiveForm(request.POST or None, request.FILES or None, lines=lines, initial={"key": uuid4().hex})

    if request.method == "POST":
        made = attempt(form, lambda: _received(request, notice, form))
        if is_queued(request):
            return queued_outcome(form, is_done=made is not None)
        if made is not None:
            messages.success(request, _("Received. Print the labels and let the slip be signed."))
            return redirect("frontend:hub-receipt", made.pk)
    files = evidence_of([f"notice:{notice.pk}"])[f"notice:{notice.pk}"]
    shown = {
        "notice": notice,
        "owner": notice.organisation.name(language),
        "rows": [
            (line, fields, line.variant.product.name(language), line.variant.name(language))
            for line, fields in form.asked()
        ],
        "form": form,
        "files": files,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return hub_page(request, "notice", "hub-inbound", shown, status=status)


def _received(request: HttpRequest, notice: Notice, form: ReceiveForm) -> GoodsReceipt:
    return goods_receive(
        actor=actor_for(request),
        delivery=Delivery(
            warehouse_id=notice.warehouse_id,
            notice_id=notice.pk,
            brought_by=form.cleaned_data["brought_by"],
            temperature_c=form.cleaned_data["temperature"],
            note=form.cleaned_data["note"],
        ),
        lines=form.counted(),
        key=form.cleaned_data["key"],
        now=tapped_at(request, now=timezone.now()),
    )


@require_GET
@opened_to(opens_hub)
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Show a receipt: what was counted, the lots with their labels, the differences."""
    return _receipt_page(request, receipt_id)


def _receipt_page(
    request: HttpRequest, receipt_id: int, failed: tuple[int, SettleForm] | None = None
) -> HttpResponse:
    actor, language = actor_for(request), language_here()
    detail = receipt_detail(actor=actor, receipt_id=receipt_id)
    hub_id = detail.receipt.warehouse.organisation_id
    require(may_run_hub(actor, hub_id), _("This is for the people of this hub."))
    files = evidence_of([f"receipt-line:{line.pk}" for line in detail.lines])
    rows = [
        {
            "line": line,
            "name": line.variant.product.name(language),
            "variant": line.variant.name(language),
            "family": line.variant.product.product_type.key,
            "files": files[f"receipt-line:{line.pk}"],
            "cases": [
                (case, amount_in_units(case), failed[1] if failed and failed[0] == case.pk else SettleForm())
                for case in line.discrepancies.all()
            ],
        }
        for line in detail.lines
    ]
    shown = {
        "receipt": detail.receipt,
        "owner": detail.receipt.organisation.name(language),
        "rows": rows,
    }
    status = UNPROCESSABLE if failed else 200
    return hub_page(request, "receipt", "hub-inbound", shown, status=status)


@require_POST
@opened_to(opens_hub)
def settle(request: HttpRequest, discrepancy_id: int) -> HttpResponseBase:
    """Close a case with its outcome."""
    form, sent = SettleForm(request.POST), request.POST.get("receipt", "")
    case = attempt(
        form,
        lambda: discrepancy_settle(
            actor=actor_for(request), discrepancy_id=discrepancy_id, now=timezone.now(), **form.cleaned_data
        ),
    )
    if case is None:
        receipt_id = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0
        return _receipt_page(request, receipt_id, (discrepancy_id, form))
    messages.success(request, _("Settled."))
    return redirect("frontend:hub-receipt", case.line.receipt_id)


@require_GET
@opened_to(opens_hub)
def receipt_paper(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Draw the slip that both sides sign."""
    language = language_here()
    content = receipt_pdf(actor=actor_for(request), receipt_id=receipt_id, language=language)
    return pdf_answer(content, f"receipt-{receipt_id}.pdf")


@require_GET
@opened_to(opens_hub)
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Show a picture or play a recording of this hub."""
    return evidence_answer(evidence_file(actor=actor_for(request), evidence_id=evidence_id))
