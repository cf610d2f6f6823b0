"""Whether a processing run adds up by weight, until when its output keeps, and who bears which cost. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from catalog.units import Unit
from marketplace.kernel.money import Money

# Grams of one unit of net quantity; a litre of oil, honey or brine weighs about as much as one of water.
_GRAMS: Mapping[str, int] = {Unit.GRAM: 1, Unit.KILOGRAM: 1000, Unit.MILLILITRE: 1, Unit.LITRE: 1000}


def net_grams(*, net_quantity: Decimal, unit: str, weight_g: int) -> int:
    """Return what one item holds in grams; of a piece, what it weighs."""
    factor = _GRAMS.get(unit)
    return int(net_quantity * factor) if factor else weight_g


def unexplained_grams(*, input_g: int, output_g: int, by_product_g: int, loss_g: int) -> int:
    """Return what is missing (positive) or came from nowhere (negative)."""
    return input_g - output_g - by_product_g - loss_g


def is_balanced(unexplained_g: int, *, input_g: int, tolerance_percent: int) -> bool:
    """Say whether what is unexplained lies within the tolerance of the recipe."""
    return abs(unexplained_g) * 100 <= input_g * tolerance_percent


def keeps_until(*, inputs: Iterable[date | None], done: date, shelf_life_days: int | None) -> date | None:
    """Return the best-before date of an output: by the recipe, and never later than its earliest input's."""
    days = [day for day in inputs if day is not None]
    if shelf_life_days is not None:
        days.append(done + timedelta(days=shelf_life_days))
    return min(days, default=None)


def cost_shares(cost: Money, weights: Mapping[int, int]) -> dict[int, Money]:
    """Share a cost by the weight that each owner brought in; the shares always add up to the whole."""
    owners = sorted(weights)
    return dict(zip(owners, cost.split([weights[owner] for owner in owners]), strict=True))


def percents_of(weights: Mapping[int, int]) -> dict[int, int]:
    """Return each owner's part of a weight in whole per cent, shared like a hundred coins: they add up."""
    return {owner: part.minor for owner, part in cost_shares(Money(100), weights).items()}
