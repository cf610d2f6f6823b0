"""Units of net quantity, and the price per kilogram, litre or piece that a label must show."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.money import Money


class Unit(models.TextChoices):
    """What a net quantity is counted in."""

    GRAM = "g", _("g")
    KILOGRAM = "kg", _("kg")
    MILLILITRE = "ml", _("ml")
    LITRE = "l", _("l")
    PIECE = "piece", _("piece")


# Units of what is put on scales, and how many grams one of them is
BY_WEIGHT: Mapping[str, int] = {Unit.GRAM: 1, Unit.KILOGRAM: 1000}
# How many of a unit make one of the unit in which prices are compared.
_COMPARED: dict[str, tuple[int, Unit]] = {
    Unit.GRAM: (1000, Unit.KILOGRAM),
    Unit.KILOGRAM: (1, Unit.KILOGRAM),
    Unit.MILLILITRE: (1000, Unit.LITRE),
    Unit.LITRE: (1, Unit.LITRE),
    Unit.PIECE: (1, Unit.PIECE),
}


def measure_price(price: Money, net_quantity: Decimal, unit: str) -> tuple[Money, Unit]:
    """
    Return the price of one kilogram, litre or piece, rounded once (half to even), and which of them it is.

    :param net_quantity: content of one sold item in `unit`, above zero
    """
    times, compared = _COMPARED[unit]
    exact = Decimal(price.minor) * times / net_quantity
    return Money(int(exact.quantize(Decimal(1), ROUND_HALF_EVEN)), price.currency), compared


def weighed_grams(net_quantity: Decimal, unit: str, *, is_weighed: bool) -> int:
    """Return what one item of goods that are sold by their weight holds, in grams; 0 of all others."""
    return int(net_quantity * BY_WEIGHT[unit]) if is_weighed else 0
