"""A table of products that is sent in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.sheets.reading import MAX_BYTES


class TableForm(forms.Form):
    """A file as a spreadsheet saves it."""

    file = forms.FileField(
        label=_("Table of products (CSV or XLSX)"),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )

    def content(self) -> bytes:
        """Read what was sent, and one byte more than may be, so that the service can refuse it."""
        file: Any = self.cleaned_data["file"]
        return bytes(file.read(MAX_BYTES + 1))

    def file_name(self) -> str:
        """Return what the file was called."""
        return str(self.cleaned_data["file"].name)


class RunForm(forms.Form):
    """Whether rows that resemble something are made too."""

    resembling = forms.BooleanField(label=_("Make the rows too that resemble something"), required=False)
