"""What a visitor keeps in mind before signing in: product numbers in a signed cookie, newest first."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "wishes"
SALT = "frontend.wishes"
MAX_AGE_SECONDS = 180 * 24 * 3600
MOST = 40
# A product's number fits into a bigint
_DIGITS = 18


def wishes_of_cookie(request: HttpRequest) -> list[int]:
    """Read the cookie; a missing, forged or old one keeps nothing."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=MAX_AGE_SECONDS)
    parts = str(value or "").split(".")[:MOST]
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) <= _DIGITS]


def wishes_kept(response: HttpResponseBase, product_ids: list[int]) -> None:
    """Let the browser keep these; no script reads them."""
    if not product_ids:
        wishes_forgotten(response)
        return
    response.set_signed_cookie(
        COOKIE,
        ".".join(str(each) for each in product_ids[:MOST]),
        salt=SALT,
        max_age=MAX_AGE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def wishes_forgotten(response: HttpResponseBase) -> None:
    """Keep nothing in the browser: the account keeps it now."""
    response.delete_cookie(COOKIE, samesite="Lax")
