"""What people of the hub write of its prices and costs."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import DayField, MoneyField
from frontend.forms.portal import QuantityField
from logistics.services.hub_tariff_write import BY_WEIGHT, RECORDED, PriceSet
from logistics.states import HubService


class PriceForm(forms.Form):
    """A price by weight, from a day on."""

    service = forms.ChoiceField(label=_("For what"), choices=[(each.value, each.label) for each in BY_WEIGHT])
    price = MoneyField(label=_("Price"))
    kilograms = QuantityField(
        label=_("for so many kilograms"),
        initial=1,
        help_text=_("Storage: for each day."),
        least=Decimal("0.1"),
    )
    from_date = DayField(label=_("From"))

    def wanted(self) -> PriceSet:
        """Return the price."""
        data = self.cleaned_data
        return PriceSet(
            service=HubService(data["service"]),
            price=data["price"],
            per_g=int(data["kilograms"] * 1000),
            from_date=data["from_date"],
        )


class CostForm(forms.Form):
    """What a kind of work cost in the month that is shown."""

    service = forms.ChoiceField(label=_("For what"), choices=[(each.value, each.label) for each in RECORDED])
    amount = MoneyField(label=_("What it cost"))


def month_of(text: str, today: date) -> date:
    """Read a month as `2026-11`; anything else is the month of today."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
