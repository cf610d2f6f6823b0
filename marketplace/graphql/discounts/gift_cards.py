"""Gift cards in the contract's shape."""

from collections.abc import Sequence
from typing import Any

import graphene

from marketplace.accounts.models import User as Person
from marketplace.accounts.selectors import users_by_id
from marketplace.graphql.discounts.gift_card_events import EventRow, GiftCardEvent, events_of_cards
from marketplace.graphql.discounts.types import BY_ID
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each, connection_of
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.late import answered_later, answers, declared, late
from marketplace.graphql.kit.pages import NestedQuerySet
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.shop.kept import kept_on_row
from marketplace.graphql.shop.metadata import FORBIDDEN, ObjectWithMetadata
from marketplace.graphql.shop.money import Money
from marketplace.kernel.actor import Permission
from marketplace.kernel.money import Money as Amount
from marketplace.promotions.models.gift_card import GiftCard as GiftCardModel
from marketplace.promotions.selectors.gift_cards import balances_of_ids

GiftCardConnection = connection_of("GiftCard", late("GiftCard"))
GiftCardTagConnection = connection_of("GiftCardTag", lambda: GiftCardTag)


class GiftCardTag(graphene.ObjectType):
    """The gift card tag."""

    class Meta:
        interfaces = (Node,)

    id = id_field("GiftCardTag", description="The ID of the tag.")
    name = graphene.String(required=True, description="Name of the tag.")


