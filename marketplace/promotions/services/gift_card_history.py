"""Write down what people do to gift cards, in the transaction in which they do it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, Missing
from marketplace.kernel.policy import require
from marketplace.kernel.search_text import without_controls
from marketplace.outbox import bus
from marketplace.promotions.events import GiftCardChanged
from marketplace.promotions.models.gift_card import GiftCard, GiftCardNote
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.services.gift_card_locked import gift_cards_locked
from marketplace.promotions.states import CardNoteKind

LONGEST_NOTE = 2_000


def card_tell(
    *,
    actor: Actor,
    card: GiftCard,
    kind: CardNoteKind,
    now: datetime,
    text: str = "",
    details: dict[str, Any] | None = None,
) -> GiftCardNote:
    """Note an act; the caller has asked whether it was allowed."""
    return GiftCardNote.objects.create(
        card=card,
        kind=kind,
        user_id=actor.user_id,
        actor=actor.name,
        text=text,
        details=details or {},
        happened_at=now,
    )


def card_publish(card: GiftCard, what: str, *, now: datetime) -> None:
    """Tell who listens that a card changed."""
    bus.publish(GiftCardChanged(happened_at=now, gift_card_id=card.pk, what=what))


@transaction.atomic
def gift_card_note_add(*, actor: Actor, gift_card_id: int, message: str, now: datetime) -> GiftCardNote:
    """
    Write a remark beside a card; its bearer does not see it.

    :raises NotAllowed: if the actor may not manage gift cards
    :raises NotFound: if there is no such card
    :raises InvalidInput: if nothing is said, or too much
    """
    require(may_manage_gift_cards(actor), _("You may not manage gift cards."))
    (card,) = gift_cards_locked([gift_card_id])
    text = without_controls(message).strip()
    if not text:
        raise Missing(_("Message can't be empty."), field="message")
    if len(text) > LONGEST_NOTE:
        raise InvalidInput(
            _("Please use at most %(count)d characters.") % {"count": LONGEST_NOTE}, field="message"
        )
    note = card_tell(actor=actor, card=card, kind=CardNoteKind.NOTE_ADDED, now=now, text=text)
    card_publish(card, "updated", now=now)
    return note
