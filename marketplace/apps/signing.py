"""How a webhook's receiver knows that it is we who call."""

import hmac
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

import jwt
from django.conf import settings

from marketplace.accounts.services.signing_key_ensure import signing_key_ensure

# Of the contract, which receivers compare
SCHEMA_VERSION = "3.23"


def signature_of(body: bytes, *, secret: str, now: datetime) -> str:
    """
    Sign a body: by a secret that the receiver has too (HMAC-SHA256, hex), else by our own key.

    The second is a JWS (RFC 7515) with a detached, unencoded payload (RFC 7797), RS256, to be verified with the public
    keys at /.well-known/jwks.json.
    """
    if secret:
        return hmac.new(secret.encode(), body, sha256).hexdigest()
    key = signing_key_ensure(now=now)
    return jwt.api_jws.encode(
        body,
        key.private,
        algorithm="RS256",
        headers={"kid": key.kid, "crit": ["b64"]},
        is_payload_detached=True,
    )


def headers_of(event: str, body: bytes, *, secret: str, now: datetime) -> dict[str, str]:
    """Return the headers with which an event is told."""
    return {
        "Content-Type": "application/json",
        "Saleor-Event": event,
        "Saleor-Domain": urlsplit(settings.PUBLIC_URL).netloc,
        "Saleor-Api-Url": f"{settings.PUBLIC_URL}/graphql/",
        "Saleor-Schema-Version": SCHEMA_VERSION,
        "Saleor-Signature": signature_of(body, secret=secret, now=now),
    }
