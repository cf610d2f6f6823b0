"""How much a cooperative can make ready."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.portal import QuantityField
from logistics.capacity import CapacityMeasure, CapacityPer

# The value of "all that we make"
ALL = ""


class CapacityForm(forms.Form):
    """Of what, how much, in what time."""

    product = forms.ChoiceField(label=_("Of what?"), required=False)
    most = QuantityField(label=_("How much?"))
    measure = forms.ChoiceField(label=_("Counted in"), choices=CapacityMeasure.choices)
    per = forms.ChoiceField(label=_("In what time?"), choices=CapacityPer.choices)

    def __init__(self, *args: Any, products: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these products (their id as text, and their name), and all of them together."""
        super().__init__(*args, **kwargs)
        field = self.fields["product"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(ALL, _("All that we make")), *products]

    def clean(self) -> dict[str, Any]:
        """Refuse half a piece."""
        data = super().clean() or {}
        most = data.get("most")
        if data.get("measure") == CapacityMeasure.PIECE and most is not None and most != int(most):
            self.add_error("most", _("Please write whole pieces."))
        return data

    def asked(self) -> dict[str, Any]:
        """Return what the service wants to know: pieces, or grams."""
        most: Decimal = self.cleaned_data["most"]
        is_weighed = self.cleaned_data["measure"] == CapacityMeasure.KILOGRAM
        return {
            "product_id": int(self.cleaned_data["product"]) if self.cleaned_data["product"] else None,
            "most": int(most * 1000) if is_weighed else int(most),
            "measure": self.cleaned_data["measure"],
            "per": self.cleaned_data["per"],
        }
