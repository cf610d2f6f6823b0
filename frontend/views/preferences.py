"""A person says what may be told by which way, and when nothing should ring."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontend.access import actor_for, is_signed_in, opened_to
from frontend.forms.preferences import PreferenceForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from marketplace.notifications.quiet_hours import preference_of
from marketplace.notifications.services.preference_set import preference_set


@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def account_notifications(request: HttpRequest) -> HttpResponseBase:
    """Show the switches as they stand; POST keeps them."""
    actor = actor_for(request)
    form = PreferenceForm(
        request.POST if request.method == "POST" else None, standing=preference_of(user_id=actor.user_id or 0)
    )
    kept = attempt(
        form,
        lambda: preference_set(
            actor=actor,
            muted=form.muted(),
            quiet_from=form.cleaned_data["quiet_from"],
            quiet_until=form.cleaned_data["quiet_until"],
        ),
    )
    if kept is not None:
        messages.success(request, _("Saved"))
        return redirect("frontend:account-notifications")
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/notifications.html", {"form": form}, status=status)
