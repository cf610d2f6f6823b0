"""How a difference ends, and the carrier's own file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField
from orders.gateways.remittance_file import MAX_BYTES
from orders.states import CaseResolution


class CaseForm(forms.Form):
    """What became of a difference."""

    resolution = forms.ChoiceField(label=_("How it ends"), choices=[], widget=forms.RadioSelect)
    explanation = forms.CharField(
        label=_("How it came about"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, ends: Sequence[CaseResolution], **options: Any) -> None:
        """Offer the ways in which this difference may end."""
        super().__init__(*args, **options)
        field = self.fields["resolution"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(end.value, end.label) for end in ends]


class SheetForm(forms.Form):
    """A carrier's file of the cash that it brings."""

    carrier = forms.TypedChoiceField(label=_("Carrier"), coerce=int, choices=[])
    number = CodeField(label=_("Number of the carrier's sheet"), max_length=30)
    file = forms.FileField(
        label=_("File of the carrier (CSV)"),
        help_text=_("Columns: order, amount."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, carriers: Sequence[tuple[int, str]], **options: Any) -> None:
        """Offer the carriers."""
        super().__init__(*args, **options)
        field = self.fields["carrier"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = list(carriers)

    def content(self) -> bytes:
        """Read what was sent, and one byte more than may be, so that the service can refuse it."""
        file: Any = self.cleaned_data["file"]
        return bytes(file.read(MAX_BYTES + 1))
