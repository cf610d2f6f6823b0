"""What this package tells the rest of the house."""

from dataclasses import dataclass
from typing import ClassVar

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardChanged(Event):
    """A gift card was "created", "updated", "deleted" (withdrawn), "sent", or its "status_changed"."""

    topic: ClassVar[str] = "promotions.gift-card-changed.v1"
    gift_card_id: int
    what: str
