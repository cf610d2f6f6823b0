"""On which days a cooperative is closed."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import DayField
from marketplace.cooperatives.services.closure_announce import LONGEST
from marketplace.cooperatives.states import ClosureReason


class ClosureForm(forms.Form):
    """The first day, how many days, why, and whether what lies at the hub is sold meanwhile."""

    from_date = DayField(label=_("From which day?"))
    days = forms.IntegerField(label=_("How many days?"), min_value=1, max_value=LONGEST.days + 1)
    reason = forms.ChoiceField(label=_("Why?"), choices=ClosureReason.choices)
    sells_on = forms.BooleanField(label=_("What lies at the hub goes on selling"), required=False)

    def asked(self) -> dict[str, Any]:
        """Return what the service wants to know; the last day counts too."""
        first: date = self.cleaned_data["from_date"]
        return {
            "from_date": first,
            "until_date": first + timedelta(days=self.cleaned_data["days"] - 1),
            "reason": self.cleaned_data["reason"],
            "sells_on": self.cleaned_data["sells_on"],
        }
