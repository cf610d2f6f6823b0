"""The control API under /_sandbox/: fault switches, webhooks, the clock, and what only banks can do.

It speaks JSON and refuses any other content type, so that no web page can reach it with a form.
"""

import json
import random
from collections.abc import Callable

from marketplace.sandbox import disputing, journal, webhooks
from marketplace.sandbox.api import Answer, Api, Request
from marketplace.sandbox.context import Context
from marketplace.sandbox.errors import ApiError, Json, invalid_request, missing_parameter, resource_missing
from marketplace.sandbox.resources import accounts, payouts

PREFIX = "/_sandbox/"


class Control:
    """The switches of one running sandbox."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._routes: dict[str, Callable[[Json], Json]] = {
            "GET health": lambda given: {"status": "ok"},
            "GET faults": lambda given: {"data": api.faults.list()},
            "POST faults": api.faults.add,
            "DELETE faults": self._clear_faults,
            "GET webhooks": lambda given: journal.switches(self._context()),
            "POST webhooks": self._set_webhooks,
            "POST webhooks/release": self._release,
            "POST webhooks/resend": self._resend,
            "GET deliveries": self._deliveries,
            "GET requests": lambda given: {"data": list(api.journal)},
            "GET clock": lambda given: {"now": api.clock.now(), "offset_seconds": api.clock.offset},
            "POST clock": self._jump,
            "POST settings": self._settings,
            "POST wipe": self._wipe,
            "POST disputes": self._open_dispute,
            "POST payouts/fail": self._fail_payout,
            "POST accounts/complete": self._complete_account,
        }

    def handle(self, request: Request) -> Answer:
        """Answer one control request; every change is one transaction."""
        name = f"{request.method} {request.path.removeprefix(PREFIX).rstrip('/')}"
        try:
            action = self._routes.get(name)
            if action is None:
                raise ApiError(404, "invalid_request_error", f"No such switch: {name}")
            given = self._body(request)
            with self._api.store.transaction():
                body = action(given)
            status = 200
        except ApiError as error:
            status, body = error.status, error.body()
        return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _body(self, request: Request) -> Json:
        if request.method != "POST":
            return {}
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise ApiError(415, "invalid_request_error", "The control API takes application/json.")
        try:
            given = json.loads(request.body or b"{}")
        except ValueError as error:
            raise invalid_request(f"Not JSON: {error}") from error
        if not isinstance(given, dict):
            raise invalid_request("A JSON object is expected.")
        return given

    def _context(self, account: str = "") -> Context:
        return Context(self._api.store, self._api.config, int(self._api.clock.now()), account=account)

    def _clear_faults(self, given: Json) -> Json:
        self._api.faults.clear()
        return {"data": []}

    def _set_webhooks(self, given: Json) -> Json:
        unknown = set(given) - set(journal.DEFAULT_SWITCHES)
        if unknown or given.get("mode", "send") not in ("send", "hold", "never"):
            raise invalid_request(f"Known: {sorted(journal.DEFAULT_SWITCHES)}; mode is send, hold or never.")
        self._api.store.set_setting("webhooks", {**journal.DEFAULT_SWITCHES, **given})
        return journal.switches(self._context())

    def _release(self, given: Json) -> Json:
        """Send what is held: order "in_order", "reversed" or "shuffled" (with `seed`)."""
        db = self._api.store.db
        ids = [row[0] for row in db.execute("SELECT id FROM deliveries WHERE state = 'held' ORDER BY id")]
        order = given.get("order", "in_order")
        if order == "reversed":
            ids.reverse()
        elif order == "shuffled":
            random.Random(given.get("seed")).shuffle(ids)  # noqa: S311 - an order, not a secret
        elif order != "in_order":
            raise invalid_request("order is in_order, reversed or shuffled", param="order")
        # A microsecond apart: the sender takes what is due in the order of its time.
        start = self._api.clock.now() - 1
        for place, id_ in enumerate(ids):
            db.execute(
                "UPDATE deliveries SET state = 'due', due_at = ? WHERE id = ?", (start + place * 1e-5, id_)
            )
        return {"released": len(ids)}

    def _resend(self, given: Json) -> Json:
        """Send an event once more to every endpoint that had it, whatever became of it."""
        event = given.get("event", "")
        rows = self._api.store.db.execute(
            "SELECT DISTINCT endpoint FROM deliveries WHERE event = ?", (event,)
        )
        endpoints = [row[0] for row in rows]
        if not endpoints:
            raise resource_missing("event", event, param="event")
        for endpoint in endpoints:
            journal.queue(self._context(), event, endpoint, state="due", due_at=self._api.clock.now())
        return {"queued": len(endpoints)}

    def _deliveries(self, given: Json) -> Json:
        rows = self._api.store.db.execute(
            "SELECT d.id, d.event, json_extract(o.body, '$.type'), d.endpoint, d.state, d.attempts, "
            "d.due_at, d.last_status, d.last_error "
            "FROM deliveries d JOIN objects o ON o.id = d.event ORDER BY d.id"
        )
        names = (
            "id",
            "event",
            "type",
            "endpoint",
            "state",
            "attempts",
            "due_at",
            "last_status",
            "last_error",
        )
        return {"data": [dict(zip(names, row, strict=True)) for row in rows]}

    def _jump(self, given: Json) -> Json:
        seconds = given.get("advance_seconds")
        if not isinstance(seconds, int) or seconds < 0:
            raise invalid_request("advance_seconds must be a whole number of seconds, 0 or more")
        self._api.clock.offset += seconds
        self._api.store.set_setting("clock_offset", self._api.clock.offset)
        return {"now": self._api.clock.now(), "offset_seconds": self._api.clock.offset}

    def _settings(self, given: Json) -> Json:
        wanted = given.get("debit_negative_balances")
        if not isinstance(wanted, bool) or len(given) != 1:
            raise invalid_request("Known: debit_negative_balances, true or false")
        self._api.store.set_setting("debit_negative_balances", wanted)
        return {"debit_negative_balances": wanted}

    def _wipe(self, given: Json) -> Json:
        self._api.store.wipe()
        self._api.faults.clear()
        self._api.journal.clear()
        self._api.clock.offset = 0
        webhooks.register_endpoint(self._context())
        return {"wiped": True}

    def _open_dispute(self, given: Json) -> Json:
        """Dispute a charge (or a payment intent's): `amount` in minor units, `reason` as Stripe names it."""
        ctx = self._context()
        if "payment_intent" in given:
            intent = ctx.get("payment_intent", given["payment_intent"], param="payment_intent")
            given = {"charge": intent["latest_charge"], **given}
        if not given.get("charge"):
            raise missing_parameter("charge")
        charge = ctx.get("charge", given["charge"], param="charge")
        amount = given.get("amount", charge["amount"] - charge["amount_refunded"])
        if not charge["captured"]:
            amount = 0
        return disputing.open_dispute(ctx, charge, amount=amount, reason=given.get("reason", "fraudulent"))

    def _fail_payout(self, given: Json) -> Json:
        id_ = str(given.get("payout", ""))
        ctx = self._context(self._api.store.owner(id_))
        payout = ctx.get("payout", id_, param="payout")
        return payouts.fail(ctx, payout, code=given.get("code", "account_closed"))

    def _complete_account(self, given: Json) -> Json:
        ctx = self._context()
        return accounts.complete_onboarding(
            ctx, ctx.get("account", str(given.get("account", "")), param="account")
        )
