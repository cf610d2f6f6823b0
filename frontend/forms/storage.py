"""What people write in the store: places, degrees, counts, zones and packaging."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, MoneyField
from frontend.forms.inbound import COUNT
from frontend.forms.portal import QuantityField
from logistics.services.consumable_write import Carton
from logistics.services.lot_place import MOVES, Wanted
from logistics.services.storage_zone_write import ZoneKept
from logistics.states import PlacementReason, StorageKind
from marketplace.kernel.money import BASE_CURRENCY, Money


class DegreesField(QuantityField):
    """Degrees Celsius with one decimal, below zero too, as people write them."""

    def __init__(self, *, label: Any, **options: Any) -> None:
        super().__init__(label=label, least=Decimal(-99), places=1, max_value=Decimal(99), **options)
        # A phone's decimal pad has no minus sign
        self.widget.attrs["inputmode"] = "text"


class PlaceForm(forms.Form):
    """The bin that was scanned; where the goods stand in one already, why they move."""

    bin_code = CodeField(label=_("Scan the bin"), max_length=20)
    reason = forms.ChoiceField(label=_("Why"), choices=[], required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, moves: bool, **kwargs: Any) -> None:
        """Ask for a reason where goods are moved."""
        super().__init__(*args, **kwargs)
        if not moves:
            del self.fields["reason"]
            return
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.value, each.label) for each in MOVES if each != PlacementReason.UNDO]
            field.required = True

    def wanted(self) -> Wanted:
        """Return where the lot goes, and why."""
        data = self.cleaned_data
        reason = PlacementReason(data.get("reason") or PlacementReason.PUT_AWAY)
        return Wanted(bin_code=data["bin_code"], reason=reason, note=data["note"])


class ReadingForm(forms.Form):
    """What the thermometer says."""

    celsius = DegreesField(label=_("Degrees Celsius"))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)


class AlarmForm(forms.Form):
    """What was done about the goods."""

    action = forms.CharField(
        label=_("What was done about the goods"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ZoneForm(forms.Form):
    """A zone and its limits."""

    code = CodeField(label=_("Code"), max_length=20, help_text=_("Small letters and digits: cold-1"))
    name_fr = forms.CharField(label=_("Name in French"), max_length=60)
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=60)
    kind = forms.ChoiceField(label=_("How cold"), choices=StorageKind.choices)
    coldest_c = DegreesField(label=_("Never colder than"))
    warmest_c = DegreesField(label=_("Never warmer than"))

    def zone(self) -> ZoneKept:
        """Return the zone."""
        data = self.cleaned_data
        return ZoneKept(
            code=data["code"],
            kind=StorageKind(data["kind"]),
            coldest_c=data["coldest_c"],
            warmest_c=data["warmest_c"],
            names={"fr": data["name_fr"], "ar": data["name_ar"]},
        )


class BinsForm(forms.Form):
    """A row of bins: A-01 to A-12."""

    aisle = CodeField(label=_("Aisle"), max_length=13)
    first = forms.IntegerField(label=_("First number"), min_value=1, max_value=999, widget=COUNT)
    last = forms.IntegerField(label=_("Last number"), min_value=1, max_value=999, widget=COUNT)
    capacity = QuantityField(
        label=_("Kilograms that each carries"),
        required=False,
        help_text=_("Leave it empty for a place on the floor."),
    )

    def bins(self) -> dict[str, Any]:
        """Return what `bins_add` wants."""
        data = self.cleaned_data
        grams = int(data["capacity"] * 1000) if data["capacity"] is not None else None
        return {
            "aisle": data["aisle"],
            "first": data["first"],
            "last": data["last"],
            "capacity_g": grams,
        }


class CountOpenForm(forms.Form):
    """What is counted: a zone or everything, and how many lots."""

    zone = forms.ChoiceField(label=_("Zone"), choices=[], required=False)
    limit = forms.IntegerField(label=_("How many lots"), min_value=1, max_value=500, initial=20, widget=COUNT)

    def __init__(self, *args: Any, zones: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these zones."""
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Everywhere")), *zones]


class CountedForm(forms.Form):
    """What was found of one lot."""

    counted = forms.IntegerField(label=_("Units counted"), min_value=0, max_value=1_000_000, widget=COUNT)


class CountDecisionForm(forms.Form):
    """The second person's reason."""

    note = forms.CharField(label=_("Why it differs"), required=False, max_length=300)


class ConsumableForm(forms.Form):
    """A kind of packaging: what it is, what it costs, and when to order."""

    code = CodeField(label=_("Code"), max_length=40)
    name_fr = forms.CharField(label=_("Name in French"), max_length=60)
    name_ar = forms.CharField(label=_("Name in Arabic"), max_length=60)
    reorder_level = forms.IntegerField(label=_("Order at"), min_value=0, max_value=1_000_000, widget=COUNT)
    unit_cost = MoneyField(label=_("Cost of one piece"), required=False)
    holds = QuantityField(
        label=_("Room inside, in litres"),
        least=Decimal(0),
        required=False,
        help_text=_("Only of cartons that parcels travel in: length × width × height in decimetres."),
    )
    carries = QuantityField(label=_("Carries, in kilograms"), least=Decimal(0), required=False)
    weight_g = forms.IntegerField(
        label=_("Weighs itself, in grams"), min_value=0, max_value=200_000, required=False, widget=COUNT
    )

    def consumable(self) -> dict[str, Any]:
        """Return what `consumable_write` wants."""
        data = self.cleaned_data
        return {
            "code": data["code"],
            "names": {"fr": data["name_fr"], "ar": data["name_ar"]},
            "reorder_level": data["reorder_level"],
            "unit_cost": data["unit_cost"] or Money.zero(BASE_CURRENCY),
            "carton": self._carton(),
        }

    def _carton(self) -> Carton | None:
        """Return what makes it a carton; None where nothing was said of its room."""
        data = self.cleaned_data
        if data["holds"] is None and data["carries"] is None:
            return None
        return Carton(
            holds_cm3=int((data["holds"] or 0) * 1000),
            carries_g=int((data["carries"] or 0) * 1000),
            weight_g=data["weight_g"] or 0,
        )
