"""
A carrier whose system we call over HTTP with JSON; the form follows what Moroccan carriers publish.

Source of the form (a delivery with district, name, phone, address, amount and reference; answered with a code and a
fee): the public clients of Sendit and OzonExpress, read 2026-11, confidence M. `POST /deliveries`, `POST
/deliveries/<code>/cancel`, `GET /deliveries/<code>/events`, a bearer token, and an `Idempotency-Key`. Whoever speaks
otherwise gets a gateway of its own beside this one.
"""

import hashlib
import hmac
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from logistics.gateways.base import Booked, CarrierEvent, CarrierRefused, CarrierUnreachable, Shipment
from logistics.states import FailureReason, TrackingKind
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.money import Money

TIMEOUT_SECONDS: Final = 10
LARGEST_ANSWER: Final = 1_000_000
# More than any parcel may cost: an answer beyond it is a mistake of the other side, not a price.
DEAREST_MINOR: Final = 100_000
_TRY_AGAIN: Final = frozenset({408, 425, 429})
_K, _R = TrackingKind, FailureReason
# The carrier's codes in our words; None: told, but it moves nothing.
CODES: Final[Mapping[str, tuple[TrackingKind | None, str]]] = {
    "CREATED": (None, ""),
    "PICKED_UP": (None, ""),
    "IN_TRANSIT": (None, ""),
    "OUT_FOR_DELIVERY": (_K.OUT_FOR_DELIVERY, ""),
    "NO_ANSWER": (_K.ATTEMPT_FAILED, _R.ABSENT.value),
    "WRONG_ADDRESS": (_K.ATTEMPT_FAILED, _R.WRONG_ADDRESS.value),
    "NO_CASH": (_K.ATTEMPT_FAILED, _R.NO_CASH.value),
    "OUT_OF_ZONE": (_K.ATTEMPT_FAILED, _R.OUT_OF_ZONE.value),
    "DELIVERED": (_K.DELIVERED, ""),
    "REFUSED": (_K.REFUSED, _R.REFUSED.value),
    "DAMAGED": (_K.REFUSED, _R.DAMAGED.value),
    "RETURNING": (_K.RETURNING, ""),
    "RETURNED": (_K.RETURNED, ""),
    "LOST": (_K.LOST, ""),
    "CANCELLED": (None, ""),
}


