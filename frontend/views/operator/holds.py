"""Money that is retained: place a hold with its reason and its last day, and release it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_settlements
from frontend.addresses import next_page_url
from frontend.cards import Link
from frontend.forms.operator import AnswerForm, HoldForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.operator.desk import language_here, operator_page
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.texts import text_in
from marketplace.payouts.models.hold import Hold
from marketplace.payouts.policies import may_hold
from marketplace.payouts.selectors.holds import hold_shown, holds_listed, payee_by_slug
from marketplace.payouts.services.hold_appeal import appeal_answer
from marketplace.payouts.services.hold_place import hold_place, hold_release


@require_http_methods(["GET", "POST"])
@opened_to(opens_settlements)
def holds(request: HttpRequest) -> HttpResponseBase:
    """List holds; POST places one. The key of the form keeps a second press from placing a second."""
    actor = actor_for(request)
    if request.method == "POST":
        form = HoldForm(request.POST)
        if attempt(form, lambda: _placed(actor, form)) is not None:
            messages.success(request, _("The amount is held. The cooperative reads why and until when."))
            return redirect("frontend:operator-holds")
    else:
        initial = {"key": f"desk:{uuid.uuid4()}", "organisation": request.GET.get("organisation", "")}
        form = HoldForm(initial=initial)
    shows_all = request.GET.get("show") == "all"
    page = holds_listed(actor=actor, only_open=not shows_all, after=request.GET.get("after", ""))
    language = language_here()
    shown = {
        "rows": [(row, text_in(row.organisation_names, language)) for row in page.items],
        "tabs": [
            Link(_("Held"), "?", "lock", is_here=not shows_all),
            Link(_("All"), "?show=all", is_here=shows_all),
        ],
        "next_url": next_page_url(request, page),
        "form": form,
        "may_hold": may_hold(actor),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "holds", "operator-holds", shown, status=status)


def _placed(actor: Actor, form: HoldForm) -> Hold | None:
    data = form.cleaned_data
    try:
        payee = payee_by_slug(actor=actor, slug=data["organisation"])
    except NotFound as error:
        form.add_error("organisation", error.message)
        return None
    return hold_place(
        actor=actor,
        key=data["key"],
        organisation_id=payee.pk,
        amount=data["amount"],
        reason=data["reason"],
        release_date=data["release_date"],
        now=timezone.now(),
    )


@require_http_methods(["GET", "POST"])
@opened_to(opens_settlements)
def appeal(request: HttpRequest, hold_id: int) -> HttpResponseBase:
    """Show an objection with its hold; POST answers it."""
    actor, form = actor_for(request), AnswerForm(request.POST if request.method == "POST" else None)
    card = hold_shown(actor=actor, hold_id=hold_id)
    if card.appeal is None:
        raise NotFound(_("There is no such appeal."), field="appeal")
    appeal_id = card.appeal.appeal_id
    if request.method == "POST":
        answered = attempt(
            form,
            lambda: appeal_answer(
                actor=actor,
                appeal_id=appeal_id,
                is_granted=form.cleaned_data["verdict"] == "granted",
                answer=form.cleaned_data["answer"],
                now=timezone.now(),
            ),
        )
        if answered is not None:
            messages.success(request, _("Answered: the cooperative is told."))
            return redirect("frontend:operator-holds")
    shown = {"row": card, "name": text_in(card.organisation_names, language_here()), "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return operator_page(request, "appeal", "operator-holds", shown, status=status)


@require_POST
@opened_to(opens_settlements)
def release(request: HttpRequest, hold_id: int) -> HttpResponseBase:
    """Release a hold before its day."""
    actor = actor_for(request)
    done(
        request,
        lambda: hold_release(actor=actor, hold_id=hold_id, now=timezone.now()),
        _("Released: the amount is payable again."),
    )
    return redirect("frontend:operator-holds")
