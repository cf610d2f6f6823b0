"""The public keys with which anybody can verify the API's tokens (RFC 7517)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from marketplace.accounts.services.signing_key_ensure import (
    public_numbers,
    signing_key_ensure,
    verifying_keys,
)
from marketplace.graphql.kit.wire import dumps


def jwks(_request: HttpRequest) -> HttpResponse:
    """Answer with every key that counts."""
    signing_key_ensure(now=timezone.now())
    keys = [
        {
            "kty": "RSA",
            "key_ops": ["verify"],
            "use": "sig",
            "alg": "RS256",
            "kid": kid,
            **public_numbers(key.public),
        }
        for kid, key in verifying_keys().items()
    ]
    return HttpResponse(dumps({"keys": keys}), content_type="application/json")
