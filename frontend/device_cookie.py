"""A telephone's secret lies in a cookie that no script reads and no other site sends."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "device"
MAX_AGE_SECONDS = 365 * 24 * 3600


def device_token(request: HttpRequest) -> str:
    """Return the secret of the telephone; empty for one that we do not know."""
    return request.COOKIES.get(COOKIE, "")


def device_kept(response: HttpResponseBase, token: str) -> None:
    """Give a telephone its secret."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=MAX_AGE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def device_forgotten(response: HttpResponseBase) -> None:
    """Take the secret away."""
    response.delete_cookie(COOKIE, samesite="Lax")
