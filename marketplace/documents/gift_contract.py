"""What the card of a gift is given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCard:
    """What a giver says, on a card of A6 that lies in the parcel; `gift_url` shows the makers and no price."""

    recipient_name: str
    sender_name: str
    message: tuple[str, ...]
    gift_url: str
