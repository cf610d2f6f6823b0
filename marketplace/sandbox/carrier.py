"""
A twin of a parcel carrier's system: it books, cancels, reports and calls back, and can be told to misbehave.

`/carrier/v1/...` is the carrier's API (bearer token, `Idempotency-Key`); `/carrier/_twin/...` are the switches:

- `POST moods` {"mood": M, "times": N}: spoils the next N calls of the API. `silence` closes the connection before the
  work, `lost` after it, `slow` waits `milliseconds`, `html` answers a page, `nameless` a booking without a number,
  `dear` a fee below zero, `other` a booking of another parcel, `busy` 503.
- `POST events` {"code", "status", ...}: something happens to a parcel; `times` sends the report that often, `hold`
  keeps it back, `id` gives it a name of one's own, and other fields travel as they are (also nonsense).
- `POST release` {"order": "reversed"}: sends what was held.
"""

import hashlib
import hmac
import http.client
import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from marketplace.sandbox.api import DROPPED, Answer, Request
from marketplace.sandbox.errors import Json
from marketplace.sandbox.store import Store

PREFIX = "/carrier/"
API = "/carrier/v1/"
SWITCHES = "/carrier/_twin/"
MOODS = ("silence", "lost", "slow", "html", "nameless", "dear", "other", "busy")
TIMEOUT_SECONDS = 10
_KEY = "carrier"
_FEE = "27.00"
# Places where this carrier does not go
_NOWHERE = "NOWHERE"


