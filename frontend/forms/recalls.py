"""What people write when lots are taken back, and what became of the goods."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.inbound import COUNT
from logistics.services.lot_write_off import WRITE_OFFS
from logistics.states import RecallReach, RecallTrigger


class RecallForm(forms.Form):
    """Which lots, why, and whether it is a drill."""

    codes = forms.CharField(
        label=_("Lot numbers"),
        max_length=2_000,
        help_text=_("One below the other; a scanner writes them."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off"}),
    )
    trigger = forms.ChoiceField(label=_("Why"), choices=RecallTrigger.choices)
    reason = forms.CharField(
        label=_("What customers are told"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def wanted(self) -> list[str]:
        """Return the lot numbers that were written."""
        return [code for code in self.cleaned_data["codes"].replace(",", "\n").split() if code]


class FollowForm(forms.Form):
    """Whether a buyer was reached, and what came back."""

    reach = forms.ChoiceField(label=_("The customer"), choices=RecallReach.choices)
    returned_units = forms.IntegerField(label=_("Units that came back"), min_value=0, initial=0, widget=COUNT)
    destroyed_units = forms.IntegerField(
        label=_("Units destroyed there"), min_value=0, initial=0, widget=COUNT
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class CloseForm(forms.Form):
    """What was learnt."""

    conclusion = forms.CharField(
        label=_("What was learnt"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class WriteOffForm(forms.Form):
    """Units that leave a shelf for good."""

    units = forms.IntegerField(label=_("Units"), min_value=1, widget=COUNT)
    reason = forms.ChoiceField(label=_("Why"), choices=[(each.value, each.label) for each in WRITE_OFFS])
    note = forms.CharField(label=_("Note"), max_length=300)

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        """Propose all that stands."""
        super().__init__(*args, **kwargs)
        self.fields["units"].initial = most
