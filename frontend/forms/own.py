"""What a customer writes about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from frontend.context import LANGUAGE_NAMES
from frontend.forms.buying import AddressForm


class OwnAddressForm(AddressForm):
    """An address that is kept for the next orders."""

    email = None  # type: ignore[assignment]
    note = None  # type: ignore[assignment]
    is_default = forms.BooleanField(label=gettext_lazy("My usual address"), required=False)

    def clean_note(self) -> str:
        """Nothing is noted with an address that is kept."""
        return ""


class ProfileForm(forms.Form):
    """How a person is called, and the language of messages to them."""

    full_name = forms.CharField(label=gettext_lazy("Your name"), max_length=150, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of messages to me"), choices=list(LANGUAGE_NAMES.items())
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
