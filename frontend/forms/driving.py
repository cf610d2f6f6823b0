"""What a driver tells at a door."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.fields import MoneyField
from logistics.states import WishKind

MOST_PHOTO_BYTES = 12 * 1024 * 1024


class HandedForm(forms.Form):
    """Cash, and what shows that somebody took the parcel."""

    cash_collected = MoneyField(label=gettext_lazy("Cash collected"), required=False)
    received_by = forms.CharField(label=gettext_lazy("Who took it"), required=False, max_length=100)
    code = forms.CharField(
        label=gettext_lazy("The customer's code"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def clean_photo(self) -> Any:
        """Refuse what no phone's camera makes."""
        photo = self.cleaned_data["photo"]
        if photo and photo.size > MOST_PHOTO_BYTES:
            raise ValidationError(_("This picture is too large."))
        return photo


class WishForm(forms.Form):
    """How and when a customer wishes to receive a parcel."""

    kind = forms.ChoiceField(choices=[], widget=forms.RadioSelect)
    day = forms.DateField(widget=forms.HiddenInput)
    words = forms.CharField(label=gettext_lazy("Who or where"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every kind in the language of the page."""
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(kind.value, kind.label) for kind in WishKind]
