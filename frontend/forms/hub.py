"""What people of the hub type and scan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, DayField, MoneyField
from logistics.states import FailureReason, LotState

REASONS = [("", "—"), *FailureReason.choices]


class ScanForm(forms.Form):
    """One code: of a lot, an article or a parcel."""

    code = CodeField(label=_("Scan or type a code"))


class ShortForm(forms.Form):
    """How many units of a lot lie on their shelf, where that is less than is asked for."""

    found = forms.IntegerField(
        label=_("How many are there?"),
        min_value=0,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )


class PackForm(forms.Form):
    """What the scales say, and what it is packed in."""

    weight = forms.IntegerField(
        label=_("Weight in grams"),
        required=False,
        min_value=1,
        max_value=200_000,
        help_text=_("Leave it empty where there are no scales: the weight of the contents counts."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )
    carton = forms.ChoiceField(label=_("Carton"), choices=[], required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, cartons: Sequence[tuple[str, str, bool]] = (), **kwargs: Any) -> None:
        """Offer the hub's cartons (code, words, whether it is proposed); where it keeps none, nothing is asked."""
        super().__init__(*args, **kwargs)
        if not cartons:
            del self.fields["carton"]
            return
        field = self.fields["carton"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*((code, words) for code, words, _best in cartons), ("", _("None of ours"))]
        field.initial = next((code for code, _words, is_proposed in cartons if is_proposed), "")


class DeliveredForm(forms.Form):
    """What the carrier collected at the door."""

    cash_collected = MoneyField(label=_("Cash collected"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class FailureForm(forms.Form):
    """Why a parcel did not reach its customer."""

    reason = forms.ChoiceField(label=_("Why"), choices=REASONS, required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)


class InspectionForm(forms.Form):
    """Of each share: so many units to the shelf; the others are destroyed."""

    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, shares: dict[int, int], **kwargs: Any) -> None:
        """Ask about each share: allocation id -> units that came back."""
        super().__init__(*args, **kwargs)
        self.shares = shares
        for allocation_id, quantity in shares.items():
            self.fields[f"share-{allocation_id}"] = forms.IntegerField(
                label=_("Back to the shelf"),
                min_value=0,
                max_value=quantity,
                initial=quantity,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
            )

    def restocked(self) -> dict[int, int]:
        """Return allocation id -> units that go back to the shelf."""
        return {pk: int(self.cleaned_data[f"share-{pk}"]) for pk in self.shares}


class LotForm(forms.Form):
    """A lot that comes in."""

    code = CodeField(label=_("Article: SKU or barcode"))
    quantity = forms.IntegerField(
        label=_("Units"),
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )
    lot_code = CodeField(
        label=_("Lot number"),
        max_length=40,
        help_text=_("As the producer wrote it on the goods, or this one: write it on them."),
    )
    produced_date = DayField(label=_("Made on"), required=False)
    harvest_date = DayField(label=_("Harvested on"), required=False)
    best_before_date = DayField(label=_("Best before"), required=False)
    bin_code = CodeField(label=_("Place on the shelf"), required=False, max_length=20)


class ReleaseForm(forms.Form):
    """The quality officer's yes."""

    remark = forms.CharField(label=_("Remark"), required=False, max_length=500)


class LotHoldForm(forms.Form):
    """The quality officer's no."""

    state = forms.ChoiceField(label=_("Decision"), choices=[])
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, states: list[LotState], **kwargs: Any) -> None:
        """Offer the states that may follow."""
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(state.value, state.label) for state in states]
