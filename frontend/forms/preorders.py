"""What a cooperative sells before it is harvested."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.services.preorder_set import MOST
from frontend.forms.fields import DayField


class PreorderForm(forms.Form):
    """Of what, how many pieces, until which day, and when they arrive."""

    variant = forms.ChoiceField(label=_("Of what?"))
    most = forms.IntegerField(label=_("How many pieces?"), min_value=1, max_value=MOST)
    until_date = DayField(label=_("The last day to order"))
    arrives_date = DayField(label=_("When does it arrive?"))

    def __init__(self, *args: Any, variants: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these sizes (their id as text, and their name)."""
        super().__init__(*args, **kwargs)
        field = self.fields["variant"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(variants)

    def asked(self) -> dict[str, Any]:
        """Return what the service wants to know."""
        known = {name: self.cleaned_data[name] for name in ("most", "until_date", "arrives_date")}
        return {**known, "variant_id": int(self.cleaned_data["variant"])}
