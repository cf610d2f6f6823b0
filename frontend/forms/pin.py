"""Digits that open the door."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PinForm(forms.Form):
    """What was pressed; whether it is right, or may be chosen, is the service's to say."""

    pin = forms.CharField(label=_("Your digits"), max_length=12)
