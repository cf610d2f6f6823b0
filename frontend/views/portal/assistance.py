"""Assisted mode: whom an organisation lets act for it, what they did, and the facilitator's own door."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ASSISTING_KEY, actor_for, is_signed_in, opened_to, opens_portal
from frontend.addresses import next_page_url
from frontend.forms.joining import AssistanceForm, HelpingForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import SESSION_KEY, language_here, place_of, portal_page
from marketplace.cooperatives.assisting import (
    assistance_open,
    assistances_for,
    assistances_of,
    assisted_acts,
)
from marketplace.cooperatives.models.assistance import Assistance
from marketplace.cooperatives.policies import may_lend
from marketplace.cooperatives.services.assistance_grant import assistance_end, assistance_grant
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import NotFound

_DONE = range(200, 400)


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def helpers(request: HttpRequest) -> HttpResponseBase:
    """List who may act and what they did; POST lets somebody act."""
    place, now = place_of(request), timezone.now()
    form = AssistanceForm(request.POST or None)
    granted = attempt(form, lambda: assistance_grant(**place.known, **form.cleaned_data, now=now))
    if granted is not None:
        done(request, lambda: None, _("Both of you are told. You can end it here at any time."))
        return redirect("frontend:portal-help")
    acts = assisted_acts(**place.known, after=request.GET.get("after", ""))
    context = {
        "rows": [
            (row, [Role(role).label for role in row.roles], row.ended_at is None and row.ends_at > now)
            for row in assistances_of(**place.known)
        ],
        "acts": [(act, act.status in _DONE) for act in acts.items],
        "next_url": next_page_url(request, acts),
        "form": form,
        "may_lend": may_lend(place.actor, place.organisation_id),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "help", "portal-people", context, place=place, status=status)


@require_POST
@opened_to(is_signed_in)
def end(request: HttpRequest, assistance_id: int) -> HttpResponseBase:
    """End an agreement."""
    actor = actor_for(request)
    done(
        request,
        lambda: assistance_end(actor=actor, assistance_id=assistance_id, now=timezone.now()),
        _("Ended: the person cannot act for you any more."),
    )
    return redirect("frontend:portal-help" if opens_portal(actor) else "frontend:portal-helping")


@require_http_methods(["GET", "POST"])
@opened_to(is_signed_in)
def helping(request: HttpRequest) -> HttpResponseBase:
    """Show a facilitator for whom they may act; POST begins, with the reason that every act will bear."""
    actor, now = actor_for(request), timezone.now()
    form = HelpingForm(request.POST or None)
    begun = attempt(form, lambda: _begun(actor.user_id or 0, form))
    if begun is not None:
        request.session[ASSISTING_KEY] = {"id": begun.pk, "reason": form.cleaned_data["reason"]}
        request.session[SESSION_KEY] = begun.organisation_id
        return redirect("frontend:portal-today")
    language = language_here()
    shown = {
        "rows": [
            (row, row.organisation.name(language), [Role(role).label for role in row.roles])
            for row in assistances_for(actor=actor, now=now)
        ],
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/helping.html", shown, status=status)


def _begun(user_id: int, form: HelpingForm) -> Assistance:
    found = assistance_open(
        user_id=user_id, assistance_id=form.cleaned_data["assistance"], now=timezone.now()
    )
    if found is None:
        raise NotFound(_("There is no such agreement."), field="assistance")
    return found


@require_POST
@opened_to(is_signed_in)
def stop(request: HttpRequest) -> HttpResponseBase:
    """Act for nobody but oneself again."""
    request.session.pop(ASSISTING_KEY, None)
    request.session.pop(SESSION_KEY, None)
    return redirect("frontend:portal-helping")
