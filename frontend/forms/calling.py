"""What a caller says of a call."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orders.cod_states import CallOutcome

AGAIN = (
    ("hour", _("In an hour")),
    ("evening", _("This evening at 6")),
    ("tomorrow", _("Tomorrow morning at 10")),
    ("tomorrow_evening", _("Tomorrow evening at 6")),
)
_AT = {"evening": (0, 18), "tomorrow": (1, 10), "tomorrow_evening": (1, 18)}


class OutcomeForm(forms.Form):
    """One button says the outcome; when to call again is asked for with it."""

    outcome = forms.ChoiceField(choices=CallOutcome.choices)
    again = forms.ChoiceField(label=_("When to call again"), choices=AGAIN, required=False)
    note = forms.CharField(
        label=_("Note for the next caller"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def again_at(self, now: datetime) -> datetime | None:
        """Return when the customer wishes to be called (valid forms only)."""
        choice = self.cleaned_data["again"]
        if self.cleaned_data["outcome"] != CallOutcome.LATER or not choice:
            return None
        if choice not in _AT:
            return now + timedelta(hours=1)
        days, hour = _AT[choice]
        day = timezone.localdate(now) + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time(hour)))
