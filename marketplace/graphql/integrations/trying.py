"""What a subscription would tell of something that there is, and telling it on purpose."""

import json
import uuid
from datetime import datetime
from typing import Any

from marketplace.apps.models.app import App
from marketplace.apps.models.webhook import EventDelivery, Webhook
from marketplace.apps.selectors import actor_of_app
from marketplace.apps.services.delivery_queue import delivery_queue
from marketplace.graphql.integrations.catalogue import EVENTS
from marketplace.graphql.integrations.rendering import event_row, events_in, payload_of
from marketplace.graphql.integrations.things import (
    Things,
    fulfillment_things,
    order_things,
    person_things,
    product_things,
    variant_things,
)
from marketplace.graphql.kit.ids import decoded
from marketplace.graphql.kit.info import Info
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, NotFound

_KINDS = {
    "Order": "order",
    "Fulfillment": "fulfillment",
    "Product": "product",
    "ProductVariant": "product_variant",
    "User": "user",
}


class NotTried(DomainError):
    """It cannot be tried; `code` says why."""

    def __init__(self, message: str, *, code: str, field: str) -> None:
        super().__init__(message, field=field)
        vars(self)["code"] = code


def dry_run(info: Info, *, object_id: str, query: str) -> Any:
    """
    Return what would be told of something to an app that holds what the actor does.

    :raises BadSubscription: if the subscription cannot be answered
    :raises NotTried: if the thing is of a kind that it does not tell of, or the actor may not see such events
    :raises NotFound: if there is no such thing
    """
    actor, now = info.context.actor, info.context.now
    app = App(name="dry run", permissions=sorted(_held(actor)), created_at=now)
    told = _told(object_id, query, sorted(events_in(query)), app, actor, now)
    return json.loads(told[1])


def triggered(info: Info, *, object_id: str, webhook_id: int) -> EventDelivery:
    """
    Have a webhook told of something.

    :raises NotTried: if the thing is of a kind that it does not tell of, or actor or app may not see such events
    :raises NotFound: if there is no such thing or webhook
    """
    actor, now = info.context.actor, info.context.now
    webhook = Webhook.objects.select_related("app").filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound("Couldn't resolve to a node.", field="webhook_id")
    event, payload = _told(object_id, webhook.subscription_query, webhook.events, webhook.app, actor, now)
    return delivery_queue(webhook=webhook, event=event, payload=payload, now=now)


def _held(actor: Actor) -> set[str]:
    return {kind.permission.value for kind in EVENTS.values() if actor.may(kind.permission)}


def _told(
    object_id: str, query: str, events: list[str], app: App, actor: Actor, now: datetime
) -> tuple[str, str]:
    parts = decoded(object_id)
    about = _KINDS.get(parts[0]) if parts is not None else None
    if parts is None or about is None:
        code = "INVALID_ID" if parts is None else "TYPE_NOT_SUPPORTED"
        raise NotTried("Unable to process this kind of object.", code=code, field="object_id")
    for event in events:
        kind = EVENTS.get(event)
        if kind is None or kind.about != about:
            continue
        if not actor.may(kind.permission) or kind.permission not in app.permissions:
            raise NotTried(
                f"The user doesn't have required permission: {kind.permission.name}.",
                code="MISSING_PERMISSION",
                field="object_id",
            )
        things = _things(about, parts[1], actor_of_app(app), now)
        if things is None:
            raise NotFound(f"Couldn't resolve to a node: {object_id}", field="object_id")
        payload = payload_of(query, event_row(kind, app, things, now=now), now=now)
        if payload is not None:
            return event, payload
    raise NotTried(
        "The subscription does not tell of this kind of object.", code="TYPE_NOT_SUPPORTED", field="object_id"
    )


def _things(about: str, key: str, actor: Actor, now: datetime) -> Things | None:
    if about in ("order", "fulfillment"):
        try:
            order_id = str(uuid.UUID(key))
        except ValueError:
            return None
        return order_things(order_id, actor) if about == "order" else fulfillment_things(order_id, actor)
    if not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    match about:
        case "product":
            return product_things(int(key), actor)
        case "product_variant":
            return variant_things(int(key), actor, now)
    return person_things(int(key), actor, is_staff=False)
