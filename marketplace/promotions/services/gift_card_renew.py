"""Send a gift card again: its code is not kept, so it gets a new one and the old one dies."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, Missing
from marketplace.kernel.formats import format_money
from marketplace.kernel.policy import require
from marketplace.notifications.services.notify import notify
from marketplace.notifications.states import Channel
from marketplace.promotions.codes import hash_of, new_code, plain
from marketplace.promotions.models.gift_card import GiftCard
from marketplace.promotions.policies import may_manage_gift_cards
from marketplace.promotions.services.gift_card_history import card_publish, card_tell
from marketplace.promotions.services.gift_card_locked import demand_usable, gift_cards_locked, left_on
from marketplace.promotions.states import CardNoteKind


@transaction.atomic
def gift_card_renew(*, actor: Actor, gift_card_id: int, email: str, language: str, now: datetime) -> GiftCard:
    """
    Give a card a new code and send it to an address; the code before is worth nothing from now on.

    The message forgets the code once it is sent; nobody of the staff reads it.

    :param email: to whom; empty: to whom it belongs, or for whom it was made
    :raises NotAllowed: if the actor may not manage gift cards
    :raises NotFound: if there is no such card
    :raises Missing: if nobody is known to send it to
    :raises IllegalMove: if it was withdrawn or is not active
    :raises CardExpired: if its last day has passed
    :raises InvalidInput: if the address cannot be
    """
    require(may_manage_gift_cards(actor), _("You may not manage gift cards."))
    (card,) = gift_cards_locked([gift_card_id])
    if card.withdrawn_at is not None:
        raise IllegalMove(_("This gift card was withdrawn."), field="id")
    demand_usable(card, now)
    to = email or (card.user.email if card.user else "") or card.email
    if not to:
        raise Missing(_("Please say to which address it goes."), field="email")
    code = new_code()
    card.code_hash, card.last4 = hash_of(code), plain(code)[-4:]
    card.save(update_fields=["code_hash", "last4"])
    note = card_tell(actor=actor, card=card, kind=CardNoteKind.RESENT, now=now, details={"email": to})
    notify(
        key=f"gift-card:{card.pk}:sent:{note.pk}",
        channel=Channel.EMAIL,
        to=to,
        language=language,
        template="gift_card_code",
        context={
            "code": code,
            "amount": format_money(left_on(card), language),
            "url": f"{settings.PUBLIC_URL}/{language}/",
        },
        now=now,
    )
    card_publish(card, "sent", now=now)
    return card
