"""What is to be printed in the background."""

from django import forms
from django.utils.translation import gettext_lazy as _

from logistics.states import SheetKind


class SheetForm(forms.Form):
    """A wave or a manifest by its key, or lots by their codes."""

    kind = forms.ChoiceField(choices=SheetKind.choices, widget=forms.HiddenInput)
    subject = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)
    codes = forms.CharField(
        label=_("Lots"),
        help_text=_("Scan or type one lot a line; every print is written down."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}),
        max_length=10_000,
        required=False,
    )
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
