"""What the staff send when they match products of several sellers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class KeysField(forms.TypedMultipleChoiceField):
    """Numbers of rows; whether there are such rows is for the service to say."""

    def valid_value(self, value: str) -> bool:
        """Say whether it can be the number of a row."""
        return value.isascii() and value.isdigit() and len(value) < 19


class AskForm(forms.Form):
    """Which products are asked onto one article."""

    products = KeysField(coerce=int)


class LeaveForm(forms.Form):
    """Which product is taken off an article, and why."""

    match = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Mapping[str, Any] | None, *, matches: Sequence[int]) -> None:
        """Offer what stands there now."""
        super().__init__(data)
        field = self.fields["match"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, key) for key in matches]
