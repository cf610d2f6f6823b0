"""Tell browsers what our pages may load, and what the device may lend them."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# The camera reads barcodes at the hub, the position finds the nearest pick-up point; nothing else is asked for.
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"


def content_security_policy() -> str:
    """
    Return the policy of our own pages: everything from here, pictures also from the store, no inline code.

    https://www.w3.org/TR/CSP3/
    """
    store = _origin(settings.CONTENT_SECURITY_STORE)
    targets = " ".join(_origin(target) for target in settings.CONTENT_SECURITY_FORM_TARGETS)
    rules = {
        "default-src": "'self'",
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
        self._policy = content_security_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and add the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self._policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def sandboxed(response: HttpResponseBase) -> HttpResponseBase:
    """Make an answer harmless whatever is in it: nothing runs, nothing loads (for what people uploaded)."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
