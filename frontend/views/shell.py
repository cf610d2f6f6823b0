"""The small pages around the others: theme, web manifest."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from frontend.context import THEME_COOKIE, THEMES

A_YEAR_IN_SECONDS = 365 * 24 * 3600


@csrf_exempt  # It sets nothing but a colour; without a token the pages around it stay cacheable.
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the device says, and go back to the page."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("frontend:home")
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("theme", "auto")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=A_YEAR_IN_SECONDS,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """Describe the shop to a phone that puts it on its home screen."""
    icons = [
        {
            "src": static(f"frontend/img/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": use,
        }
        for size, use in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    name = gettext("The cooperatives' market")
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "lang": get_language(),
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start_url": reverse("frontend:home"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#faf5ea",
            "theme_color": "#41521e",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script that keeps the pages of drivers and pickers for when there is no network."""
    path = Path(__file__).parents[1] / "static" / "frontend" / "js" / "worker.js"
    response = HttpResponse(path.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
