"""What a quality officer writes down: readings, the sample, the decision and its grounds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.inbound import COUNT, PhotoField, bytes_of
from logistics.lessons import lessons
from logistics.quality import Criterion, CriterionKind, sample_size
from logistics.quality_words import criterion_name
from logistics.services.evidence_keep import MOST_AUDIO_BYTES
from logistics.services.lot_examine import Examination
from logistics.states import CheckDecision

WAITING = ("", _("Wait for results"))
YES_NO = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]


class AudioField(forms.FileField):
    """A spoken note, recorded by the phone."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Spoken note"), required=False, **options)
        self.widget.attrs |= {"accept": "audio/*", "capture": "user"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too long to be a note."""
        file = super().clean(data, initial)
        if file is not None and file.size > MOST_AUDIO_BYTES:
            raise forms.ValidationError(_("This file is too large."), code="INVALID")
        return file


class ExamineForm(forms.Form):
    """A lot's checklist; nothing is required, so that half a check can be kept."""

    sample_units = forms.IntegerField(label=_("Units looked at"), min_value=1, widget=COUNT)
    used_units = forms.IntegerField(
        label=_("Of these, opened or sent away now"), min_value=0, required=False, widget=COUNT
    )
    decision = forms.ChoiceField(label=_("Decision"), required=False, choices=[])
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    lesson = forms.ChoiceField(label=_("Lesson"), required=False, choices=[])
    photo = PhotoField()
    audio = AudioField()

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Criterion],
        units: int,
        known: dict[str, str],
        language: str,
        **kwargs: Any,
    ) -> None:
        """Ask about these criteria; `known` holds what was read before."""
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.fields["sample_units"].initial = sample_size(units)
        self.fields["used_units"].initial = 0
        for name, choices in (
            ("decision", [WAITING, *CheckDecision.choices]),
            ("lesson", [("", "—"), *((key, each.title(language)) for key, each in lessons().items())]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        for criterion in criteria:
            self.fields[f"reading-{criterion.key}"] = _field(criterion, known.get(criterion.key, ""))

    def asked(self) -> list[tuple[Criterion, forms.BoundField]]:
        """Return each criterion with its field."""
        return [(criterion, self[f"reading-{criterion.key}"]) for criterion in self.criteria]

    def seen(self) -> Examination:
        """Return what the officer wrote."""
        data = self.cleaned_data
        readings = {row.key: data[f"reading-{row.key}"] for row in self.criteria}
        return Examination(
            readings={key: text for key, text in readings.items() if text},
            sample_units=data["sample_units"],
            used_units=data["used_units"] or 0,
            decision=CheckDecision(data["decision"]) if data["decision"] else None,
            reason=data["reason"],
            lesson=data["lesson"],
            photo=bytes_of(data["photo"]),
            audio=bytes_of(data["audio"]),
        )


def _field(criterion: Criterion, known: str) -> forms.Field:
    options: dict[str, Any] = {
        "label": criterion_name(criterion.key, fallback=criterion.label_fr),
        "required": False,
        "initial": known,
    }
    if criterion.kind == CriterionKind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, **options)
    if criterion.kind == CriterionKind.CHOICE:
        names = [(value, value.replace("_", " ")) for value in criterion.choices]
        return forms.ChoiceField(choices=[("", "—"), *names], **options)
    is_number = criterion.kind == CriterionKind.NUMBER
    attributes = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"} if is_number else {}
    return forms.CharField(max_length=100, widget=forms.TextInput(attrs=attributes), **options)
