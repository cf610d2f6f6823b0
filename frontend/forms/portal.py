"""What people of a cooperative fill in: a product in few steps, a price, an account."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.units import Unit
from frontend.forms.fields import MoneyField
from orders.shortage_states import COOPERATIVE_REASONS

MAX_PICTURE_BYTES = 15 * 1024 * 1024
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789,")
# Grams of one unit of net quantity; a litre of oil or honey weighs about as much as one of water.
GRAMS = {Unit.GRAM: 1, Unit.KILOGRAM: 1000, Unit.MILLILITRE: 1, Unit.LITRE: 1000}
# What jar, box and padding add to the contents, until the hub has weighed a real one.
PACKING = Decimal("1.15")


class QuantityField(forms.DecimalField):
    """A net quantity, typed with a comma, a point or Arabic digits."""

    def __init__(
        self, *, label: Any, least: Decimal = Decimal("0.001"), places: int = 3, **options: Any
    ) -> None:
        super().__init__(label=label, min_value=least, max_digits=9, decimal_places=places, **options)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Read the number as people write it."""
        text = (
            str(value or "")
            .translate(_ARABIC_DIGITS)
            .replace(",", ".")
            .replace("\u202f", "")
            .replace("−", "-")
            .strip()
        )
        return super().to_python(text)


class NewProductForm(forms.Form):
    """A picture, how much is in one piece, and its price; the name is the family's unless one is written."""

    picture = forms.FileField(label=_("Photo"), required=False)
    quantity = QuantityField(label=_("How much is in one?"))
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    price = MoneyField(label=_("Price of one piece"))
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    weighed = forms.BooleanField(label=_("Weighed for each order"), required=False)
    weight = forms.IntegerField(
        label=_("Weight with its packing, in grams"), required=False, min_value=1, max_value=1_000_000
    )

    def __init__(self, *args: Any, units: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [pair for pair in Unit.choices if pair[0] in units] or Unit.choices
            field.initial = field.choices[0][0]
        self.fields["picture"].widget.attrs |= {"accept": "image/*"}

    def clean_picture(self) -> Any:
        """Refuse what is too large to be a photograph of a phone."""
        picture = self.cleaned_data["picture"]
        if picture is not None and picture.size > MAX_PICTURE_BYTES:
            raise forms.ValidationError(_("This file is too large."), code="INVALID")
        return picture

    def clean(self) -> dict[str, Any]:
        """Work out the weight from the contents; a rug or a jug has to be weighed."""
        data = super().clean() or {}
        quantity, unit = data.get("quantity"), data.get("unit")
        if quantity is not None and unit and not data.get("weight") and "weight" not in self.errors:
            if unit == Unit.PIECE:
                self.add_error("weight", _("Please weigh one."))
            else:
                data["weight"] = max(1, int(quantity * GRAMS[Unit(unit)] * PACKING))
        return data


class PriceForm(forms.Form):
    """The new price of a variant."""

    variant = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    amount = MoneyField(label=_("Price of one piece"))


class AccountForm(forms.Form):
    """Where the cooperative is to be paid: on an account at a bank."""

    rib = forms.CharField(
        label=_("RIB (24 digits)"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )
    holder = forms.CharField(label=_("Holder of the account"), max_length=70)


class ConnectedForm(forms.Form):
    """Where the cooperative is to be paid: on its own account at Stripe, which knows the holder's name."""

    connected_id = forms.CharField(
        label=_("Account at Stripe (acct_…)"),
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )


class WeighForm(forms.Form):
    """What all pieces of a line weigh together, in kilograms."""

    weight = QuantityField(label=_("Weight of all of them, without packing"))

    @property
    def grams(self) -> int:
        """The same in grams, once it is valid."""
        return int(self.cleaned_data["weight"] * GRAMS[Unit.KILOGRAM])


class SupplyForm(forms.Form):
    """How many cannot be supplied, why, what is offered instead, and in how many days it would be there."""

    quantity = QuantityField(label=_("How many are missing?"), least=Decimal(1), places=0)
    reason = forms.ChoiceField(choices=[(each.value, each.label) for each in COOPERATIVE_REASONS])
    substitute = forms.IntegerField(required=False)
    days = forms.IntegerField(required=False, min_value=1, max_value=90)
