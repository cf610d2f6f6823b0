from decimal import Decimal

import pytest

from catalog.units import Unit, measure_price
from marketplace.kernel.money import Money


@pytest.mark.parametrize(
    ("_case", "minor", "quantity", "unit", "expected"),
    [
        ("grams", 4500, "500", Unit.GRAM, (9000, Unit.KILOGRAM)),
        ("kilograms", 4500, "2", Unit.KILOGRAM, (2250, Unit.KILOGRAM)),
        ("millilitres", 12000, "250", Unit.MILLILITRE, (48000, Unit.LITRE)),
        ("litres", 4500, "5", Unit.LITRE, (900, Unit.LITRE)),
        ("pieces", 45000, "1", Unit.PIECE, (45000, Unit.PIECE)),
        ("half to even", 1, "400", Unit.GRAM, (2, Unit.KILOGRAM)),
        ("saffron by the half gram", 2000, "0.5", Unit.GRAM, (4_000_000, Unit.KILOGRAM)),
    ],
)
def test_a_price_is_compared_by_kilogram_litre_or_piece(_case, minor, quantity, unit, expected):
    price, compared = measure_price(Money(minor), Decimal(quantity), unit)

    assert (price.minor, compared) == expected
