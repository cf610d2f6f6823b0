"""Come in and go out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import actor_for
from frontend.desks import first_desk_url
from frontend.forms.refusals import UNPROCESSABLE
from frontend.forms.sign_in import SignInForm


def _target(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=ours, require_https=request.is_secure()):
        return wanted
    return ""


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is, and lead to the page that was wanted or to the person's desk."""
    target = _target(request)
    if request.method == "GET" and not actor_for(request).is_anonymous:
        return HttpResponseRedirect(target or first_desk_url(actor_for(request)))
    form = SignInForm(request.POST or None)
    if form.is_valid() and form.user is not None:
        login(request, form.user, backend="django.contrib.auth.backends.ModelBackend")
        # The next page asks anew who this is: what was known of the visitor does not count any more.
        return HttpResponseRedirect(target or reverse("frontend:desks"))
    return render(
        request,
        "frontend/account/sign_in.html",
        {"form": form, "target": target},
        status=UNPROCESSABLE if form.is_bound else 200,
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who it was."""
    logout(request)
    return redirect("frontend:home")


def desks(request: HttpRequest) -> HttpResponse:
    """Lead to the first desk that is open to the person."""
    return HttpResponseRedirect(first_desk_url(actor_for(request)))
