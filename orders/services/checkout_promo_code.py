"""Give a basket a code, of a voucher or a gift card, and take it away again."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import DomainError, InvalidInput, NotFound
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.selectors.gift_cards import balances_of_cards, gift_card_by_code
from marketplace.promotions.selectors.rules import VoucherNotApplicable, vouchers_by_code
from marketplace.promotions.services.gift_card_locked import demand_usable
from orders.models.checkout import Checkout
from orders.models.discount import CheckoutGiftCard
from orders.selectors.baskets import basket_of
from orders.services.checkout_edit import open_checkout_locked

MOST_CARDS = 10


class GiftCardNotApplicable(DomainError):
    """The card is empty, expired, switched off, or in another currency."""

    code = "GIFT_CARD_NOT_APPLICABLE"


@transaction.atomic
def checkout_promo_add(*, actor: Actor, checkout_id: uuid.UUID, code: str, now: datetime) -> Checkout:
    """
    Give a basket a voucher's code (in the place of another) or a gift card's (beside others).

    :raises NotFound: if there is no such basket, or it is another person's
    :raises Conflict: if it has become an order
    :raises InvalidInput: if no voucher of this channel and no card has this code
    :raises VoucherNotApplicable: if the voucher does not hold for this basket
    :raises GiftCardNotApplicable: if the card cannot pay
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    if vouchers_by_code([code], channel=checkout.channel, now=now):
        checkout.voucher_code = code.strip()
        basket = basket_of(checkout, now=now)
        if basket.voucher is not None and basket.voucher.refusal:
            raise VoucherNotApplicable(basket.voucher.refusal, field="promo_code")
        checkout.updated_at = now
        checkout.save(update_fields=["voucher_code", "updated_at"])
        return checkout
    card = gift_card_by_code(code)
    if card is None:
        raise InvalidInput(_("Promo code is invalid"), field="promo_code")
    _demand_card(checkout, card, now)
    CheckoutGiftCard.objects.get_or_create(checkout=checkout, card=card)
    checkout.updated_at = now
    checkout.save(update_fields=["updated_at"])
    return checkout


def _demand_card(checkout: Checkout, card: GiftCard, now: datetime) -> None:
    refusal = GiftCardNotApplicable(_("This gift card cannot be used here."), field="promo_code")
    try:
        demand_usable(card, now)
    except DomainError as error:
        raise GiftCardNotApplicable(error.message, field="promo_code") from error
    if card.currency != checkout.channel.currency or balances_of_cards([card])[card.pk].minor <= 0:
        raise refusal
    if card.user_id is not None and not card.is_store_credit and card.user_id != checkout.user_id:
        raise refusal
    if checkout.gift_cards.exclude(card=card).count() >= MOST_CARDS:
        raise refusal


@transaction.atomic
def checkout_promo_remove(
    *, actor: Actor, checkout_id: uuid.UUID, code: str = "", card_id: int | None = None, now: datetime
) -> Checkout:
    """
    Take a code away from a basket: a voucher's, or a gift card's by its code or its id.

    :raises NotFound: if there is no such basket, it is another person's, or it has no such code
    :raises Conflict: if it has become an order
    """
    checkout = open_checkout_locked(actor=actor, checkout_id=checkout_id)
    if code and checkout.voucher_code.upper() == code.strip().upper():
        checkout.voucher_code = ""
    else:
        card = gift_card_by_code(code) if code else None
        wanted = card.pk if card is not None else card_id
        removed, _rows = CheckoutGiftCard.objects.filter(checkout=checkout, card=wanted).delete()
        if not removed:
            raise NotFound(_("Promo code does not exist."), field="promo_code")
    checkout.updated_at = now
    checkout.save(update_fields=["voucher_code", "updated_at"])
    return checkout
