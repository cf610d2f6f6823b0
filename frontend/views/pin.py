"""Come in with four to six digits on a telephone that a code has proved to be one's own."""

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import actor_for, opened_to, opens_portal
from frontend.device_cookie import device_forgotten, device_kept, device_token
from frontend.forms.pin import PinForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from frontend.views.portal.place import place_of, portal_page
from marketplace.accounts.selectors import device_known
from marketplace.accounts.services.pin_open import pin_open
from marketplace.accounts.services.pin_set import pin_forget, pin_set
from marketplace.kernel.errors import NotFound

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _came_by_code(request: HttpRequest) -> bool:
    """Whether the last way in of this session was a code."""
    records = get_authentication_records(request, request.user)
    return bool(records) and records[-1].get("method") == "code"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(opens_portal)
def choose(request: HttpRequest) -> HttpResponseBase:
    """Choose the digits for this telephone, or let it forget them."""
    place, now, old = place_of(request), timezone.now(), device_token(request)
    form = PinForm(request.POST or None)
    if request.method == "POST" and "forget" in request.POST:
        pin_forget(user_id=place.actor.user_id or 0, token=old, now=now)
        messages.success(request, _("This telephone asks for a code again."))
        response: HttpResponseBase = redirect("frontend:portal-pin")
        device_forgotten(response)
        return response
    came_by_code = _came_by_code(request)
    token = attempt(
        form,
        lambda: pin_set(
            actor=place.actor,
            pin=form.cleaned_data["pin"],
            came_by_code=came_by_code,
            old_token=old,
            now=now,
        ),
    )
    if token is not None:
        messages.success(request, _("Next time these digits open the door on this telephone."))
        response = redirect("frontend:portal-more")
        device_kept(response, token)
        return response
    known = device_known(old) if old else None
    shown = {
        "form": form,
        "came_by_code": came_by_code,
        "is_known": known is not None and known.user_id == place.actor.user_id,
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return portal_page(request, "pin", "portal-pin", shown, place=place, status=status)


@require_POST
@opened_to(opens_portal)
def by_code(request: HttpRequest) -> HttpResponseBase:
    """Go out and come in again with a code, to choose digits then."""
    logout(request)
    query = urlencode({REDIRECT_FIELD_NAME: reverse("frontend:portal-pin")})
    return HttpResponseRedirect(f"{reverse('account_request_login_code')}?{query}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponseBase:
    """Ask a known telephone for its digits; any other one is sent to where codes are asked for."""
    token = device_token(request)
    device = device_known(token) if token else None
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    onward = wanted if is_ours else reverse("frontend:desks")
    by_code_url = f"{reverse('account_request_login_code')}?{urlencode({REDIRECT_FIELD_NAME: onward})}"
    if not actor_for(request).is_anonymous:
        return HttpResponseRedirect(onward)
    if device is None:
        return HttpResponseRedirect(by_code_url)
    form = PinForm(request.POST or None)
    try:
        person = attempt(
            form, lambda: pin_open(token=token, pin=form.cleaned_data["pin"], now=timezone.now())
        )
    except NotFound:
        # Locked by another attempt in the meantime
        return HttpResponseRedirect(by_code_url)
    if person is not None:
        login(request, person, backend=BACKEND)
        return HttpResponseRedirect(onward)
    if form.is_bound and device_known(token) is None:
        messages.error(request, _("Too many wrong digits: please come in with a code, then choose new ones."))
        return HttpResponseRedirect(by_code_url)
    shown = {"form": form, "name": device.user.first_name, "wanted": onward, "by_code_url": by_code_url}
    return render(request, "frontend/account/pin.html", shown, status=UNPROCESSABLE if form.is_bound else 200)