@declared
class GiftCard(kept_on_row(Permission.MANAGE_GIFT_CARD), graphene.ObjectType):  # type: ignore[misc]
    """A gift card is a prepaid electronic payment card. Only its bearer knows its code."""

    class Meta:
        interfaces = (Node, ObjectWithMetadata)

    id = id_field("GiftCard", description="The ID of the gift card.")
    display_code = graphene.String(required=True, description="The code, masked but for its end.")
    last4_code_chars = graphene.String(
        name="last4CodeChars", required=True, description="Last 4 characters of the code."
    )
    code = graphene.String(
        required=True, description="The code, told once when the card is issued; masked ever after."
    )
    created = DateTime(required=True, description="When it was created.")
    last_used_on = DateTime(description="When it was last used.")
    expiry_date = Date(description="Its last day.")
    is_active = graphene.Boolean(required=True, description="Whether it can be used.")
    initial_balance = graphene.Field(Money, required=True, description="What it was issued with.")
    current_balance = graphene.Field(Money, required=True, description="What the ledger says is left on it.")
    bought_in_channel = graphene.String(description="Slug of the channel where it was bought.")
    created_by_email = graphene.String(description="Email of who it was made for.")
    tags = graphene.List(graphene.NonNull(GiftCardTag), required=True, description="Its tags.")
    created_by = graphene.Field(
        late("User"), description="Who of the staff issued it. Requires MANAGE_USERS."
    )
    assigned_to = graphene.Field(
        late("User"),
        description="The customer who alone may use it. Requires MANAGE_USERS or to be the customer.",
    )
    assigned_to_email = graphene.String(
        description="Their email. Requires MANAGE_GIFT_CARD or to be the customer."
    )
    app = graphene.Field(
        late("App"), resolver=answered_later("GiftCard.app"), description="App that issued it."
    )
    product = graphene.Field(
        late("Product"), description="Nothing: cards are issued, no product of the shelves is one."
    )
    events = graphene.List(
        graphene.NonNull(GiftCardEvent),
        required=True,
        description="What happened to it. Requires MANAGE_GIFT_CARD, or MANAGE_ORDERS for those of orders.",
    )

    @staticmethod
    @batched
    def resolve_created_by(parents: Sequence[GiftCardModel], info: Info) -> list[Person | None]:
        """Return who issued each, to who may see people."""
        own = [each.created_by_id if _sees_people(info, each) else None for each in parents]
        return info.context.load(users_by_id, own)

    @staticmethod
    @batched
    def resolve_assigned_to(parents: Sequence[GiftCardModel], info: Info) -> list[Person | None]:
        """Return whose each is, to who may see people, and to themselves."""
        own = [each.user_id if _sees_people(info, each) else None for each in parents]
        return info.context.load(users_by_id, own)

    @staticmethod
    @batched
    def resolve_assigned_to_email(parents: Sequence[GiftCardModel], info: Info) -> list[str | None]:
        """Return whose each is."""
        may = info.context.actor.may(Permission.MANAGE_GIFT_CARD)
        keys = [each.user_id if may or _is_own(info, each) else None for each in parents]
        people = info.context.load(users_by_id, keys)
        return [person.email if person is not None else None for person in people]

    @staticmethod
    def resolve_product(_root: GiftCardModel, _info: Info) -> None:
        """Return nothing: no product is a card."""

    @staticmethod
    @batched
    def resolve_events(parents: Sequence[GiftCardModel], info: Info) -> list[list[EventRow] | Exception]:
        """Return what happened to each, oldest first."""
        return events_of_cards(parents, info)

    @staticmethod
    def resolve_display_code(root: GiftCardModel, _info: Info) -> str:
        """Return the masked code."""
        return f"****{root.last4}"

    @staticmethod
    def resolve_last4_code_chars(root: GiftCardModel, _info: Info) -> str:
        """Return the end of the code."""
        return root.last4

    @staticmethod
    def resolve_code(root: GiftCardModel, _info: Info) -> str:
        """Return the code of a card that was issued by this very call, else the masked one."""
        told: str = vars(root).get("told_code", "")
        return told or f"****{root.last4}"

    @staticmethod
    def resolve_created(root: GiftCardModel, _info: Info) -> Any:
        """Return when it was created."""
        return root.created_at

    @staticmethod
    def resolve_last_used_on(root: GiftCardModel, _info: Info) -> Any:
        """Return when it was last used."""
        return root.used_at

    @staticmethod
    def resolve_expiry_date(root: GiftCardModel, _info: Info) -> Any:
        """Return its last day."""
        return root.expires_date

    @staticmethod
    def resolve_initial_balance(root: GiftCardModel, _info: Info) -> Amount:
        """Return what it was issued with."""
        return root.initial

    @staticmethod
    @batched
    def resolve_current_balance(parents: Sequence[GiftCardModel], info: Info) -> list[Amount]:
        """Return what is left on each: one statement for all of one currency."""
        left = info.context.load(balances_of_ids, [(each.pk, each.account) for each in parents])
        return [found or Amount.zero(each.currency) for each, found in zip(parents, left, strict=True)]

    @staticmethod
    def resolve_bought_in_channel(root: GiftCardModel, _info: Info) -> str | None:
        """Return where it was bought."""
        return root.channel_slug or None

    @staticmethod
    def resolve_created_by_email(root: GiftCardModel, _info: Info) -> str | None:
        """Return for whom it was made."""
        return root.email or None

    @staticmethod
    def resolve_tags(root: GiftCardModel, _info: Info) -> list[dict[str, str]]:
        """Return its tags."""
        return [{"id": tag, "name": tag} for tag in root.tags]


def _is_own(info: Info, card: GiftCardModel) -> bool:
    return card.user_id is not None and card.user_id == info.context.actor.user_id


def _sees_people(info: Info, card: GiftCardModel) -> bool:
    return info.context.actor.may(Permission.MANAGE_USERS) or _is_own(info, card)


@answers("User.giftCards")
def cards_of_people(
    parents: Sequence[Person], info: Info, **_page: object
) -> list[Page] | list[PermissionDenied]:
    """Return a page of the cards of each person, to themselves and to who manages cards."""
    actor = info.context.actor
    if not actor.may(Permission.MANAGE_GIFT_CARD) and any(each.pk != actor.user_id for each in parents):
        return [PermissionDenied(FORBIDDEN) for _each in parents]
    pages = NestedQuerySet(GiftCardModel.objects.filter(withdrawn_at=None), "user_id", BY_ID)
    return connect_each(pages, info, [each.pk for each in parents])
