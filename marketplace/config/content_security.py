"""Tell browsers what our pages may load, and what the device may lend them."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from frontend.styles import digest_of, shop_sheet

# The camera reads barcodes at the hub, the position finds the nearest pick-up point; nothing else is asked for.
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"


def content_security_policy() -> str:
    """
    Return the policy of our pages: all from here, pictures also from the store, in them no code and one known style.

    https://www.w3.org/TR/CSP3/
    """
    store = _origin(settings.CONTENT_SECURITY_STORE)
    targets = " ".join(_origin(target) for target in settings.CONTENT_SECURITY_FORM_TARGETS)
    rules = {
        "default-src": "'self'",
        # The one style that pages bring along on a first visit
        "style-src": f"'self' {digest_of(shop_sheet())}" if settings.BRINGS_SHEET else "'self'",
        "img-src": f"'self' data: blob: {store}",
        "media-src": f"'self' blob: {store}",
        "connect-src": "'self'",
        "form-action": f"'self' {targets}",
        "object-src": "'none'",
        "base-uri": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources.strip()}" for name, sources in rules.items())


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


class ContentSecurityMiddleware:
    """Put the policies on every answer that has not brought its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # Known at the first answer: what styles are called is known once static files are collected
        self._policy = lru_cache(maxsize=1)(content_security_policy)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and add the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self._policy())
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def sandboxed(response: HttpResponseBase) -> HttpResponseBase:
    """Make an answer harmless whatever is in it: nothing runs, nothing loads (for what people uploaded)."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
