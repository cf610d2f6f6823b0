"""What an explanation is made of: sentences that any language can say, and the figures that they speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext, override

from marketplace.kernel.formats import COUNTRY_ZONE, format_date, format_money, format_number, format_percent
from marketplace.kernel.money import Money
from marketplace.kernel.texts import text_in

# Money, a date, a rate (Decimal), a count, a text in several languages, or a plain word
Value = Money | date | Decimal | int | Mapping[str, str] | str


class DoesNotRecompute(ValueError):
    """The facts of a posting do not lead to its amount, or are not there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translatable text and the values it speaks of, kept apart so that any language can say it."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    # What was said already, by language: equal lines of a statement share their sentences
    _said: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def text(self, language: str) -> str:
        """Say it in a language of the product."""
        said = self._said.get(language)
        if said is None:
            values = {name: _written(value, language) for name, value in self.values.items()}
            said = self._said[language] = _translated(self.template, language) % values
        return said


@dataclass(frozen=True, slots=True)
class Step:
    """A figure of the computation: what it is and how much it adds or takes."""

    sentence: Sentence
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps that lead to an amount; positive is owed to the organisation."""

    kind: str
    amount: Money
    steps: tuple[Step, ...]

    def texts(self, language: str) -> list[str]:
        """Say all steps in a language."""
        return [step.sentence.text(language) for step in self.steps]


# A product has some fifty sentences; looking one up again and again was a seventh of a line's time
@lru_cache(maxsize=1024)
def _translated(template: str, language: str) -> str:
    with override(language):
        return gettext(template)


def _written(value: Value, language: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        # The minutes are not said: orders of a day have one word for it
        value = value.astimezone(COUNTRY_ZONE).date()
    if isinstance(value, Money | date | Decimal | int):
        return _figure(value, language)
    return text_in(value, language)


# The lines of a statement repeat their prices, rates and days, and writing them was two thirds of a line's time
@lru_cache(maxsize=8192, typed=True)
def _figure(value: Money | date | Decimal | int, language: str) -> str:
    if isinstance(value, Money):
        return format_money(value, language)
    if isinstance(value, date):
        return format_date(value, language)
    if isinstance(value, Decimal):
        return format_percent(value, language)
    return format_number(value, language)
