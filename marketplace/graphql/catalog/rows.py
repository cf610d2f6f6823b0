"""Rows of the catalogue that no selector makes."""

from dataclasses import dataclass

from catalog.selectors.offers import Offer
from marketplace.channels.models import Channel
from marketplace.kernel.texts import text_in


@dataclass(slots=True)
class VariantRow:
    """A variant as it stands in a channel now."""

    id: int
    offer: Offer
    channel: Channel

    @classmethod
    def of(cls, offer: Offer, channel: Channel) -> "VariantRow":
        """Return the row of an offer."""
        return cls(offer.variant_id, offer, channel)

    @property
    def sku(self) -> str:
        """The number that its maker gave it."""
        return self.offer.sku

    def name_in(self, language: str) -> str:
        """Its own name, or how much is in it: "500 g"."""
        return (
            text_in(self.offer.names, language)
            or f"{self.offer.net_quantity.normalize():f} {self.offer.unit}"
        )
