"""The switches of what a person is told, and the hours in which nothing rings."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from marketplace.notifications.models import Preference
from marketplace.notifications.services.preference_set import WAYS
from marketplace.notifications.states import Topic

HOURS = [("", _("None")), *((str(hour), f"{hour:02d}:00") for hour in range(24))]


def _hour(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=int, empty_value=None, choices=HOURS)


class PreferenceForm(forms.Form):
    """For each topic the ways that are on; what is not ticked is switched off."""

    quiet_from = _hour(_("Nothing rings from"))
    quiet_until = _hour(_("until"))

    def __init__(self, data: Any, *, standing: Preference) -> None:
        hours = {"quiet_from": standing.quiet_from, "quiet_until": standing.quiet_until}
        off = set(standing.muted)
        on = {
            topic.value: [way.value for way in WAYS if f"{topic.value}:{way.value}" not in off]
            for topic in Topic
        }
        super().__init__(data, initial={**hours, **on})
        for topic in Topic:
            self.fields[topic.value] = forms.MultipleChoiceField(
                label=topic.label,
                required=False,
                choices=[(way.value, way.label) for way in WAYS],
                widget=forms.CheckboxSelectMultiple,
            )

    def topics(self) -> Iterator[BoundField]:
        """Walk through the fields of the topics."""
        return (self[topic.value] for topic in Topic)

    def muted(self) -> list[str]:
        """Return what was not ticked, as the service wants it."""
        return [
            f"{topic.value}:{way.value}"
            for topic in Topic
            for way in WAYS
            if way.value not in self.cleaned_data[topic.value]
        ]
