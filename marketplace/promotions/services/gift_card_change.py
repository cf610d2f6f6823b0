"""Switch a gift card on and off, say whose it is, and take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, IllegalMove, NotFound
from marketplace.kernel.input_texts import clean_line
from marketplace.kernel.metadata import metadata_with
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.services.gift_card_history import card_publish, card_tell
from marketplace.promotions.services.gift_card_issue import CardExpired, demand_amount
from marketplace.promotions.services.gift_card_locked import demand_usable, gift_cards_locked, left_on
from marketplace.promotions.states import CardNoteKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChanges:
    """What is to be changed; None leaves a field as it is."""

    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()
    expires_date: date | None = None
    never_expires: bool = False
    balance: Money | None = None
    note: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    private_metadata: Mapping[str, str] = field(default_factory=dict)


class CannotAssign(DomainError):
    """The card is somebody's for good."""

    code = "CANNOT_ASSIGN"


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
    was_active, card.is_active = card.is_active, True
    demand_usable(card, now)
    if not was_active:
        _switched(actor, card, CardNoteKind.ACTIVATED, now)
    return card


@transaction.atomic
def gift_card_deactivate(*, actor: Actor, gift_card_id: int, now: datetime) -> GiftCard:
    """
    Stop a card from being used; again, it changes nothing.

    :raises NotFound: if there is no such card
    :raises NotAllowed: if the actor may not manage gift cards
    :raises IllegalMove: if it was withdrawn
    """
    card = _locked(actor, gift_card_id)
    if card.is_active:
        card.is_active = False
        _switched(actor, card, CardNoteKind.DEACTIVATED, now)
    return card


def _switched(actor: Actor, card: GiftCard, kind: CardNoteKind, now: datetime) -> None:
    card.save(update_fields=["is_active"])
    card_tell(actor=actor, card=card, kind=kind, now=now)
    card_publish(card, "status_changed", now=now)


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
    _set_day(actor, card, changes, now)
    _set_tags(actor, card, changes, now)
    if changes.note is not None:
        card.note = clean_line(changes.note, field="note", most=300, required=False)
    card.metadata = metadata_with(card.metadata, changes.metadata, field="metadata")
    card.private_metadata = metadata_with(
        card.private_metadata, changes.private_metadata, field="private_metadata"
    )
    card.save(update_fields=["expires_date", "tags", "note", "metadata", "private_metadata"])
    if changes.balance is not None:
        demand_amount(changes.balance)
        more = changes.balance - left_on(card)
        _post(card, more, chart.promotions(card.currency), f"set:{key}", "gift_card_set", actor, now)
    card_publish(card, "updated", now=now)
    return card


def _set_day(actor: Actor, card: GiftCard, changes: CardChanges, now: datetime) -> None:
    before, after = card.expires_date, changes.expires_date
    if before == after or (after is None and not changes.never_expires):
        return
    card.expires_date = after
    details = {"before": before and before.isoformat(), "after": after and after.isoformat()}
    card_tell(actor=actor, card=card, kind=CardNoteKind.EXPIRY_DATE_UPDATED, now=now, details=details)


def _set_tags(actor: Actor, card: GiftCard, changes: CardChanges, now: datetime) -> None:
    before = card.tags
    added = [clean_line(tag, field="add_tags", most=60) for tag in changes.add_tags]
    kept = [tag for tag in before if tag not in set(changes.remove_tags)]
    card.tags = [*kept, *[tag for tag in dict.fromkeys(added) if tag not in kept]]
    if card.tags != before:
        details = {"before": before, "after": card.tags}
        card_tell(actor=actor, card=card, kind=CardNoteKind.TAGS_UPDATED, now=now, details=details)


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
    card_publish(card, "deleted", now=now)
    return card


@transaction.atomic
def gift_card_assign(*, actor: Actor, gift_card_id: int, user_id: int | None, now: datetime) -> GiftCard:
    """
    Let one customer alone use a card, or (None) whoever knows its code; again, it changes nothing.

    :raises NotFound: if there is no such card or customer
    :raises NotAllowed: if the actor may not manage gift cards
    :raises CannotAssign: if it was issued to somebody for a refund: it is theirs
    :raises IllegalMove: if it was withdrawn
    """
    card = _locked(actor, gift_card_id)
    if card.is_store_credit:
        raise CannotAssign(_("This card was given for a refund: it stays with its customer."), field="id")
    if card.user_id == user_id:
        return card
    person = User.objects.filter(pk=user_id).first() if user_id is not None else None
    if user_id is not None and person is None:
        raise NotFound(_("There is no such customer."), field="user_id")
    kind = CardNoteKind.ASSIGNED_TO_USER if person else CardNoteKind.UNASSIGNED_FROM_USER
    details = {"before": card.user_id, "before_email": card.user.email if card.user else None}
    details |= {"after": user_id, "after_email": person.email if person else None}
    card.user = person
    card.save(update_fields=["user"])
    card_tell(actor=actor, card=card, kind=kind, now=now, details=details)
    card_publish(card, "updated", now=now)
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
