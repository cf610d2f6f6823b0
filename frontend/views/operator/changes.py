"""Changes that cooperatives ask for: read as a difference, agreed to or refused."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.selectors.change_requests import change_seen, changes_waiting
from catalog.selectors.offers import offers_of_products
from catalog.services.change_request import change_request_approve, change_request_refuse
from catalog.states import ChangeState
from frontend.access import actor_for, opened_to, opens_catalogue
from frontend.addresses import next_page_url
from frontend.change_diffs import change_chip, diff_rows
from frontend.forms.changing import DecisionForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.shop_cards import size_name
from frontend.views.operator.desk import language_here, operator_page
from marketplace.channels.selectors import default_channel


@require_safe
@opened_to(opens_catalogue)
def changes(request: HttpRequest) -> HttpResponseBase:
    """List what waits, longest first."""
    language = language_here()
    page = changes_waiting(actor=actor_for(request), after=request.GET.get("after", ""))
    shown = {
        "rows": [
            (row, row.product.name(language), row.product.organisation.name(language), len(row.after))
            for row in page.items
        ],
        "next_url": next_page_url(request, page),
    }
    return operator_page(request, "changes", "operator-changes", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_catalogue)
def change(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """Show one change as a difference; POST agrees to it, or refuses it with a reason."""
    actor, language, now = actor_for(request), language_here(), timezone.now()
    row = change_seen(actor=actor, request_id=request_id)
    known: dict[str, Any] = {"actor": actor, "request_id": request_id, "now": now}
    is_refusal = request.method == "POST" and request.POST.get("act") == "refuse"
    form = DecisionForm(request.POST if is_refusal else None)
    if request.method == "POST" and not is_refusal:
        if done(request, lambda: change_request_approve(**known), _("It holds now.")) is None:
            return redirect("frontend:operator-change", request_id=request_id)
        return redirect("frontend:operator-changes")
    if attempt(form, lambda: change_request_refuse(**known, reason=form.cleaned_data["reason"])) is not None:
        messages.success(request, _("It stays as it was; the cooperative reads why."))
        return redirect("frontend:operator-changes")
    offers = offers_of_products([row.product_id], default_channel(), now)[row.product_id]
    sizes = {offer.variant_id: size_name(offer, language) for offer in offers}
    shown = {
        "row": row,
        "name": row.product.name(language),
        "seller": row.product.organisation.name(language),
        "chip": change_chip(row),
        "diff": diff_rows(row, sizes, language),
        "form": form,
        "is_waiting": row.state == ChangeState.WAITING,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "change", "operator-changes", shown, status=status)
