"""Read gift cards under their row locks, and what is left on them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.kernel.errors import IllegalMove, NotFound
from marketplace.kernel.money import Money
from marketplace.ledger.selectors import subject_balances
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.services.gift_card_issue import CardExpired


def gift_cards_locked(card_ids: Sequence[int]) -> list[GiftCard]:
    """
    Return cards under their row locks, in the order of their ids, so that two callers never wait in a circle.

    :raises NotFound: if one does not exist
    """
    cards = list(GiftCard.objects.select_for_update().filter(pk__in=card_ids).order_by("pk"))
    if len(cards) < len(set(card_ids)):
        raise NotFound(_("There is no such gift card."), field="gift_card")
    return cards


def left_on(card: GiftCard) -> Money:
    """Return what a card can still buy: what the ledger owes its bearer."""
    return -subject_balances(card.account, [card.subject])[card.subject]


def demand_usable(card: GiftCard, now: datetime) -> None:
    """
    Demand that a card may be spent today.

    :raises IllegalMove: if it is not active
    :raises CardExpired: if its last day has passed
    """
    if not card.is_active:
        raise IllegalMove(_("This gift card is not active."), field="gift_card")
    if card.expires_date is not None and card.expires_date < timezone.localdate(now):
        raise CardExpired(_("This gift card has expired."), field="gift_card")
