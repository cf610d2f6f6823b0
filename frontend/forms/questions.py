"""What a hub asks cooperatives, and what they answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import DayField
from marketplace.network.states import ANSWERS

_PIECES = forms.NumberInput(attrs={"inputmode": "numeric", "dir": "ltr"})


class AskForm(forms.Form):
    """Which article, how many pieces, on which day."""

    variant = forms.ChoiceField(label=_("Article"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=10_000, widget=_PIECES)
    day = DayField(label=_("On which day?"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, articles: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["variant"]
        if isinstance(field, forms.ChoiceField):
            field.choices = articles


class AnswerForm(forms.Form):
    """Yes, fewer, or no."""

    answer = forms.ChoiceField(choices=[(each.value, each.label) for each in ANSWERS])
    quantity = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=_PIECES)

    def given(self) -> tuple[str, int | None]:
        """Return the answer and the number of pieces; an answer that is none as an empty one, which is refused."""
        if not self.is_valid():
            return "", None
        return self.cleaned_data["answer"], self.cleaned_data["quantity"]
