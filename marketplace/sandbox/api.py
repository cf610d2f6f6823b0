"""The API: authentication, routing, idempotency, faults and one transaction around each endpoint."""

import base64
import json
import time
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import unquote

from marketplace.sandbox import faults, params, routes
from marketplace.sandbox.context import DEFAULT_API_VERSION, Clock, Config, Context, new_id
from marketplace.sandbox.errors import ApiError, Json
from marketplace.sandbox.idempotency import IdempotencyKeys, SavedAnswer, fingerprint
from marketplace.sandbox.listing import expand, view
from marketplace.sandbox.store import Store

REMEMBERED_REQUESTS = 2000


@dataclass(frozen=True)
class Request:
    """What arrived: header names are in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What leaves; `drop` closes the connection instead."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


DROPPED = Answer(0, b"", drop=True)


def _basic_user(encoded: str) -> str:
    """Return the user name of HTTP Basic credentials, "" when they cannot be read."""
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except ValueError:
        return ""
    return decoded.decode("utf-8", "replace").partition(":")[0]


class Api:
    """Stripe's API over a store."""

    def __init__(self, store: Store, config: Config, clock: Clock, rules: faults.Faults) -> None:
        self.store = store
        self.config = config
        self.clock = clock
        self.faults = rules
        self.keys = IdempotencyKeys(store)
        self.journal: deque[Json] = deque(maxlen=REMEMBERED_REQUESTS)

    def handle(self, request: Request) -> Answer:
        """Answer one request of the API."""
        plan = self.faults.plan(request.method, request.path)
        if plan.drop_request:
            self._remember(request, "", 0, fault="drop_request")
            return DROPPED
        request_id = new_id("req", 14)
        replayed = False
        try:
            scope = self._authenticate(request)
            if plan.rate_limited:
                raise faults.rate_limit_error()
            saved, replayed = self._dispatch(request, plan, scope, request_id)
        except ApiError as error:
            saved = SavedAnswer(error.status, json.dumps(error.body(), indent=2), request_id)
        self._remember(request, request_id, saved.status, replayed=replayed)
        if plan.drop_response:
            return DROPPED
        return self._answer(request, request_id, saved, replayed)

    def _authenticate(self, request: Request) -> str:
        """Return the connected account the request acts for ("" for the platform)."""
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            value = _basic_user(value)
        if not value:
            raise ApiError(
                401,
                "invalid_request_error",
                "You did not provide an API key. You need to provide your API key in the Authorization "
                "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            )
        expected = self.config.secret_key
        if not value.startswith(("sk_test_", "rk_test_")) or expected not in (None, value):
            hidden = f"{value[:8]}{'*' * 8}{value[-4:]}"
            raise ApiError(401, "invalid_request_error", f"Invalid API Key provided: {hidden}")
        account = request.headers.get("stripe-account", "")
        if account and self._no_such_account(account):
            raise ApiError(
                403,
                "invalid_request_error",
                f"The provided key does not have access to account '{account}' "
                "(or that account does not exist).",
                code="account_invalid",
            )
        return account

    def _no_such_account(self, account: str) -> bool:
        with self.store.transaction():
            return self.store.find(account, type_="account") is None

    def _dispatch(
        self, request: Request, plan: faults.Plan, account: str, request_id: str
    ) -> tuple[SavedAnswer, bool]:
        found = routes.match(request.method, request.path)
        if found is None:
            raise ApiError(
                404,
                "invalid_request_error",
                f"Unrecognized request URL ({request.method}: {request.path}). The sandbox does not know it.",
            )
        endpoint, path_values = found
        raw = (
            params.decode(request.query)
            if request.method != "POST"
            else params.decode(request.body.decode("utf-8", "replace"))
        )
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        ctx = Context(
            self.store,
            self.config,
            now=0,
            account=account,
            api_version=request.headers.get("stripe-version", DEFAULT_API_VERSION),
            request_id=request_id,
            idempotency_key=key,
            path={name: unquote(value) for name, value in path_values.items()},
        )
        if key is None:
            time.sleep(plan.delay_seconds)
            return self._execute(ctx, endpoint, raw, plan, None), False
        print_ = fingerprint(request.method, request.path, raw)
        with self.keys.claim(account, key):
            time.sleep(plan.delay_seconds)
            with self.store.transaction():
                saved = self.keys.answer(account, key, print_, int(self.clock.now()))
            if saved is not None:
                return saved, True
            return self._execute(ctx, endpoint, raw, plan, print_), False

    def _execute(
        self, ctx: Context, endpoint: str, raw: Json, plan: faults.Plan, print_: str | None
    ) -> SavedAnswer:
        """Run the endpoint; keep its answer under the key in the same transaction as its effect."""
        with self.store.transaction():
            ctx.now = int(self.clock.now())
            self.store.db.execute("SAVEPOINT work")
            error: ApiError | None = None
            try:
                body = self._work(ctx, endpoint, raw, plan)
                status = 200
            except ApiError as raised:
                error = raised
                if not raised.keep_changes:
                    self.store.db.execute("ROLLBACK TO work")
                status, body = raised.status, raised.body()
            self.store.db.execute("RELEASE work")
            answer = SavedAnswer(status, json.dumps(body, indent=2), ctx.request_id or "")
            if print_ is not None and ctx.idempotency_key is not None and (error is None or error.saved):
                self.keys.keep(ctx.account, ctx.idempotency_key, print_, answer, ctx.now)
            return answer

    def _work(self, ctx: Context, endpoint: str, raw: Json, plan: faults.Plan) -> Json:
        rule = plan.error_500
        if rule is not None and not rule.executed:
            raise faults.server_error(rule)
        ctx.params = params.check(endpoint, params.in_current_words(endpoint, raw, ctx.api_version))
        paths = ctx.params.pop("expand", [])
        body = expand(ctx, view(ctx, routes.ENDPOINTS[endpoint](ctx)), paths)
        if rule is not None:
            raise faults.server_error(rule)
        return body

    def _answer(self, request: Request, request_id: str, saved: SavedAnswer, replayed: bool) -> Answer:
        headers = {
            "Content-Type": "application/json",
            "Request-Id": request_id,
            "Stripe-Version": request.headers.get("stripe-version", DEFAULT_API_VERSION),
        }
        if "idempotency-key" in request.headers:
            headers["Idempotency-Key"] = request.headers["idempotency-key"]
            headers["Original-Request"] = saved.request_id
        if replayed:
            headers["Idempotent-Replayed"] = "true"
        if saved.status == 409:
            headers["Stripe-Should-Retry"] = "true"
        return Answer(saved.status, saved.body.encode(), headers)

    def _remember(
        self,
        request: Request,
        request_id: str,
        status: int,
        *,
        replayed: bool = False,
        fault: str | None = None,
    ) -> None:
        self.journal.append(
            {
                "at": self.clock.now(),
                "method": request.method,
                "path": request.path,
                "parameters": request.query
                if request.method != "POST"
                else request.body.decode("utf-8", "replace"),
                "idempotency_key": request.headers.get("idempotency-key"),
                "request_id": request_id,
                "status": status,
                "replayed": replayed,
                "fault": fault,
            }
        )
