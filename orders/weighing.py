"""What goods that are sold by their weight cost when they weigh less than was ordered; pure, in whole centimes."""

from decimal import ROUND_CEILING, Decimal

from marketplace.kernel.money import Money


def least_weight(ordered_g: int, below_rate: Decimal) -> int:
    """Return the least weight in grams that is still what was ordered, rounded up."""
    return int((ordered_g * (1 - below_rate)).to_integral_value(ROUND_CEILING))


def taken_off(total: Money, *, quantity: int, gone: int, ordered_g: int, weighed_g: int) -> Money:
    """
    Say what is taken off a line for what its pieces lack in weight; nothing where they weigh as much or more.

    :param total: what the whole line was sold for
    :param gone: how many of its `quantity` pieces are not sent: their part of the total is theirs
    :param ordered_g: what the pieces that are sent would weigh by their label
    """
    worth = total - total.portion(gone, quantity)
    return worth - worth.portion(min(weighed_g, ordered_g), ordered_g)
