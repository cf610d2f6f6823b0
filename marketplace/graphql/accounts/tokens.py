"""The API's tokens: JWT, RS256, five minutes to act and thirty days to ask for another five minutes."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import jwt
from django.db.models import QuerySet
from django.utils.crypto import get_random_string, salted_hmac

from marketplace.accounts.models import User
from marketplace.accounts.services.signing_key_ensure import Key, signing_key_ensure, verifying_keys
from marketplace.graphql.kit.errors import ExpiredSignature, InvalidSignature, InvalidToken
from marketplace.graphql.kit.ids import global_id, key_of
from marketplace.kernel.prepared import Slot, prepared

ACCESS_TTL = timedelta(minutes=5)
REFRESH_TTL = timedelta(days=30)
ACCESS, REFRESH = "access", "refresh"
# A person inside a page of an app: may what both may
THIRDPARTY = "thirdparty"
# The claim by which clients tell tokens of the API itself from those of other issuers.
OWNER = "saleor"
BAD_TOKEN = "Invalid token. Create new one by using tokenCreate mutation."  # noqa: S105 - a message
EXPIRED = "Signature has expired"
BAD_SIGNATURE = "Signature verification failed"
_CSRF_LENGTH = 64
# Public halves of keys that this process has met; a key id names one key for ever.
_MET: dict[str, Key] = {}


class Undecodable(Exception):
    """It is no token of ours at all."""


def stamp_of(user: User) -> str:
    """Return what a token carries of a person's password and key: another of either makes it another stamp."""
    secret = f"{user.password}{user.token_key}"
    return salted_hmac("marketplace.api.token", secret, algorithm="sha256").hexdigest()[:32]


def new_csrf_token() -> str:
    """Return a secret that a page must show together with the refresh cookie."""
    return get_random_string(_CSRF_LENGTH)


def _signed(user: User, issuer: str, now: datetime, ttl: timedelta, extra: Mapping[str, Any]) -> str:
    return _encoded(user, signing_key_ensure(now=now), issuer, now, ttl, extra)


def _encoded(
    user: User, key: Key, issuer: str, now: datetime, ttl: timedelta, extra: Mapping[str, Any]
) -> str:
    claims = {
        "iat": int(now.timestamp()),
        "exp": int((now + ttl).timestamp()),
        "iss": issuer,
        "owner": OWNER,
        "token": stamp_of(user),
        "email": user.email or "",
        "user_id": global_id("User", user.pk),
        "is_staff": user.is_staff,
        **extra,
    }
    return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid})


def access_token(user: User, *, issuer: str, now: datetime) -> str:
    """Return a token that acts for a person."""
    return _signed(user, issuer, now, ACCESS_TTL, {"type": ACCESS})


def refresh_token(user: User, *, issuer: str, now: datetime, csrf_token: str) -> str:
    """Return a token that can only be exchanged for access tokens."""
    return _signed(user, issuer, now, REFRESH_TTL, {"type": REFRESH, "csrfToken": csrf_token})


def app_tokens(
    user: User, apps: Mapping[int, Collection[str]], *, issuer: str, now: datetime
) -> dict[int, str]:
    """Return for each app, given with the permissions that it and the person share, a token that acts for both."""
    key = signing_key_ensure(now=now)
    return {
        app_id: _encoded(
            user,
            key,
            issuer,
            now,
            ACCESS_TTL,
            {"type": THIRDPARTY, "app": global_id("App", app_id), "permissions": sorted(permissions)},
        )
        for app_id, permissions in apps.items()
    }


def read_token(token: str, *, now: datetime) -> dict[str, Any]:
    """
    Verify a token's signature and age and return its claims.

    :raises Undecodable: if it is no token of ours at all
    :raises InvalidSignature: if it was not signed by us
    :raises ExpiredSignature: if its time is over
    """
    try:
        kid = jwt.get_unverified_header(token).get("kid", "")
        seen = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise Undecodable from error
    if seen.get("owner") != OWNER:
        raise Undecodable
    key = _MET.get(kid) or verifying_keys().get(kid)
    if key is None:
        raise InvalidSignature(BAD_SIGNATURE)
    _MET[kid] = key
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=["RS256"],
            options={"verify_exp": False, "verify_iat": False, "require": ["exp", "iat", "type", "user_id"]},
        )
    except jwt.PyJWTError as error:
        raise InvalidSignature(BAD_SIGNATURE) from error
    if claims["exp"] <= now.timestamp():
        raise ExpiredSignature(EXPIRED)
    return claims


@prepared
def _active_user(user_id: Slot) -> QuerySet[User]:
    return User.objects.filter(pk=user_id, is_active=True)


def user_of(claims: Mapping[str, Any]) -> User:
    """
    Return the person for whom a token was given out.

    :raises InvalidToken: if the account is closed, or its password has changed since
    """
    key = key_of(claims["user_id"], "User")
    user = _active_user.one(user_id=key) if key is not None else None
    if user is None or claims.get("token") != stamp_of(user):
        raise InvalidToken(BAD_TOKEN)
    return user
