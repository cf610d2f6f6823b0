"""A device that makes passkeys and answers with them, in software."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "http://testserver"
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One key pair with its counter; `flags` and `origin` can be bent to what no honest device does."""

    counter: int = 0
    flags: int = _PRESENT | _VERIFIED
    origin: str = ORIGIN
    credential_id: bytes = b"soft-key-1"
    handle: bytes = b""
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def _data(self, rp_id: str, attested: bytes = b"") -> AuthenticatorData:
        flags = self.flags | (_ATTESTED if attested else 0)
        named = sha256(rp_id.encode()).digest()
        made: AuthenticatorData = AuthenticatorData.create(
            named, AuthenticatorData.FLAG(flags), self.counter, attested
        )
        return made

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=challenge, origin=self.origin)

    def _answer(self, response: dict[str, Any]) -> str:
        name = websafe_encode(self.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {key: websafe_encode(value) for key, value in response.items()},
            }
        )

    def made(self, options: dict[str, Any]) -> str:
        """Answer the question for a new key."""
        asked = options["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        attested = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", asked["challenge"]),
                "attestationObject": AttestationObject.create(
                    "none", self._data(asked["rp"]["id"], attested), {}
                ),
            }
        )

    def opened(self, options: dict[str, Any]) -> str:
        """Answer the question for any key."""
        asked = options["publicKey"]
        data, client = self._data(asked["rpId"]), self._client("webauthn.get", asked["challenge"])
        signature = self.private.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": signature,
                "userHandle": self.handle,
            }
        )
