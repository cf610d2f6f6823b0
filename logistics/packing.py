"""What a packed box should weigh. Pure."""

from typing import Final

# The gross weights of the articles are known, the carton and its filling are not: a box may weigh up to this much
# more, and only as much less as scales and packs differ.
CARTON_G: Final = 800
TOLERANCE_PERCENT: Final = 10
TOLERANCE_G: Final = 30


def weight_is_unusual(*, weight_g: int, expected_g: int) -> bool:
    """Say whether a box is so light or so heavy that an article is likely wrong or missing."""
    tolerance = max(TOLERANCE_G, expected_g * TOLERANCE_PERCENT // 100)
    return not expected_g - tolerance <= weight_g <= expected_g + tolerance + CARTON_G
