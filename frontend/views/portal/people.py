"""Who works for the organisation, who is asked to, and whose role ends."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import opened_to, opens_portal
from frontend.forms.joining import InvitationForm
from frontend.forms.refusals import UNPROCESSABLE, attempt, done
from frontend.views.portal.place import language_here, place_of, portal_page
from marketplace.cooperatives.joining import people_of
from marketplace.cooperatives.policies import may_grant
from marketplace.cooperatives.services.invitation_send import invitation_send, invitation_withdraw
from marketplace.cooperatives.services.membership_revoke import membership_revoke
from marketplace.cooperatives.states import Role
from marketplace.kernel.errors import InvalidInput

# A role is a picture and a word.
ROLE_ICONS = {
    Role.PRESIDENT: "star",
    Role.TREASURER: "wallet",
    Role.SALES: "tag",
    Role.PRODUCTION: "leaf",
    Role.HUB: "crate",
    Role.CASHIER: "cash",
    Role.DRIVER: "truck",
}


@require_http_methods(["GET", "POST"])
@opened_to(opens_portal)
def people(request: HttpRequest) -> HttpResponseBase:
    """List members and open invitations; POST asks somebody by a message on their phone."""
    place, now = place_of(request), timezone.now()
    form = InvitationForm(request.POST or None)
    sent = attempt(
        form,
        lambda: invitation_send(**place.known, **form.cleaned_data, language=language_here(), now=now),
    )
    if sent is not None:
        done(request, lambda: None, _("A message is on its way to this phone."))
        return redirect("frontend:portal-people")
    found = people_of(**place.known, now=now)
    context = {
        "members": [(row, ROLE_ICONS[Role(row.role)], Role(row.role).label) for row in found.members],
        "invitations": [(row, ROLE_ICONS[Role(row.role)], Role(row.role).label) for row in found.invitations],
        "form": form,
        "may_invite": may_grant(place.actor, place.organisation_id),
        "me": place.actor.user_id,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "people", "portal-people", context, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def revoke(request: HttpRequest) -> HttpResponseBase:
    """Take a role from somebody, or lay one's own down."""
    place, user = place_of(request), request.POST.get("user", "")
    if not (user.isascii() and user.isdigit() and len(user) < 19):
        raise InvalidInput(_("This page address is not one of ours."), field="user")
    done(
        request,
        lambda: membership_revoke(
            **place.known, user_id=int(user), role=request.POST.get("role", ""), now=timezone.now()
        ),
        _("The role is taken back."),
    )
    return redirect("frontend:portal-people")


@require_POST
@opened_to(opens_portal)
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    """Take an invitation back."""
    place = place_of(request)
    done(
        request,
        lambda: invitation_withdraw(actor=place.actor, invitation_id=invitation_id, now=timezone.now()),
        _("The invitation is withdrawn."),
    )
    return redirect("frontend:portal-people")