class CarrierTwin:
    """The carrier; its bookings live in the sandbox's store."""

    def __init__(self, store: Store, *, token: str, webhook_url: str, secret: str) -> None:
        self._store, self._token = store, token
        self._webhook_url, self._secret = webhook_url, secret
        self._moods: list[Json] = []

    def handle(self, request: Request) -> Answer:
        """Answer a call of the API or a switch."""
        if request.path.startswith(SWITCHES):
            return self._switch(request)
        if not self._token or request.headers.get("authorization", "") != f"Bearer {self._token}":
            return _answer(401, {"error": "unauthorised"})
        mood = self._mood()
        if mood.get("mood") == "silence":
            return DROPPED
        if mood.get("mood") == "slow":
            time.sleep(mood.get("milliseconds", 1000) / 1000)
        if mood.get("mood") == "busy":
            return _answer(503, {"error": "busy"})
        answer = self._work(request)
        return _spoilt(answer, mood.get("mood", ""))

    def _mood(self) -> Json:
        if not self._moods:
            return {}
        mood = self._moods[0]
        mood["times"] -= 1
        if mood["times"] <= 0:
            self._moods.pop(0)
        return mood

    def _work(self, request: Request) -> Answer:
        steps = [unquote(step) for step in request.path.removeprefix(API).strip("/").split("/")]
        with self._store.transaction():
            state: Json = self._store.setting(_KEY, {"deliveries": {}, "keys": {}, "held": [], "serial": 0})
            answer = self._routed(request, steps, state)
            self._store.set_setting(_KEY, state)
        return answer

    def _routed(self, request: Request, steps: list[str], state: Json) -> Answer:
        match (request.method, steps):
            case ("POST", ["deliveries"]):
                return self._book(request, state)
            case ("POST", ["deliveries", code, "cancel"]):
                return _cancel(state, code)
            case ("GET", ["deliveries", code, "events"]) if code in state["deliveries"]:
                return _answer(200, {"data": state["deliveries"][code]["events"]})
        return _answer(404, {"error": "no such thing"})

    def _book(self, request: Request, state: Json) -> Answer:
        key = request.headers.get("idempotency-key", "")
        given = _json(request.body)
        problem = _problem(given, key)
        if problem:
            return _answer(422, {"error": problem})
        if key in state["keys"]:
            return _answer(200, _booking(state["deliveries"][state["keys"][key]]))
        state["serial"] += 1
        code = f"DEL{state['serial']:06d}"
        state["deliveries"][code] = {
            **given,
            "code": code,
            "tracking_number": f"TW{state['serial']:08d}",
            "fee": _FEE,
            "state": "CREATED",
            "events": [],
        }
        state["keys"][key] = code
        return _answer(201, _booking(state["deliveries"][code]))

    def _switch(self, request: Request) -> Answer:
        given = _json(request.body)
        match request.path.removeprefix(SWITCHES).strip("/"):
            case "moods" if given.get("mood") in MOODS:
                self._moods.append({"times": 1, **given})
                return _answer(200, {"moods": self._moods})
            case "events" if isinstance(given.get("code"), str):
                return self._happens(given)
            case "release":
                return self._release(is_reversed=given.get("order") == "reversed")
            case "deliveries":
                return _answer(200, self._store.setting(_KEY, {"deliveries": {}})["deliveries"])
        return _answer(400, {"error": "no such switch"})

    def _happens(self, given: Json) -> Answer:
        times, hold = int(given.pop("times", 1)), bool(given.pop("hold", False))
        is_silent = bool(given.pop("silent", False))
        with self._store.transaction():
            state: Json = self._store.setting(_KEY, {"deliveries": {}, "keys": {}, "held": [], "serial": 0})
            delivery = state["deliveries"].get(given["code"])
            serial = state["serial"] = state["serial"] + 1
            event = {"id": f"ev_{serial}", "at": datetime.now(UTC).isoformat(), "comment": "", **given}
            if delivery is not None:
                delivery["events"].append(event)
                delivery["state"] = str(event.get("status"))
            if hold:
                state["held"].append(event)
            self._store.set_setting(_KEY, state)
        statuses = [] if hold or is_silent else [self._call(event) for _turn in range(times)]
        return _answer(200, {"event": event, "answers": statuses})

    def _release(self, *, is_reversed: bool) -> Answer:
        with self._store.transaction():
            state: Json = self._store.setting(_KEY, {"held": []})
            held, state["held"] = state["held"], []
            self._store.set_setting(_KEY, state)
        return _answer(
            200, {"answers": [self._call(event) for event in (reversed(held) if is_reversed else held)]}
        )

    def _call(self, event: Json) -> int:
        """Tell our customer; 0: it did not answer, and will be told again when it asks."""
        if not self._webhook_url:
            return 0
        body = json.dumps(event).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Carrier-Signature": hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest(),
        }
        request = urllib.request.Request(self._webhook_url, body, headers, method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except (OSError, http.client.HTTPException):
            return 0


def _json(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _problem(given: Json, key: str) -> str:
    missing = [name for name in ("reference", "name", "phone", "address", "amount") if not given.get(name)]
    if not key:
        return "an Idempotency-Key is needed"
    if missing:
        return f"missing: {', '.join(missing)}"
    if given.get("district") == _NOWHERE:
        return "we do not deliver there"
    return ""


def _booking(delivery: Json) -> Json:
    return {name: delivery[name] for name in ("code", "tracking_number", "fee", "reference", "state")}


def _cancel(state: Json, code: str) -> Answer:
    delivery = state["deliveries"].get(code)
    if delivery is None:
        return _answer(404, {"error": "no such delivery"})
    if delivery["state"] not in ("CREATED", "CANCELLED"):
        return _answer(409, {"error": "it is on its way"})
    delivery["state"] = "CANCELLED"
    return _answer(200, _booking(delivery))


def _spoilt(answer: Answer, mood: str) -> Answer:
    """What arrives when the carrier has a bad day; the work was done all the same."""
    if mood == "lost":
        return DROPPED
    if mood == "html":
        return Answer(200, b"<!doctype html><p>Maintenance</p>", {"Content-Type": "text/html"})
    faults: dict[str, Json] = {
        "nameless": {"code": None},
        "dear": {"fee": "-5.00"},
        "other": {"reference": "X"},
    }
    changes = faults.get(mood)
    return _answer(answer.status, {**_json(answer.body), **changes}) if changes else answer


def _answer(status: int, body: Json) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
