"""Pay a part of an order with gift cards."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, DomainError
from marketplace.kernel.money import Money
from marketplace.ledger import chart
from marketplace.ledger.services.ledger_post import Line, ledger_post
from marketplace.promotions.models.gift_card import GiftCard, GiftCardUse
from marketplace.promotions.services.gift_card_locked import demand_usable, gift_cards_locked, left_on


class NotEnoughOnCard(DomainError):
    """There is less on the card than it is to pay."""

    code = "GIFT_CARD_NOT_APPLICABLE"


@transaction.atomic
def gift_cards_spend(*, actor: Actor, reference: str, amounts: Mapping[int, Money], now: datetime) -> None:
    """
    Take what each card pays of an order into the account of what was promised for it; once per order.

    Whoever holds a card's code may spend it: the caller has checked that (a checkout that the code was added to).

    :param reference: "order:<uuid>", under which the money waits until the order is paid or given up
    :param amounts: card id -> what it pays
    :raises NotFound: if a card does not exist
    :raises IllegalMove: if a card is not active
    :raises CardExpired: if its last day has passed
    :raises NotEnoughOnCard: if it holds less
    :raises Conflict: if it has already paid for this order
    """
    for card in gift_cards_locked(list(amounts)):
        demand_usable(card, now)
        _spend(actor, card, amounts[card.pk], reference, now)


def _spend(actor: Actor, card: GiftCard, amount: Money, reference: str, now: datetime) -> None:
    if left_on(card) < amount:
        raise NotEnoughOnCard(
            _("There is less on gift card %(last4)s than this.") % {"last4": card.last4}, field="gift_card"
        )
    use, is_new = GiftCardUse.objects.get_or_create(
        card=card,
        reference=reference,
        defaults={"amount_minor": amount.minor, "currency": amount.currency, "used_at": now},
    )
    if not is_new:
        raise Conflict(_("This gift card has already paid for this order."), field="gift_card")
    card.used_at = now
    card.save(update_fields=["used_at"])
    ledger_post(
        key=f"{reference}:gift-card:{card.pk}",
        reason="gift_card_used",
        happened_at=now,
        recorded_at=now,
        lines=[
            Line(card.account, use.amount, card.subject),
            Line(chart.promised(card.currency), -use.amount, reference),
        ],
        actor=actor,
        reference=reference,
        facts={"last4": card.last4, "amount_minor": amount.minor, "currency": amount.currency},
    )
