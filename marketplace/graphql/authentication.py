"""Who a request to the API speaks for."""

from urllib.parse import urlsplit

from django.http import HttpRequest

from marketplace.accounts.models import User
from marketplace.cooperatives.selectors import actor_of
from marketplace.kernel.actor import Actor


def actor_of_request(request: HttpRequest) -> Actor:
    """Return the person of the session when the request comes from our own pages, otherwise a visitor."""
    if not is_from_our_pages(request):
        return Actor.anonymous()
    user = request.user
    return actor_of(user) if isinstance(user, User) else Actor.anonymous()


def is_from_our_pages(request: HttpRequest) -> bool:
    """
    Say whether a browser's session may speak: only for a request that our own pages made.

    A form of another site cannot send JSON, and a browser tells the origin of each POST truthfully; a
    request without an origin is taken only if the browser says that it comes from the same origin.
    """
    if request.method == "POST" and request.content_type not in ("application/json", "multipart/form-data"):
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    parts = urlsplit(origin)
    return parts.scheme == request.scheme and parts.netloc == request.get_host()
