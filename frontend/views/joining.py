"""The way in: a cooperative applies, and a person takes the role that they were offered."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import actor_for, is_signed_in, opened_to
from frontend.forms.joining import ApplicationForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import SESSION_KEY
from marketplace.cooperatives.joining import invitation_open
from marketplace.cooperatives.services.invitation_accept import invitation_accept
from marketplace.cooperatives.services.organisation_create import organisation_create
from marketplace.cooperatives.states import Role
from marketplace.network.links import invitation_of


@require_http_methods(["GET", "POST"])
@opened_to(is_signed_in)
def join(request: HttpRequest) -> HttpResponseBase:
    """Begin the file of an organisation that wants to sell; whoever does becomes its president."""
    form = ApplicationForm(request.POST or None)
    made = attempt(
        form,
        lambda: organisation_create(actor=actor_for(request), **form.values(), now=timezone.now()),
    )
    if made is not None:
        request.session[SESSION_KEY] = made.pk
        return redirect("frontend:portal-joining")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/join.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@opened_to(is_signed_in)
def invitation(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show who asks for what, and take the role."""
    now = timezone.now()
    found = invitation_open(invitation_id=invitation_of(token), now=now)
    if request.method == "POST":
        taken = done(
            request,
            lambda: invitation_accept(actor=actor_for(request), invitation_id=found.pk, now=now),
            _("Welcome!"),
        )
        if taken is not None:
            request.session[SESSION_KEY] = found.organisation_id
            return redirect("frontend:desks")
    shown = {"invitation": found, "role": Role(found.role).label}
    return render(request, "frontend/account/invitation.html", shown)
