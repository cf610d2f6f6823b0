"""What an operator writes down of a partner's word."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from frontend.forms.fields import DayField, MoneyField
from marketplace.cooperatives.models.organisation import Organisation
from marketplace.kernel.formats import COUNTRY_ZONE


class BudgetForm(forms.Form):
    """How much a partner pays, from when to when, and the paper that says so."""

    partner = forms.ChoiceField(label=gettext_lazy("Partner"))
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=120)
    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=120)
    code = forms.SlugField(label=gettext_lazy("Short name (letters and digits)"), max_length=60)
    amount = MoneyField(label=gettext_lazy("Amount"))
    starts_at = DayField(label=gettext_lazy("First day"))
    ends_at = DayField(label=gettext_lazy("Last day (empty: no end)"), required=False)
    source = forms.CharField(label=gettext_lazy("The agreement that says so"), max_length=200)

    def __init__(self, *args: Any, language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        partners = Organisation.objects.filter(is_seller=False, is_carrier=False, is_hub=False)
        choice = self.fields["partner"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(str(row.pk), row.name(language)) for row in partners.order_by("slug")[:500]]

    def clean_starts_at(self) -> datetime:
        """From the first minute of the day."""
        return datetime.combine(self.cleaned_data["starts_at"], time.min, COUNTRY_ZONE)

    def clean_ends_at(self) -> datetime | None:
        """Until the last minute of the day."""
        day = self.cleaned_data["ends_at"]
        return datetime.combine(day + timedelta(days=1), time.min, COUNTRY_ZONE) if day else None
