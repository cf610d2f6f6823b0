"""A voice for a button of the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.portal_actions import ACTIONS
from marketplace.network.services.recording_keep import MOST_BYTES
from marketplace.network.states import VoiceLanguage


class VoiceForm(forms.Form):
    """Which slot, and the recording."""

    action = forms.ChoiceField(choices=[(key, key) for key in ACTIONS])
    language = forms.ChoiceField(choices=VoiceLanguage.choices)
    audio = forms.FileField(
        label=_("Recording"), error_messages={"required": _("There is no recording yet.")}
    )

    def clean_audio(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["audio"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large."), code="INVALID")
        return file
