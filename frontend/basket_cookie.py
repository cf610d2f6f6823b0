"""
A visitor's basket is known by a signed cookie, not by a session: reading the shop leaves no row behind.

The cookie also carries how many pieces the basket holds, so that the header of a page costs no query.
"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "basket"
SALT = "frontend.basket"
MAX_AGE_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class BasketMark:
    """Which basket is the visitor's, and how many pieces it held when it was last changed."""

    checkout_id: uuid.UUID | None = None
    pieces: int = 0


def basket_mark(request: HttpRequest) -> BasketMark:
    """Read the cookie; a missing, forged or old one means no basket."""
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=MAX_AGE_SECONDS)
    key, _, pieces = str(value or "").partition(":")
    try:
        return BasketMark(uuid.UUID(key), int(pieces))
    except ValueError:
        return BasketMark()


def basket_kept(response: HttpResponseBase, mark: BasketMark) -> None:
    """Give the visitor a basket; scripts cannot read it and other sites' forms do not send it."""
    response.set_signed_cookie(
        COOKIE,
        f"{mark.checkout_id}:{mark.pieces}",
        salt=SALT,
        max_age=MAX_AGE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def basket_forgotten(response: HttpResponseBase) -> None:
    """Take the basket away: it became an order, or it is not the visitor's any more."""
    response.delete_cookie(COOKIE, samesite="Lax")
