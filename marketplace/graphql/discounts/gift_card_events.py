"""What happened to gift cards, in the contract's shape."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from marketplace.accounts.models import User as Person
from marketplace.accounts.selectors import users_by_id
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, global_id, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, late
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.shop.metadata import FORBIDDEN
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from marketplace.promotions.models.gift_card import GiftCard, GiftCardNote
from marketplace.promotions.selectors.gift_card_events import CardEvent, card_event_of, card_events
from marketplace.promotions.states import CardNoteKind
from orders.selectors.orders import order_numbers

GiftCardEventsEnum = saleor_enum("GiftCardEventsEnum", "What happened to a gift card.")
_OF_ORDERS = frozenset({"used_in_order", "refunded_in_order"})
_ASSIGNING = frozenset({CardNoteKind.ASSIGNED_TO_USER, CardNoteKind.UNASSIGNED_FROM_USER})


class EventRow:
    """Something that happened to a gift card; a field without a resolver reads the attribute."""

    def __init__(self, card: GiftCard, event: CardEvent) -> None:
        self.card, self.event = card, event
        self.id = event.id
        self.date: dt.datetime = event.at
        self.type = event.kind.upper()
        self.message = event.text or None
        self.email: str | None = event.details.get("email")
        self.order_key = uuid.UUID(event.reference.removeprefix("order:")) if event.reference else None

    @property
    def app_id(self) -> int | None:
        """Which app did it, if one did."""
        return self.event.app_id

    def changed(self, kind: CardNoteKind, key: str) -> Any:
        """Return what was before or after, of an event of this kind."""
        return self.event.details.get(key) if self.event.kind == kind else None


class GiftCardEventBalance(graphene.ObjectType):
    """What was on a gift card before and after an event."""

    initial_balance = graphene.Field(Money, description="What the card was issued with.")
    current_balance = graphene.Field(Money, required=True, description="What is left on it after the event.")
    old_initial_balance = graphene.Field(Money, description="What it was issued with: that never changes.")
    old_current_balance = graphene.Field(Money, description="What was left on it before the event.")


class GiftCardEventAssignment(graphene.ObjectType):
    """Whose a gift card was before and after an event."""

    old_assigned_to = graphene.Field(late("User"), description="Whose it was. Requires MANAGE_USERS.")
    current_assigned_to = graphene.Field(late("User"), description="Whose it is. Requires MANAGE_USERS.")
    old_assigned_to_email = graphene.String(description="Email of whose it was.")
    current_assigned_to_email = graphene.String(description="Email of whose it is.")

    @staticmethod
    @batched
    def resolve_old_assigned_to(
        parents: Sequence[Mapping[str, Any]], info: Info
    ) -> list[Person | None] | list[Exception]:
        """Return whose each was."""
        return _people([each.get("before") for each in parents], info)

    @staticmethod
    @batched
    def resolve_current_assigned_to(
        parents: Sequence[Mapping[str, Any]], info: Info
    ) -> list[Person | None] | list[Exception]:
        """Return whose each is."""
        return _people([each.get("after") for each in parents], info)

    @staticmethod
    def resolve_old_assigned_to_email(root: Mapping[str, Any], _info: Info) -> str | None:
        """Return the address of whose it was."""
        return root.get("before_email")

    @staticmethod
    def resolve_current_assigned_to_email(root: Mapping[str, Any], _info: Info) -> str | None:
        """Return the address of whose it is."""
        return root.get("after_email")


class GiftCardEvent(graphene.ObjectType):
    """History of a gift card: one thing that happened."""

    class Meta:
        interfaces = (Node,)

    id = id_field("GiftCardEvent", description="The ID of the event.")
    date = DateTime(description="When it happened.")
    type = graphene.Field(GiftCardEventsEnum, description="What happened.")
    user = graphene.Field(late("User"), description="Who did it. Requires MANAGE_USERS or MANAGE_STAFF.")
    app = graphene.Field(
        late("App"), resolver=answered_later("GiftCardEvent.app"), description="The app that did it."
    )
    message = graphene.String(description="What was said.")
    email = graphene.String(description="To which address the card was sent.")
    order_id = graphene.ID(description="ID of the order that was paid or given back for.")
    order_number = graphene.String(description="Number of that order.")
    tags = graphene.List(graphene.NonNull(graphene.String), description="Its tags after the event.")
    old_tags = graphene.List(graphene.NonNull(graphene.String), description="Its tags before the event.")
    balance = graphene.Field(GiftCardEventBalance, description="What was on it before and after.")
    assigned_to = graphene.Field(GiftCardEventAssignment, description="Whose it was before and after.")
    expiry_date = Date(description="Its last day after the event.")
    old_expiry_date = Date(description="Its last day before the event.")

    @staticmethod
    @batched
    def resolve_user(parents: Sequence[EventRow], info: Info) -> list[Person | None] | list[Exception]:
        """Return who did each."""
        return _people([each.event.user_id for each in parents], info)

    @staticmethod
    def resolve_order_id(root: EventRow, _info: Info) -> str | None:
        """Return the order."""
        return global_id("Order", root.order_key) if root.order_key else None

    @staticmethod
    @batched
    def resolve_order_number(parents: Sequence[EventRow], info: Info) -> list[str | None]:
        """Return the numbers of the orders."""
        return info.context.load(order_numbers, [each.order_key for each in parents])

    @staticmethod
    def resolve_tags(root: EventRow, _info: Info) -> list[str] | None:
        """Return the tags after a change of them."""
        found: list[str] | None = root.changed(CardNoteKind.TAGS_UPDATED, "after")
        return found

    @staticmethod
    def resolve_old_tags(root: EventRow, _info: Info) -> list[str] | None:
        """Return the tags before a change of them."""
        found: list[str] | None = root.changed(CardNoteKind.TAGS_UPDATED, "before")
        return found

    @staticmethod
    def resolve_balance(root: EventRow, _info: Info) -> dict[str, Amount | None] | None:
        """Return what was on it before and after, of events that moved money."""
        event = root.event
        if event.after is None:
            return None
        is_issue = event.kind == "issued"
        return {
            "initial_balance": root.card.initial,
            "current_balance": event.after,
            "old_initial_balance": None if is_issue else root.card.initial,
            "old_current_balance": None if is_issue else event.before,
        }

    @staticmethod
    def resolve_assigned_to(root: EventRow, _info: Info) -> Mapping[str, Any] | None:
        """Return whose it was before and after."""
        return root.event.details if root.event.kind in _ASSIGNING else None

    @staticmethod
    def resolve_expiry_date(root: EventRow, _info: Info) -> dt.date | None:
        """Return the last day after a change of it."""
        return _day(root.changed(CardNoteKind.EXPIRY_DATE_UPDATED, "after"))

    @staticmethod
    def resolve_old_expiry_date(root: EventRow, _info: Info) -> dt.date | None:
        """Return the last day before a change of it."""
        return _day(root.changed(CardNoteKind.EXPIRY_DATE_UPDATED, "before"))


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None


def _people(keys: Sequence[int | None], info: Info) -> list[Person | None] | list[Exception]:
    actor = info.context.actor
    if not actor.may(Permission.MANAGE_USERS) and not actor.may(Permission.MANAGE_STAFF):
        keys = [key if key is not None and key == actor.user_id else None for key in keys]
    return info.context.load(users_by_id, keys)


def events_of_cards(cards: Sequence[GiftCard], info: Info) -> list[list[EventRow] | Exception]:
    """Return what happened to cards, oldest first; who is in charge of orders sees what orders did."""
    actor = info.context.actor
    sees_all = actor.may(Permission.MANAGE_GIFT_CARD)
    if not sees_all and not actor.may(Permission.MANAGE_ORDERS):
        return [PermissionDenied(FORBIDDEN) for _card in cards]
    found = info.context.load(card_events, [(card.pk, card.account) for card in cards])
    return [
        [EventRow(card, event) for event in events or () if sees_all or event.kind in _OF_ORDERS]
        for card, events in zip(cards, found, strict=True)
    ]


def event_of_note(note: GiftCardNote) -> EventRow:
    """Return what somebody has just written down as an event."""
    return EventRow(note.card, card_event_of(note))
