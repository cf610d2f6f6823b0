"""What a person types before everything about them is erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.services.account_erase import erasing_word


class EraseForm(forms.Form):
    """The end of their own number, or their own address."""

    typed = forms.CharField(max_length=254)

    def __init__(self, data: Any, *, person: User) -> None:
        super().__init__(data)
        field = self.fields["typed"]
        field.widget.attrs["autocomplete"] = "off"
        if person.phone:
            field.label = _("The last four digits of your telephone number")
            field.widget.attrs |= {"inputmode": "numeric", "maxlength": str(len(erasing_word(person)))}
        else:
            field.label = _("Your e-mail address")
