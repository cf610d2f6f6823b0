"""What a cooperative writes about its money."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AppealForm(forms.Form):
    """Why a hold is wrong."""

    words = forms.CharField(
        label=_("Why is it wrong?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
