"""Error pages that say what to do. They ask the database nothing: it may be what failed."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_from_path, gettext, gettext_noop, override

from frontend.context import theme_of
from frontend.styles import SHEETS, digest_of, sheet


@lru_cache(maxsize=1)
def _sheet() -> SafeString:
    # Written into the page, so that it stays whole when the static files cannot be served. Addresses in it
    # are relative to the sheet's own folder; they only carry decoration.
    return mark_safe(sheet(SHEETS["frontend/css/shop.css"]))


@lru_cache(maxsize=1)
def _policy() -> str:
    """Allow the one style sheet that stands in the page, known by its hash; everything else comes from here."""
    return (
        f"default-src 'self'; style-src 'self' {digest_of(_sheet())}; img-src 'self' data:; "
        "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
    )


def _language(request: HttpRequest) -> str:
    return get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def error_page(request: HttpRequest, *, code: int, scene: str, title: str, text: str) -> HttpResponse:
    """Answer with an error page in the language of the address; `title` and `text` are msgids."""
    language = _language(request)
    with override(language):
        page = render_to_string(
            "frontend/error.html",
            {
                "code": code,
                "scene": scene,
                "title": gettext(title),
                "text": gettext(text),
                "language": language,
                "direction": "rtl" if language == "ar" else "ltr",
                "theme": theme_of(request),
                "sheet": _sheet(),
            },
        )
    headers = {"Content-Language": language, "Content-Security-Policy": _policy()}
    return HttpResponse(page, status=code, headers=headers)


BAD_REQUEST = gettext_noop("We did not understand this request.")
BAD_REQUEST_HELP = gettext_noop(
    "Something in the address or the form is not as expected. Go back and try again."
)
FORBIDDEN = gettext_noop("This page is not open to you.")
FORBIDDEN_HELP = gettext_noop(
    "Sign in with the account that may see it, or ask the person who sent you the link."
)
STALE_FORM_HELP = gettext_noop("This form was open for too long. Go back, reload the page and send it again.")
NOT_FOUND = gettext_noop("There is nothing at this address.")
NOT_FOUND_HELP = gettext_noop(
    "The product may be sold out or the link may be old. Search for it, or start again."
)
SERVER_ERROR = gettext_noop("Something broke on our side.")
SERVER_ERROR_HELP = gettext_noop("Nothing was charged because of this error. Wait a minute and try again.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return error_page(request, code=400, scene="broken", title=BAD_REQUEST, text=BAD_REQUEST_HELP)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return error_page(request, code=403, scene="door", title=FORBIDDEN, text=FORBIDDEN_HELP)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose secret is missing or old."""
    return error_page(request, code=403, scene="door", title=FORBIDDEN, text=STALE_FORM_HELP)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return error_page(request, code=404, scene="search", title=NOT_FOUND, text=NOT_FOUND_HELP)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return error_page(request, code=500, scene="broken", title=SERVER_ERROR, text=SERVER_ERROR_HELP)
