"""What people write of goods on their way in: the announcement in the field, the count at the gate."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, DayField
from frontend.forms.portal import MAX_PICTURE_BYTES, QuantityField
from frontend.wording import date_text
from logistics.models.inbound import NoticeLine
from logistics.services.goods_receive import Counted
from logistics.states import Arrival, DiscrepancyOutcome

DAYS_OFFERED = 8
COUNT = forms.NumberInput(attrs={"inputmode": "numeric", "dir": "ltr"})


class PhotoField(forms.FileField):
    """A photograph taken by the phone's camera."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Photo"), required=False, **options)
        self.widget.attrs |= {"accept": "image/*", "capture": "environment"}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what is too large to be a photograph of a phone."""
        file = super().clean(data, initial)
        if file is not None and file.size > MAX_PICTURE_BYTES:
            raise forms.ValidationError(_t("This file is too large."), code="INVALID")
        return file


def bytes_of(file: Any) -> bytes | None:
    """Read an uploaded file; None where there is none."""
    return bytes(file.read()) if file else None


class NoticeForm(forms.Form):
    """How many crates, how much in each, when, and who brings them."""

    crates = forms.IntegerField(label=_("Crates"), min_value=1, max_value=1_000)
    units = forms.IntegerField(label=_("Pieces in one crate"), min_value=1, max_value=10_000)
    ready_date = forms.DateField(label=_("When?"), input_formats=["%Y-%m-%d"])
    arrival = forms.ChoiceField(label=_("How does it come?"), choices=Arrival.choices)
    collect_at = forms.CharField(label=_("Where shall we collect it?"), required=False, max_length=200)
    collect_province = forms.ChoiceField(label=_("Province"), required=False, choices=[])
    warehouse = forms.ChoiceField(label=_("Where to?"), choices=[])
    photo = PhotoField()
    produced_date = DayField(label=_("Made on"), required=False)
    harvest_date = DayField(label=_("Harvested on"), required=False)
    best_before_date = DayField(label=_("Best before"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        hubs: Sequence[tuple[str, str]],
        provinces: Sequence[tuple[str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        """Offer these hubs and provinces, and the days from `today` on."""
        super().__init__(*args, **kwargs)
        self.days = [today + timedelta(days=ahead) for ahead in range(DAYS_OFFERED)]
        for name, choices in (("warehouse", hubs), ("collect_province", provinces)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)

    def days_in(self, language: str) -> list[tuple[str, str]]:
        """Return the days to choose from, in words."""
        return [(day.isoformat(), date_text(day, language, style="full")) for day in self.days]


class ReceiveForm(forms.Form):
    """The count at the gate: each announced article once, and what holds for the whole load."""

    temperature = QuantityField(
        label=_("Temperature of the load, °C"), least=Decimal(-60), places=1, required=False
    )
    brought_by = forms.CharField(label=_("Who brought it"), required=False, max_length=100)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[NoticeLine], **kwargs: Any) -> None:
        """Ask about each announced line."""
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self._ask(line)

    def _ask(self, line: NoticeLine) -> None:
        pk = line.variant_id
        units: dict[str, Any] = {"min_value": 0, "max_value": 1_000_000, "widget": COUNT}
        self.fields[f"counted-{pk}"] = forms.IntegerField(
            label=_("Good pieces counted"), initial=line.quantity, **units
        )
        self.fields[f"damaged-{pk}"] = forms.IntegerField(
            label=_("Damaged pieces"), initial=0, required=False, **units
        )
        self.fields[f"weight-{pk}"] = QuantityField(
            label=_("Weight of the load in kilograms"), required=False
        )
        self.fields[f"code-{pk}"] = CodeField(
            label=_("Lot number"),
            max_length=40,
            required=False,
            help_text=_("As the producer wrote it; left empty, one is made up."),
        )
        self.fields[f"bin-{pk}"] = CodeField(label=_("Place on the shelf"), required=False, max_length=20)
        self.fields[f"produced-{pk}"] = DayField(
            label=_("Made on"), required=False, initial=line.produced_date
        )
        self.fields[f"best-{pk}"] = DayField(
            label=_("Best before"), required=False, initial=line.best_before_date
        )
        self.fields[f"photo-{pk}"] = PhotoField()

    def asked(self) -> list[tuple[NoticeLine, dict[str, forms.BoundField]]]:
        """Return each line with its fields, for the template."""
        names = ("counted", "damaged", "weight", "code", "bin", "produced", "best", "photo")
        return [(line, {name: self[f"{name}-{line.variant_id}"] for name in names}) for line in self.lines]

    def counted(self) -> list[Counted]:
        """Return what was counted of each line."""
        return [self._counted(line) for line in self.lines]

    def _counted(self, line: NoticeLine) -> Counted:
        data, pk = self.cleaned_data, line.variant_id
        weight = data[f"weight-{pk}"]
        return Counted(
            variant_id=pk,
            counted=data[f"counted-{pk}"],
            damaged=data[f"damaged-{pk}"] or 0,
            weight_g=int(weight * 1000) if weight is not None else None,
            code=data[f"code-{pk}"],
            harvest_date=line.harvest_date,
            produced_date=data[f"produced-{pk}"],
            best_before_date=data[f"best-{pk}"],
            bin_code=data[f"bin-{pk}"],
            photo=bytes_of(data[f"photo-{pk}"]),
        )


class SettleForm(forms.Form):
    """How a difference was settled."""

    outcome = forms.ChoiceField(label=_("How was it settled?"), choices=DiscrepancyOutcome.choices)
    note = forms.CharField(label=_("Why"), max_length=300)
