"""What apps are told, as types: one for each event, made from the table of events."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import graphene

from marketplace.accounts.models import User as Person
from marketplace.graphql.catalog.types import Product, ProductVariant
from marketplace.graphql.integrations.catalogue import EVENTS, EventKind
from marketplace.graphql.integrations.rows import AppRow
from marketplace.graphql.integrations.types import App
from marketplace.graphql.kit.late import late
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.orders.fulfillments import Fulfillment
from marketplace.graphql.orders.types import Order, User

VERSION = "3.23"


@dataclass(slots=True)
class EventRow:
    """Something that happened, as one app is told it; `things` are the fields of its type."""

    kind: EventKind
    issued_at: datetime
    recipient: AppRow
    things: dict[str, Any] = field(default_factory=dict)

    version = VERSION

    def __getattr__(self, name: str) -> Any:
        """Return one of the things that it is about."""
        try:
            return self.things[name]
        except KeyError:
            raise AttributeError(name) from None


class Event(graphene.Interface):
    """Something that happened."""

    issued_at = graphene.Field(DateTime, description="When it happened.")
    version = graphene.String(description="Version of the contract by which it is told.")
    recipient = graphene.Field(App, description="The app that is told.")

    @staticmethod
    def type_of(row: EventRow) -> str:
        """Say which event it is."""
        return row.kind.type_name


def _things(about: str) -> dict[str, Any]:
    order = graphene.Field(Order, description="The order.")
    match about:
        case "order":
            return {"order": order}
        case "fulfillment":
            return {"order": order, "fulfillment": graphene.Field(Fulfillment, description="The parcel.")}
        case "product":
            return {"product": graphene.Field(Product, description="The product, if it is still there.")}
        case "product_variant":
            return {"product_variant": graphene.Field(ProductVariant, description="The variant.")}
        case "user":
            return {"user": graphene.Field(User, description="The person; of one who is gone only the ID.")}
        case "gift_card":
            return {"gift_card": graphene.Field(late("GiftCard"), description="The gift card.")}
        case "checkout":
            return {"checkout": graphene.Field(late("Checkout"), description="The checkout.")}
    return {}


def event_type(kind: EventKind, **things: Any) -> type[graphene.ObjectType]:
    """Return the type of an event."""
    meta = type("Meta", (), {"interfaces": (Event,), "description": kind.description, "name": kind.type_name})
    made: type[graphene.ObjectType] = type(kind.type_name, (graphene.ObjectType,), {**things, "Meta": meta})
    return made


_PLAIN = ("order", "fulfillment", "product", "product_variant", "user", "checkout", "gift_card")
EVENT_TYPES = [event_type(kind, **_things(kind.about)) for kind in EVENTS.values() if kind.about in _PLAIN]


class Subscription(graphene.ObjectType):
    """What apps are told; it is not served over HTTP, a webhook's query asks it."""

    event = graphene.Field(Event, description="What happened.")


def gone_person(user_id: int, *, is_staff: bool) -> Person:
    """Return what is still known of somebody whose account is no more: the id."""
    return Person(pk=user_id, is_staff=is_staff)
