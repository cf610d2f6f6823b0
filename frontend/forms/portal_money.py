"""What a cooperative writes about its money."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, DayField, MoneyField


class AppealForm(forms.Form):
    """Why a hold is wrong."""

    words = forms.CharField(
        label=_("Why is it wrong?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MemberForm(forms.Form):
    """A member of the cooperative."""

    number = CodeField(label=_("Number in the register"), max_length=30)
    name = forms.CharField(label=_("Name"), max_length=120)


class _OfMember(forms.Form):
    """Something of one member, written once per shown form."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    member = forms.TypedChoiceField(label=_("Member"), coerce=int, choices=[])

    def __init__(self, *args: Any, members: Sequence[tuple[int, str]], **options: Any) -> None:
        """Offer the cooperative's own members."""
        super().__init__(*args, **options)
        field = self.fields["member"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = list(members)


class DeliveryForm(_OfMember):
    """What a member brought."""

    day = DayField(label=_("Day"))
    product = forms.CharField(label=_("Product"), max_length=120)
    weight = forms.DecimalField(
        label=_("Weight in kilograms"),
        min_value=Decimal("0.001"),
        max_value=Decimal(100_000),
        decimal_places=3,
    )
    grade_price = MoneyField(label=_("Price of a kilogram of this grade"))


class AdvanceForm(_OfMember):
    """Money that a member got before the sale."""

    day = DayField(label=_("Day"))
    amount = MoneyField(label=_("Amount"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class SheetForm(forms.Form):
    """Until when a period is shared, and what the cooperative keeps of it."""

    to_date = DayField(label=_("Until"))
    kept = MoneyField(
        label=_("What the cooperative keeps"), help_text=_("Reserves and costs that the assembly decided.")
    )
