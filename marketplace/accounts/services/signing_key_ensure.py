"""Have a key that signs: from the environment, or made once for this installation."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.db import connection, transaction

from marketplace.accounts.models import SigningKey

KEY_BITS = 2048
_PUBLIC_EXPONENT = 65_537
# "signing key" for pg_advisory_xact_lock: two processes that start at once make one key.
_LOCK = 7_364_159_001


@dataclass(frozen=True, slots=True)
class Key:
    """A key that signs and its public half."""

    kid: str
    private: RSAPrivateKey
    public: RSAPublicKey


def public_numbers(public: RSAPublicKey) -> dict[str, str]:
    """Return a public key's modulus and exponent as RFC 7518 writes them."""
    numbers = public.public_numbers()
    return {"n": _base64(numbers.n), "e": _base64(numbers.e)}


def _base64(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@lru_cache(maxsize=16)
def _key(pem: str) -> Key:
    private = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(private, RSAPrivateKey):
        raise TypeError("JWT_PRIVATE_KEY must be an RSA key.")
    public = private.public_key()
    described = {"kty": "RSA", **public_numbers(public)}
    thumbprint = sha256(json.dumps(described, sort_keys=True, separators=(",", ":")).encode()).digest()
    return Key(base64.urlsafe_b64encode(thumbprint).rstrip(b"=").decode(), private, public)


def signing_key_ensure(*, now: datetime) -> Key:
    """Return the key that signs from now on, making the first one if there is none."""
    if settings.JWT_PRIVATE_KEY:
        return _key(settings.JWT_PRIVATE_KEY)
    newest = SigningKey.objects.order_by("-created_at", "kid").first()
    return _key(newest.private_pem if newest is not None else _made(now))


def _made(now: datetime) -> str:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        first = SigningKey.objects.first()
        if first is not None:
            return first.private_pem
        made = generate_private_key(public_exponent=_PUBLIC_EXPONENT, key_size=KEY_BITS)
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        SigningKey.objects.create(kid=_key(pem).kid, private_pem=pem, created_at=now)
        return pem


def verifying_keys() -> Mapping[str, Key]:
    """Return all keys whose signatures count, by their id; one query."""
    pems = list(SigningKey.objects.order_by("-created_at").values_list("private_pem", flat=True))
    if settings.JWT_PRIVATE_KEY:
        pems.insert(0, settings.JWT_PRIVATE_KEY)
    return {key.kid: key for key in map(_key, pems)}
