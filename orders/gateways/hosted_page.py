"""
The hosted page of a Moroccan acquirer, CMI-style: a form that the browser posts, and a signed callback.

Unverified: no public specification was found. Fields and hash are those of public client libraries (rubygems
cmi_gateway, packagist cmi-payment, npm cmi-payment-nodejs; confidence: medium): a POST to `.../fim/est3Dgate` with
`clientid, oid, amount, okUrl, failUrl, callbackUrl, currency 504`, and `hash`, the base64 of SHA-512 over the values in
the order of their names and the store key, joined by "|". Ask the acquirer before the first payment.
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money

# ISO 4217 number of the dirham
DIRHAM = "504"
# Never part of the hash
_UNSIGNED = {"hash", "encoding"}
# The acquirer takes the money when it is answered so, and lets it go otherwise
TAKEN, NOT_TAKEN = "ACTION=POSTAUTH", "FAILURE"


@dataclass(frozen=True, slots=True)
class HostedAnswer:
    """What the acquirer says of one payment."""

    payment_id: uuid.UUID
    is_approved: bool
    amount: Money
    transaction: str


def hosted_hash(fields: Mapping[str, str], store_key: str) -> str:
    """Return the hash of a form: values in the order of their names, pipes and backslashes escaped, then the key."""
    signed = sorted((name for name in fields if name.lower() not in _UNSIGNED), key=str.lower)
    plain = "|".join([*(_escaped(fields[name]) for name in signed), _escaped(store_key)])
    return base64.b64encode(hashlib.sha512(plain.encode()).digest()).decode()


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|")


def hosted_fields(
    *,
    payment_id: uuid.UUID,
    amount: Money,
    language: str,
    ok_url: str,
    fail_url: str,
    callback_url: str,
    client: str,
    store_key: str,
) -> dict[str, str]:
    """
    Return the fields of the form that leads to the acquirer's page, signed.

    :raises InvalidInput: if the amount is in another currency than dirhams
    """
    if amount.currency != "MAD":
        raise InvalidInput(_("This way to pay takes dirhams only."), field="payment_method")
    fields = {
        "clientid": client,
        "oid": str(payment_id),
        "amount": f"{amount.amount:f}",
        "currency": DIRHAM,
        "okUrl": ok_url,
        "failUrl": fail_url,
        "callbackUrl": callback_url,
        "lang": language if language in ("ar", "fr", "en") else "fr",
        "storetype": "3D_PAY_HOSTING",
        "trantype": "PreAuth",
        "hashAlgorithm": "ver3",
        "encoding": "UTF-8",
        # The same payment always makes the same form
        "rnd": payment_id.hex[:20],
    }
    return fields | {"hash": hosted_hash(fields, store_key)}


def hosted_answer(fields: Mapping[str, str], *, client: str, store_key: str) -> HostedAnswer:
    """
    Verify and read a callback.

    :raises InvalidInput: if the hash is missing or wrong, it is for another merchant, or it cannot be read
    """
    said = next((value for name, value in fields.items() if name.lower() == "hash"), "")
    if not store_key or not hmac.compare_digest(said.encode(), hosted_hash(fields, store_key).encode()):
        raise InvalidInput(_("The signature is wrong."), field="hash")
    try:
        payment_id = uuid.UUID(fields.get("oid", ""))
        amount = Money.from_decimal(Decimal(fields.get("amount", "")), "MAD")
    except (ValueError, InvalidOperation, InvalidInput):
        raise InvalidInput(_("This answer cannot be read."), field="oid") from None
    if fields.get("clientid") != client or fields.get("currency") != DIRHAM:
        raise InvalidInput(_("This answer is not for us."), field="clientid")
    is_approved = fields.get("Response") == "Approved" and fields.get("ProcReturnCode") == "00"
    return HostedAnswer(payment_id, is_approved, amount, fields.get("TransId", "")[:120])
