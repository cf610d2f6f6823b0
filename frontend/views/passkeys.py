"""Passkeys: added and removed in one's account, and a way in beside the code."""

from collections.abc import Mapping
from urllib.parse import urlencode

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import actor_for, is_signed_in, opened_to
from frontend.forms.passkeys import PasskeyForm
from frontend.forms.refusals import UNPROCESSABLE, attempt
from marketplace.accounts.models import User
from marketplace.accounts.passkeys import State, opening_begin
from marketplace.accounts.selectors import passkeys_of
from marketplace.accounts.services.passkey_add import is_fresh, passkey_add, passkey_begin
from marketplace.accounts.services.passkey_open import passkey_open
from marketplace.accounts.services.passkey_remove import passkey_remove
from marketplace.kernel.errors import DomainError, InvalidInput

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Two questions may be open in one browser, each is answered once
_ADDING, _OPENING = "passkey.adding", "passkey.opening"
TOO_MANY = 429


def _remember(request: HttpRequest, key: str, state: State) -> None:
    request.session[key] = state


def _remembered(request: HttpRequest, key: str) -> Mapping[str, str]:
    found = request.session.pop(key, None)
    return found if isinstance(found, dict) else {}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@opened_to(is_signed_in)
def passkeys(request: HttpRequest) -> HttpResponseBase:
    """List one's passkeys; POST keeps the one that the device has just made."""
    actor, now = actor_for(request), timezone.now()
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    state = _remembered(request, _ADDING) if request.method == "POST" else {}
    made = attempt(
        form,
        lambda: passkey_add(
            actor=actor,
            name=form.cleaned_data["name"],
            answer=form.cleaned_data["answer"],
            state=state,
            now=now,
        ),
    )
    if made is not None:
        messages.success(request, _("%(name)s opens your account from now on.") % {"name": made.name})
        return redirect("frontend:passkeys")
    person: User = request.user  # type: ignore[assignment]  # opened_to(is_signed_in) stands before
    shown = {"form": form, "rows": passkeys_of(person.pk), "is_fresh": is_fresh(person, now)}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "frontend/account/passkeys.html", shown, status=status)


@never_cache
@require_POST
@opened_to(is_signed_in)
def begin(request: HttpRequest) -> HttpResponseBase:
    """Tell the browser of who is signed in what a new key must be like."""
    try:
        options, state = passkey_begin(actor=actor_for(request), now=timezone.now())
    except DomainError as error:
        return JsonResponse({"error": error.message}, status=UNPROCESSABLE)
    _remember(request, _ADDING, state)
    return JsonResponse(options)


@require_POST
@opened_to(is_signed_in)
def again(request: HttpRequest) -> HttpResponseBase:
    """Go out and come in again with a code, to add a passkey then."""
    logout(request)
    query = urlencode({REDIRECT_FIELD_NAME: reverse("frontend:passkeys")})
    return HttpResponseRedirect(f"{reverse('account_request_login_code')}?{query}")


@require_POST
@opened_to(is_signed_in)
def remove(request: HttpRequest, passkey_id: int) -> HttpResponseBase:
    """Forget a passkey."""
    name = passkey_remove(actor=actor_for(request), passkey_id=passkey_id)
    messages.success(request, _("%(name)s opens your account no more.") % {"name": name})
    return redirect("frontend:passkeys")


@never_cache
@require_POST
def challenge(request: HttpRequest) -> HttpResponseBase:
    """Ask a browser for any key of ours: the same question for everybody."""
    if not consume(request, action="passkey"):
        return JsonResponse(
            {"error": _("Too many attempts. Please wait a few minutes and try again.")}, status=TOO_MANY
        )
    options, state = opening_begin(now=timezone.now())
    _remember(request, _OPENING, state)
    return JsonResponse(options)


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponseBase:
    """Let in whose passkey answered, or lead back to the code."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    state = _remembered(request, _OPENING)
    try:
        person = passkey_open(answer=request.POST.get("answer", ""), state=state, now=timezone.now())
    except InvalidInput as error:
        messages.error(request, error.message)
        return redirect("account_request_login_code")
    login(request, person, backend=BACKEND)
    return HttpResponseRedirect(wanted if is_ours else reverse("frontend:desks"))
