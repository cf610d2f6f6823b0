"""What a browser sends about a passkey."""

from django import forms
from django.utils.translation import gettext_lazy

from marketplace.accounts.services.passkey_add import LONGEST_NAME


class PasskeyForm(forms.Form):
    """The name of a new passkey, and what the device answered."""

    name = forms.CharField(
        label=gettext_lazy("Name of this device"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("So that you know it again: my phone, the office…"),
    )
    # Filled by the script; empty where the browser has none
    answer = forms.CharField(
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy(
                "This browser cannot make a passkey; a code by telephone works everywhere."
            )
        },
    )
