"""One table of delivery prices, band by band: what makes it sound, and how it reads; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from logistics.models.delivery import DeliveryRate
from marketplace.kernel.errors import InvalidInput

MOST_BANDS = 12
MOST_WEIGHT_G = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """
    Up to a weight (grams): what the customer pays, what the carrier charges us, and the surcharge of remote places.

    `free_from_minor` is the value of the goods from which on the customer pays nothing. All in minor units.
    """

    up_to_weight_g: int
    price_minor: int
    cost_minor: int = 0
    remote_minor: int = 0
    free_from_minor: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what a change keeps of it."""
        return {
            "up_to_weight_g": self.up_to_weight_g,
            "price_minor": self.price_minor,
            "cost_minor": self.cost_minor,
            "remote_minor": self.remote_minor,
            "free_from_minor": self.free_from_minor,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Band":
        """Read what a change kept."""
        return cls(**kept)

    @classmethod
    def of(cls, rate: DeliveryRate) -> "Band":
        """Return the band of a rate."""
        return cls(
            up_to_weight_g=rate.up_to_weight_g,
            price_minor=rate.price_minor,
            cost_minor=rate.cost_minor,
            remote_minor=rate.remote_minor,
            free_from_minor=rate.free_from_minor,
        )


def bands_checked(bands: Sequence[Band]) -> list[Band]:
    """
    Return the bands of a table by weight.

    :raises InvalidInput: if there are none or too many, two end at one weight, or a figure is out of its bounds
    """
    if not bands or len(bands) > MOST_BANDS:
        raise InvalidInput(
            _("A tariff has between 1 and %(most)d weights.") % {"most": MOST_BANDS}, field="bands"
        )
    ordered = sorted(bands, key=lambda band: band.up_to_weight_g)
    if len({band.up_to_weight_g for band in ordered}) < len(ordered):
        raise InvalidInput(_("Two rows end at the same weight."), field="bands")
    for band in ordered:
        if not 0 < band.up_to_weight_g <= MOST_WEIGHT_G:
            raise InvalidInput(_("A weight is between 1 gram and 1000 kg."), field="bands")
        if min(band.price_minor, band.cost_minor, band.remote_minor) < 0:
            raise InvalidInput(_("A price is not below zero."), field="bands")
        if band.free_from_minor is not None and band.free_from_minor <= 0:
            raise InvalidInput(_("Delivery is free from a value above zero on."), field="bands")
    return ordered
