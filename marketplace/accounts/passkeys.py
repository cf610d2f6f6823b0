"""
Passkeys: what a browser is asked, and what its answer proves (WebAuthn level 2, https://www.w3.org/TR/webauthn-2/).

The arithmetic is fido2's. Every passkey here unlocks by a finger, a face or digits of the device itself, names its
person without being asked for a name, and is bound to the one address at which we are reached.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

MOST_PASSKEYS: Final = 10
# How long a browser may take to ask its person
PATIENCE: Final = timedelta(minutes=5)
# Whoever came in longer ago proves once more who they are before they make another way in
FRESH: Final = timedelta(minutes=30)
_LONGEST_ANSWER: Final = 20_000

State = dict[str, str]


@dataclass(frozen=True, slots=True)
class ProvedKey:
    """A new key: its name, its public half as fido2 keeps it, and how often it had signed."""

    credential_id: bytes
    public: bytes
    counter: int


def _server() -> Fido2Server:
    here = urlsplit(settings.PUBLIC_URL)
    origin = f"{here.scheme}://{here.netloc}"
    party = PublicKeyCredentialRpEntity(id=here.hostname or "", name=here.hostname or "")
    return Fido2Server(party, verify_origin=lambda given: given == origin)


def _handle(user_id: int) -> bytes:
    """A name of a person that says nothing to whoever reads it on their device."""
    return salted_hmac("accounts.passkey", str(user_id), algorithm="sha256").digest()


def _state(state: Mapping[str, Any], now: datetime) -> State:
    return {**{key: str(value) for key, value in state.items()}, "at": now.isoformat()}


def registration_begin(
    *, user_id: int, name: str, known: Iterable[bytes], now: datetime
) -> tuple[dict[str, Any], State]:
    """
    Return what a browser is asked to make a key, and what must be remembered until it answers.

    :param known: the public halves of the person's keys: a device makes no second one beside them
    """
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=_handle(user_id), name=name, display_name=name),
        credentials=[AttestedCredentialData(each) for each in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), _state(state, now)


def registration_proved(answer: str, state: Mapping[str, str], *, now: datetime) -> ProvedKey | None:
    """Return the key that an answer brings; None if it proves nothing, or came too late."""
    given = _read(answer, state, now)
    if given is None:
        return None
    try:
        made = _server().register_complete(state, given)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    data = made.credential_data
    return None if data is None else ProvedKey(data.credential_id, bytes(data), made.counter)


def opening_begin(*, now: datetime) -> tuple[dict[str, Any], State]:
    """Return what a browser is asked for any key of ours, the same for everybody, and what must be remembered."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), _state(state, now)


def key_named(answer: str) -> bytes | None:
    """Return which key an answer names; None if it is no answer."""
    try:
        named: bytes = AuthenticationResponse.from_dict(_json(answer)).raw_id
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return named


def opening_proved(
    answer: str, state: Mapping[str, str], *, public: bytes, user_id: int, now: datetime
) -> int | None:
    """Return how often a key has signed by now, if an answer is its; None if it proves nothing, or came too late."""
    given = _read(answer, state, now)
    if given is None:
        return None
    try:
        response = AuthenticationResponse.from_dict(given)
        _server().authenticate_complete(state, [AttestedCredentialData(public)], response)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    handle = response.response.user_handle
    return None if handle not in (None, _handle(user_id)) else response.response.authenticator_data.counter


def _read(answer: str, state: Mapping[str, str], now: datetime) -> Any:
    try:
        asked = datetime.fromisoformat(state["at"])
    except (KeyError, ValueError):
        return None
    try:
        return _json(answer) if now - asked <= PATIENCE else None
    except (ValueError, TypeError):
        return None


def _json(answer: str) -> Any:
    if len(answer) > _LONGEST_ANSWER:
        raise ValueError("too long")
    try:
        found = json.loads(answer)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise TypeError("no object")
    return found
