"""Descriptors that let two plain columns read as one value; they need no database."""

from typing import Any, overload

from marketplace.kernel.money import Money


class MoneyAttr:
    """Read `<column>` and `currency` of a row as one `Money`; writing sets both."""

    def __init__(self, column: str, currency_column: str = "currency") -> None:
        self.column = column
        self.currency_column = currency_column

    @overload
    def __get__(self, row: None, owner: type[Any]) -> "MoneyAttr": ...
    @overload
    def __get__(self, row: object, owner: type[Any]) -> Money: ...
    def __get__(self, row: object | None, owner: type[Any]) -> "MoneyAttr | Money":
        if row is None:
            return self
        return Money(getattr(row, self.column), getattr(row, self.currency_column))

    def __set__(self, row: object, value: Money) -> None:
        setattr(row, self.column, value.minor)
        setattr(row, self.currency_column, value.currency)
