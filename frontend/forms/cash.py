"""What cashiers count and write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, MoneyField


class RemittanceForm(forms.Form):
    """Which parcels' cash a carrier brings, under the number of the carrier's own sheet."""

    number = CodeField(label=_("Number of the carrier's sheet"), max_length=30)
    collections = forms.MultipleChoiceField(
        label=_("Orders on the sheet"),
        choices=[],
        error_messages={"required": _("Please mark the orders that are on the sheet.")},
    )

    def __init__(self, *args: Any, collections: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer what the carrier may bring: (id, order number)."""
        super().__init__(*args, **kwargs)
        field = self.fields["collections"]
        if isinstance(field, forms.ChoiceField):
            field.choices = collections


class CountForm(forms.Form):
    """What lies on the table."""

    counted = MoneyField(label=_("Counted"))


class DepositForm(forms.Form):
    """Which bundles go to the bank, under the number of the slip."""

    slip_number = CodeField(label=_("Number of the deposit slip"), max_length=40)
    remittances = forms.MultipleChoiceField(
        label=_("Remittances"),
        choices=[],
        error_messages={"required": _("Please mark what goes to the bank.")},
    )

    def __init__(self, *args: Any, remittances: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer what lies at the desk: (id, number)."""
        super().__init__(*args, **kwargs)
        field = self.fields["remittances"]
        if isinstance(field, forms.ChoiceField):
            field.choices = remittances


class StatementForm(forms.Form):
    """What the bank statement says."""

    credited = MoneyField(label=_("Sum on the bank statement"))
    bank_reference = CodeField(label=_("Reference on the bank statement"), max_length=80)
