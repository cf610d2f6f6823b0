"""Put more money on a gift card or store credit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.services.gift_card_issue import demand_amount
from marketplace.promotions.services.gift_card_locked import gift_cards_locked
from marketplace.promotions.sources import Source


@transaction.atomic
def gift_card_credit(
    *, actor: Actor, key: str, gift_card_id: int, amount: Money, source: Source, now: datetime
) -> GiftCard:
    """
    Add an amount, taken from `source`, to a card; the same key again adds nothing.

    To give back what a card paid of an order, `gift_card_return` is the service: it knows the limit.

    :raises NotAllowed: if the actor may not manage gift cards
    :raises NotFound: if there is no such card
    :raises IllegalMove: if it was withdrawn
    :raises InvalidInput: if the amount is not positive, too large, or in another currency
    :raises Conflict: if the key was used for another credit
    """
    require(may_manage_gift_cards(actor), _("You may not issue gift cards."))
    demand_amount(amount)
    (card,) = gift_cards_locked([gift_card_id])
    if card.withdrawn_at is not None:
        raise IllegalMove(_("This gift card was withdrawn."), field="gift_card")
    if card.currency != amount.currency:
        raise InvalidInput(_("This gift card is in another currency."), field="balance")
    ledger_post(
        key=f"gift-card-credit:{key}",
        reason="gift_card_credited",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(source.account, amount, source.subject),
            Line(card.account, -amount, card.subject),
        ],
        actor=actor,
        reference=card.subject,
        facts={"last4": card.last4, "amount_minor": amount.minor, "currency": amount.currency},
    )
    return card
