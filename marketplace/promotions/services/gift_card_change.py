"""Switch a gift card on and off, say whose it is, and take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.services.gift_card_issue import CardExpired, demand_amount
from marketplace.promotions.services.gift_card_locked import demand_usable, gift_cards_locked, left_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChanges:
    """What is to be changed; None leaves a field as it is."""

    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()
    expires_date: date | None = None
    never_expires: bool = False
    balance: Money | None = None
    note: str | None = None


NOTHING: Final = CardChanges()


def _locked(actor: Actor, gift_card_id: int) -> GiftCard:
    (card,) = gift_cards_locked([gift_card_id])
    require(may_manage_gift_cards(actor), _("You may not manage gift cards."))
    if card.withdrawn_at is not None:
        raise IllegalMove(_("This gift card was withdrawn."), field="id")
    return card


@transaction.atomic
def gift_card_activate(*, actor: Actor, gift_card_id: int, now: datetime) -> GiftCard:
    """
    Let a card be used; again, it changes nothing.

    :raises NotFound: if there is no such card
    :raises NotAllowed: if the actor may not manage gift cards
    :raises CardExpired: if its last day has passed
    :raises IllegalMove: if it was withdrawn
    """
    card = _locked(actor, gift_card_id)
    card.is_active = True
    demand_usable(card, now)
    card.save(update_fields=["is_active"])
    return card


@transaction.atomic
def gift_card_deactivate(*, actor: Actor, gift_card_id: int) -> GiftCard:
    """
    Stop a card from being used; again, it changes nothing.

    :raises NotFound: if there is no such card
    :raises NotAllowed: if the actor may not manage gift cards
    :raises IllegalMove: if it was withdrawn
    """
    card = _locked(actor, gift_card_id)
    card.is_active = False
    card.save(update_fields=["is_active"])
    return card


@transaction.atomic
def gift_card_update(
    *, actor: Actor, key: str, gift_card_id: int, changes: CardChanges, now: datetime
) -> GiftCard:
    """
    Change tags, last day or note, and set what is left on a card; a difference is the marketplace's expense.

    :param key: names this change, so that the same change of a balance is posted once
    :raises NotFound: if there is no such card
    :raises NotAllowed: if the actor may not manage gift cards
    :raises CardExpired: if the new last day has passed
    :raises InvalidInput: if the balance is none that a card can have
    :raises IllegalMove: if it was withdrawn
    """
    card = _locked(actor, gift_card_id)
    if changes.expires_date is not None and changes.expires_date <= timezone.localdate(now):
        raise CardExpired(_("The last day of a card lies in the future."), field="expiry_date")
    if changes.expires_date is not None or changes.never_expires:
        card.expires_date = changes.expires_date
    added = [clean_line(tag, field="add_tags", most=60) for tag in changes.add_tags]
    kept = [tag for tag in card.tags if tag not in set(changes.remove_tags)]
    card.tags = [*kept, *[tag for tag in added if tag not in kept]]
    if changes.note is not None:
        card.note = clean_line(changes.note, field="note", most=300, required=False)
    card.save(update_fields=["expires_date", "tags", "note"])
    if changes.balance is not None:
        demand_amount(changes.balance)
        more = changes.balance - left_on(card)
        _post(card, more, chart.promotions(card.currency), f"set:{key}", "gift_card_set", actor, now)
    return card


@transaction.atomic
def gift_card_withdraw(*, actor: Actor, gift_card_id: int, now: datetime) -> GiftCard:
    """
    Take a card back for good: what stood on it is not owed any more. Its row and its postings stay.

    :raises NotFound: if there is no such card
    :raises NotAllowed: if the actor may not manage gift cards
    :raises IllegalMove: if it was withdrawn before
    """
    card = _locked(actor, gift_card_id)
    left = left_on(card)
    card.is_active = False
    card.withdrawn_at = now
    card.save(update_fields=["is_active", "withdrawn_at"])
    account = chart.expired_gift_cards(card.currency)
    _post(card, -left, account, "withdrawn", "gift_card_withdrawn", actor, now)
    return card


def _post(
    card: GiftCard, more: Money, account: str, step: str, reason: str, actor: Actor, now: datetime
) -> None:
    """Put `more` (negative: less) on a card, against an account."""
    if not more:
        return
    ledger_post(
        key=f"{card.subject}:{step}",
        reason=reason,
        happened_at=now,
        recorded_at=now,
        lines=[Line(account, more), Line(card.account, -more, card.subject)],
        actor=actor,
        reference=card.subject,
        facts={"last4": card.last4, "amount_minor": more.minor, "currency": card.currency},
    )
