"""Come in and go out."""

from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from frontend.access import actor_for
from frontend.desks import first_desk_url
from frontend.device_cookie import device_token
from frontend.views.shop.kept import wishes_merged


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the door (digits or a code), or on to the page that was wanted for who is in already."""
    wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not actor_for(request).is_anonymous:
        return HttpResponseRedirect(wanted if is_ours else first_desk_url(actor_for(request)))
    query = f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if is_ours else ""
    # A telephone that was given digits asks for them; the page itself sends the others on.
    door = reverse("frontend:pin-enter") if device_token(request) else reverse("account_request_login_code")
    return HttpResponseRedirect(door + query)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Forget who it was."""
    logout(request)
    return redirect("frontend:home")


@require_safe
def desks(request: HttpRequest) -> HttpResponse:
    """Lead to the first desk that is open to the person; what was kept before signing in comes along."""
    response = HttpResponseRedirect(first_desk_url(actor_for(request)))
    wishes_merged(request, response)
    return response
