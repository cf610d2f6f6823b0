"""From a subscription and something that happened to what an app is told."""

import logging
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    Visitor,
    parse,
    visit,
)

from marketplace.apps.models.app import App
from marketplace.apps.selectors import actor_of_app
from marketplace.apps.subscriptions import BadSubscription
from marketplace.graphql.integrations.catalogue import EVENTS, EventKind
from marketplace.graphql.integrations.events import EventRow
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.kit.context import Context
from marketplace.graphql.kit.document import Refused
from marketplace.graphql.kit.engine import Engine
from marketplace.graphql.kit.errors import formatted
from marketplace.graphql.kit.wire import dumps

logger = logging.getLogger(__name__)

_NAMES = {kind.type_name: name for name, kind in EVENTS.items()}
_LONGEST = 20_000
# The schema's mutations try subscriptions, so the schema cannot be imported here; it is given once it is made.
_engine: list[Engine] = []


def answer_with(engine: Engine) -> None:
    """Say which schema answers subscriptions."""
    _engine[:] = [engine]


class _Types(Visitor):
    """Notes which types a document speaks of."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_inline_fragment(self, node: InlineFragmentNode, *_args: Any) -> None:
        """Note the type of `... on X`."""
        if node.type_condition is not None:
            self.found.add(node.type_condition.name.value)

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_args: Any) -> None:
        """Note the type of `fragment x on X`."""
        self.found.add(node.type_condition.name.value)


def events_in(query: str) -> frozenset[str]:
    """
    Return the names of the events that a subscription speaks of.

    :raises BadSubscription: if it is none, is not valid, or asks for nothing that happens here
    """
    document = _parsed(query)
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.SUBSCRIPTION:
        raise BadSubscription("Subscription operation not found.", code="MISSING_SUBSCRIPTION")
    try:
        _engine[0].documents.get(query, None)
    except Refused as refused:
        raise BadSubscription(refused.errors[0].message, code="UNABLE_TO_PARSE") from None
    types = _Types()
    visit(document, types)
    found = frozenset(_NAMES[name] for name in types.found if name in _NAMES)
    if not found:
        raise BadSubscription("Subscription does not ask for any event.", code="MISSING_EVENT")
    return found


def _parsed(query: str) -> DocumentNode:
    if len(query) > _LONGEST:
        raise BadSubscription("The query is too long.", code="SYNTAX")
    try:
        return parse(query)
    except GraphQLSyntaxError as error:
        raise BadSubscription(error.message, code="SYNTAX") from None


def event_row(kind: EventKind, app: App, things: dict[str, Any], *, now: datetime) -> EventRow:
    """Return what happened as one app is told it."""
    return EventRow(kind, now, AppRow(app), things)


def payload_of(query: str, row: EventRow, *, now: datetime) -> str | None:
    """
    Return the JSON text that a webhook is told; nothing if its subscription does not ask for this event.

    What the app may not see is null in it, with an error beside it, as in an answer.
    """
    context = Context(
        request=_request(), now=now, authenticate=lambda _request: actor_of_app(row.recipient.app)
    )
    try:
        answer = _engine[0].told(query=query, root={"event": row}, context=context)
    except Refused as refused:
        # It was valid when it was given to us; the schema has moved on since.
        logger.error("A webhook of app %s cannot be told: %s", row.recipient.id, refused.errors[0].message)
        return None
    told = (answer.data or {}).get("event")
    if not told and not answer.errors:
        return None
    body: dict[str, Any] = dict(told or {})
    if answer.errors:
        body["errors"] = [formatted(error, debug=False) for error in answer.errors]
    return dumps(body).decode()


def _request() -> HttpRequest:
    """Return a request to ourselves, for what asks by which address it was called."""
    request = HttpRequest()
    address = urlsplit(settings.PUBLIC_URL)
    port = str(address.port or (443 if address.scheme == "https" else 80))
    request.META.update(
        {"SERVER_NAME": address.hostname or "localhost", "SERVER_PORT": port, "REMOTE_ADDR": "127.0.0.1"}
    )
    return request
