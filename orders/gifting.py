"""A parcel for somebody else: who gives it, what the card says, and whether prices stay hidden."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.input_texts import clean_line, clean_paragraphs
from marketplace.kernel.phones import parse_phone

LONGEST_SENDER: Final = 100
# What fits a card of A6 that can be read without glasses
LONGEST_MESSAGE: Final = 300
MOST_LINES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftWish:
    """What a giver says; `phone` (E.164) is the giver's own, empty where an e-mail address was given instead."""

    sender: str
    message: str
    hides_prices: bool
    phone: str


def gift_read(*, sender: str, message: str, hides_prices: bool, phone: str, email: str) -> GiftWish:
    """
    Read what a giver typed; control and bidi-control characters are taken out of what is printed.

    :param email: the giver's, under which they are reached without a telephone
    :raises InvalidInput: naming the field that is missing, too long or not in its form
    """
    text = clean_paragraphs(message, field="gift_message", most=LONGEST_MESSAGE)
    if len(text.splitlines()) > MOST_LINES:
        raise InvalidInput(
            _("Please write at most %(most)d lines.") % {"most": MOST_LINES}, field="gift_message"
        )
    if not phone.strip() and not email:
        raise InvalidInput(
            _("Please give your own phone or e-mail: we tell you what becomes of the gift."),
            field="payer_phone",
        )
    return GiftWish(
        sender=clean_line(sender, field="gift_sender", most=LONGEST_SENDER),
        message=text,
        hides_prices=hides_prices,
        phone=parse_phone(phone, field="payer_phone") if phone.strip() else "",
    )
