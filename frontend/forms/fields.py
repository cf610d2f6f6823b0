"""Form fields for what people of the desks type: amounts and scanned codes."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from marketplace.kernel.money import BASE_CURRENCY, Money, exponent
from marketplace.kernel.search_text import without_controls

_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789,")
_AMOUNT = re.compile(r"(\d{1,10})(?:[.,](\d{1,3}))?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]")


class MoneyField(forms.CharField):
    """An amount as written by hand: `1 234,50`, `1234.5`, or in Arabic digits; never below zero."""

    def __init__(self, *, currency: str = BASE_CURRENCY, **options: Any) -> None:
        self.currency = currency
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "dir": "ltr", "maxlength": 20}

    def to_python(self, value: Any) -> Any:
        """Read the amount, exactly; more decimals than the currency has are refused."""
        text = _SPACES.sub("", str(value or "").translate(_ARABIC_DIGITS))
        if not text:
            return None
        found = _AMOUNT.fullmatch(text)
        if found is None or len((found[2] or "").rstrip("0")) > exponent(self.currency):
            raise ValidationError(_("Please write an amount such as 1234,50."), code="INVALID")
        decimals = (found[2] or "").rstrip("0") or "0"
        return Money.from_decimal(Decimal(f"{found[1]}.{decimals}"), self.currency)

    def validate(self, value: Any) -> None:
        """Demand an amount where one is required."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Do nothing: the text was checked when it was read."""

    def prepare_value(self, value: Any) -> Any:
        """Write an amount that we know back as people write it here."""
        if isinstance(value, Money):
            return f"{value.amount:f}".replace(".", ",")
        return value


class CodeField(forms.CharField):
    """A code that a scanner types: no control characters, read from left to right in every language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 80, "strip": True} | options)
        self.widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "dir": "ltr",
            "enterkeyhint": "done",
        }

    def to_python(self, value: Any) -> Any:
        """Drop what a scanner adds around the code."""
        return without_controls(str(value or ""))


class DayField(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)
