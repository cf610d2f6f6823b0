"""What people write of collection rounds: which vehicle calls where, in which order, and what a driver loaded."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.fields import DayField
from frontend.forms.inbound import COUNT
from frontend.forms.portal import QuantityField
from logistics.collecting import TOLD, StopState
from logistics.models.collection import Vehicle
from logistics.selectors.rounds import StopDetail
from logistics.services.round_change import StopWanted
from logistics.services.round_plan import Trip
from logistics.services.vehicle_write import VehicleWanted
from marketplace.cooperatives.models.organisation import Organisation

SETS_OUT = time(7)


class ClockField(forms.TimeField):
    """An hour of the day, in the browser's own clock."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, **options)


class RoundForm(forms.Form):
    """Which vehicle, which day, from when on; the notices are ticked in the list beside it."""

    vehicle = forms.TypedChoiceField(label=gettext_lazy("Vehicle"), choices=[], coerce=int)
    day = DayField(label=gettext_lazy("Day"))
    sets_out = ClockField(label=gettext_lazy("Sets out at"))
    notices = forms.TypedMultipleChoiceField(label=gettext_lazy("Stops"), choices=[], coerce=int)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, vehicles: Sequence[Vehicle], notice_ids: Sequence[int], today: date, **kwargs: Any
    ) -> None:
        """Offer these vehicles and these notices."""
        kwargs["initial"] = {"day": today, "sets_out": SETS_OUT, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("vehicle", [(row.pk, f"{row.name} · {row.capacity_g // 1000} kg") for row in vehicles]),
            ("notices", [(pk, str(pk)) for pk in notice_ids]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def trip(self) -> Trip:
        """Return the drive."""
        data = self.cleaned_data
        return Trip(vehicle_id=data["vehicle"], day=data["day"], sets_out=data["sets_out"])


class VehicleForm(forms.Form):
    """A vehicle of ours, and what it may carry."""

    carrier = forms.TypedChoiceField(label=gettext_lazy("Carrier"), choices=[], coerce=int)
    name = forms.CharField(label=gettext_lazy("Plate or name"), max_length=40)
    kilograms = QuantityField(label=gettext_lazy("May carry, in kilograms"), least=Decimal(1))
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, carriers: Sequence[Organisation], language: str, **kwargs: Any) -> None:
        """Offer the carriers that drive our own vehicles."""
        super().__init__(*args, **kwargs)
        field = self.fields["carrier"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(row.pk, row.name(language)) for row in carriers]

    def wanted(self) -> VehicleWanted:
        """Return the vehicle."""
        data = self.cleaned_data
        return VehicleWanted(
            carrier_id=data["carrier"],
            name=data["name"],
            capacity_g=int(data["kilograms"] * 1000),
            is_active=data["is_active"],
        )


class StopsForm(forms.Form):
    """The stops of a planned round: place in the order, window, or left out."""

    def __init__(self, *args: Any, stops: Sequence[StopDetail], **kwargs: Any) -> None:
        """Ask about each stop."""
        super().__init__(*args, **kwargs)
        self.stops = stops
        for detail in stops:
            stop = detail.stop
            self.fields[f"position-{stop.pk}"] = forms.IntegerField(
                label=gettext_lazy("Place in the order"),
                min_value=1,
                max_value=99,
                initial=stop.position,
                widget=COUNT,
            )
            self.fields[f"from-{stop.pk}"] = ClockField(
                label=gettext_lazy("From"), required=False, initial=stop.from_time
            )
            self.fields[f"until-{stop.pk}"] = ClockField(
                label=gettext_lazy("Until"), required=False, initial=stop.until_time
            )
            self.fields[f"out-{stop.pk}"] = forms.BooleanField(
                label=gettext_lazy("Leave out"), required=False
            )

    def asked(self) -> list[tuple[StopDetail, dict[str, forms.BoundField]]]:
        """Return each stop with its fields."""
        names = (("position", "position"), ("begin", "from"), ("end", "until"), ("out", "out"))
        return [
            (detail, {key: self[f"{name}-{detail.stop.pk}"] for key, name in names}) for detail in self.stops
        ]

    def wanted(self) -> list[StopWanted]:
        """Return the stops that stay, in their order; equals keep the order that they had."""
        data = self.cleaned_data
        kept = [row.stop.pk for row in self.stops if not data[f"out-{row.stop.pk}"]]
        return [
            StopWanted(stop_id=pk, from_time=data[f"from-{pk}"], until_time=data[f"until-{pk}"])
            for pk in sorted(kept, key=lambda pk: data[f"position-{pk}"])
        ]


class LoadForm(forms.Form):
    """What a driver found at a stop; for a part, the crates of each article."""

    what = forms.ChoiceField(choices=[(each.value, each.label) for each in TOLD])

    def __init__(self, *args: Any, line_ids: Sequence[int], **kwargs: Any) -> None:
        """Ask about each announced article."""
        super().__init__(*args, **kwargs)
        self.line_ids = line_ids
        for pk in line_ids:
            self.fields[f"crates-{pk}"] = forms.IntegerField(
                label=gettext_lazy("Crates"), min_value=0, max_value=1_000, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Demand a number for each article of a part."""
        data = super().clean() or {}
        if data.get("what") == StopState.PART and any(
            data.get(f"crates-{pk}") is None for pk in self.line_ids
        ):
            raise forms.ValidationError(_("How many crates of each did you load?"), code="INVALID")
        return data

    def outcome(self) -> StopState:
        """Return what was found."""
        return StopState(self.cleaned_data["what"])

    def crates(self) -> dict[int, int]:
        """Return the crates of each article, for a part."""
        if self.outcome() != StopState.PART:
            return {}
        return {pk: self.cleaned_data[f"crates-{pk}"] for pk in self.line_ids}
