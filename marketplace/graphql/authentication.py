"""Who a request to the API speaks for."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from marketplace.accounts.models import User
from marketplace.apps.models.app import App
from marketplace.apps.selectors import app_actor
from marketplace.cooperatives.selectors import actor_of
from marketplace.graphql.accounts.tokens import (
    ACCESS,
    BAD_TOKEN,
    THIRDPARTY,
    Undecodable,
    read_token,
    user_of,
)
from marketplace.graphql.kit.errors import InvalidToken
from marketplace.graphql.kit.ids import key_of
from marketplace.kernel.actor import Actor

_SCHEMES = frozenset({"bearer", "jwt"})


def actor_of_request(request: HttpRequest) -> Actor:
    """
    Return whom a token names; without one, the person of the session when our own pages ask; else a visitor.

    :raises ApiError: if a token of ours is forged, too old, withdrawn, or meant for something else
    """
    token = token_of(request)
    if token:
        return _actor_of_token(token)
    if not is_from_our_pages(request):
        return Actor.anonymous()
    user = _user_of_session(request)
    return actor_of(user) if user is not None else Actor.anonymous()


def token_of(request: HttpRequest) -> str:
    """Return the token that a request shows, if any (the back office sends `Authorization-Bearer`)."""
    own = request.headers.get("Authorization-Bearer")
    if own:
        return own
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in _SCHEMES else ""


def _user_of_session(request: HttpRequest) -> User | None:
    """
    Return who has signed in with the browser that asks; two statements, and only when a field wants to know.

    The session is read and never written: it is renewed where pages are served.
    """
    known = getattr(request, "user", None)
    if known is not None:
        return known if isinstance(known, User) else None
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    session = SessionStore(key) if key else None
    if session is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = User.objects.filter(pk=str(session[SESSION_KEY]), is_active=True).first()
    shown = session.get(HASH_SESSION_KEY, "")
    if user is None:
        return None
    good = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return user if any(constant_time_compare(shown, each) for each in good) else None


def _actor_of_token(token: str) -> Actor:
    try:
        claims = read_token(token, now=timezone.now())
    except Undecodable:
        return app_actor(token) or Actor.anonymous()
    if claims["type"] == THIRDPARTY:
        return _inside_app(claims)
    if claims["type"] != ACCESS:
        raise InvalidToken(BAD_TOKEN)
    return actor_of(user_of(claims))


def _inside_app(claims: Mapping[str, Any]) -> Actor:
    """Return a person who uses an app: they may what both of them may now, whatever the token says."""
    person = actor_of(user_of(claims))
    app = _app_of_claim(claims.get("app"))
    if app is None:
        raise InvalidToken(BAD_TOKEN)
    allowed = frozenset(app.permissions)
    return Actor(
        user_id=person.user_id,
        permissions=allowed if person.is_superuser else allowed & person.permissions,
    )


def _app_of_claim(given: object) -> App | None:
    """Return the active app that a token names."""
    key = key_of(given, "App") if isinstance(given, str) else None
    return App.objects.filter(pk=key, is_active=True).first() if key is not None else None


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