def signature_of(body: bytes, secret: str) -> str:
    """Return what stands in the `X-Carrier-Signature` header of a call to us (HMAC-SHA256, hexadecimal)."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, given: str, secret: str) -> bool:
    """Say whether a call to us was signed with our secret; without a secret nobody is believed."""
    return bool(secret) and hmac.compare_digest(given.encode(), signature_of(body, secret).encode())


class RestCarrier:
    """The carrier at an address."""

    is_immediate = False

    def __init__(self, *, base_url: str, token: str) -> None:
        self._base, self._token = base_url.rstrip("/"), token

    def book(self, shipment: Shipment) -> Booked:
        """
        Ask for the parcel to be carried; the same key again returns the first booking.

        :raises CarrierRefused: if it will not carry it
        :raises CarrierUnreachable: if it does not answer sensibly
        """
        body = {
            "reference": shipment.reference,
            "district": shipment.district,
            "city": shipment.city,
            "name": shipment.name,
            "phone": shipment.phone,
            "address": shipment.address,
            "weight_g": shipment.weight_g,
            "amount": _decimal(shipment.cash),
        }
        answer = self._call("POST", "/deliveries", body, key=shipment.key)
        reference, number = answer.get("code"), answer.get("tracking_number")
        if not _is_name(reference, 80) or not _is_name(number, 40):
            raise CarrierUnreachable(_("The carrier answered nonsense: a booking without a number."))
        if answer.get("reference") != shipment.reference:
            raise CarrierUnreachable(_("The carrier answered nonsense: a booking of another parcel."))
        return Booked(str(reference), str(number), self._fee(answer.get("fee"), shipment.cash.currency))

    def cancel(self, reference: str, *, key: str) -> None:
        """
        Take a booking back; taking it back twice is harmless.

        :raises CarrierRefused: if it is too late
        :raises CarrierUnreachable: if it does not answer sensibly
        """
        answer = self._call("POST", f"/deliveries/{quote(reference, safe='')}/cancel", {}, key=key)
        if answer.get("state") != "CANCELLED":
            raise CarrierUnreachable(_("The carrier answered nonsense: the booking is not cancelled."))

    def events(self, reference: str) -> Sequence[dict[str, Any]]:
        """
        Return what it knows of a booking.

        :raises CarrierRefused: if it knows no such booking
        :raises CarrierUnreachable: if it does not answer sensibly
        """
        answer = self._call("GET", f"/deliveries/{quote(reference, safe='')}/events", None, key="")
        rows = answer.get("data")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CarrierUnreachable(_("The carrier answered nonsense: no list of events."))
        return rows

    def read(self, payload: dict[str, Any]) -> CarrierEvent:
        """
        Put an event of its into our words.

        :raises InvalidInput: if a part is missing, unknown or no sensible value
        """
        code = payload.get("status")
        if not isinstance(code, str) or code not in CODES:
            raise InvalidInput(_("The carrier's code %(code)s is not known here.") % {"code": code})
        kind, reason = CODES[code]
        if not _is_name(payload.get("id"), 100) or not _is_name(payload.get("code"), 80):
            raise InvalidInput(_("The carrier's report names no parcel."))
        return CarrierEvent(
            event_id=str(payload["id"]),
            reference=str(payload["code"]),
            kind=kind,
            reason=reason,
            note=str(payload.get("comment") or "")[:300],
            happened_at=_moment(payload.get("at")),
            cash=_cash(payload.get("amount")) if kind == TrackingKind.DELIVERED else None,
        )

    def _fee(self, told: object, currency: str) -> Money | None:
        if told is None:
            return None
        fee = _amount(told, currency)
        if fee is None or not 0 <= fee.minor <= DEAREST_MINOR:
            raise CarrierUnreachable(_("The carrier answered nonsense: a fee of %(fee)s.") % {"fee": told})
        return fee

    def _call(self, method: str, path: str, body: Mapping[str, object] | None, *, key: str) -> dict[str, Any]:
        if urlsplit(self._base).scheme not in ("http", "https"):
            raise CarrierRefused(_("No address is set for this carrier's system."))
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": key}
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
            f"{self._base}{path}",
            data=json.dumps(body).encode() if body is not None else None,
            headers=headers,
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                answer = json.loads(response.read(LARGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                detail = f"HTTP {error.code}: {error.read(500).decode(errors='replace')}"
            if 400 <= error.code < 500 and error.code not in _TRY_AGAIN:
                raise CarrierRefused(detail) from error
            raise CarrierUnreachable(detail) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CarrierUnreachable(f"{type(error).__name__}: {error}") from error
        if not isinstance(answer, dict):
            raise CarrierUnreachable(_("The carrier answered nonsense: no JSON object."))
        return answer


def _is_name(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def _decimal(amount: Money) -> str:
    return str(Decimal(amount.minor).scaleb(-2))


def _amount(told: object, currency: str) -> Money | None:
    """Read a decimal with at most two places; None: it is none."""
    try:
        minor = Decimal(str(told)).scaleb(2)
    except InvalidOperation:
        return None
    if not minor.is_finite() or minor != minor.to_integral_value():
        return None
    return Money(int(minor), currency)


def _cash(told: object) -> Money | None:
    if told is None:
        return None
    amount = _amount(told, "MAD")
    if amount is None:
        raise InvalidInput(_("The carrier's report tells no sensible sum: %(sum)s.") % {"sum": told})
    return amount


def _moment(told: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(told))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(_("The carrier's report tells no moment: %(moment)s.") % {"moment": told})
    return moment
