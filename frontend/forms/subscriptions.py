"""What people say of a basket that comes again: how many of each, and how often."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from frontend.forms.buying import AddressForm
from marketplace.customers.models.subscription import SubscriptionLine
from orders.models.checkout import MAX_QUANTITY

_RHYTHMS = {
    1: gettext_lazy("Every week"),
    2: gettext_lazy("Every two weeks"),
    4: gettext_lazy("Every four weeks"),
}


def rhythm_text(weeks: int) -> str:
    """Say how often a basket comes."""
    return str(_RHYTHMS[weeks])


class RhythmForm(forms.Form):
    """How often a basket comes."""

    every_weeks = forms.TypedChoiceField(label=gettext_lazy("How often"), choices=[], coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the rhythms that there are."""
        super().__init__(*args, **kwargs)
        field = self.fields["every_weeks"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(weeks, rhythm_text(weeks)) for weeks in _RHYTHMS]


class SubscriptionForm(RhythmForm):
    """How many of each a basket holds, and how often it comes."""

    def __init__(
        self, *args: Any, lines: Sequence[SubscriptionLine], every_weeks: int, language: str, **kwargs: Any
    ) -> None:
        """Ask for these lines; zero takes one out."""
        initial = {f"quantity-{line.variant_id}": line.quantity for line in lines}
        super().__init__(*args, initial={**initial, "every_weeks": every_weeks}, **kwargs)
        self._variants = [line.variant_id for line in lines]
        for line in lines:
            self.fields[f"quantity-{line.variant_id}"] = forms.IntegerField(
                label=line.variant.product.name(language), min_value=0, max_value=MAX_QUANTITY
            )

    def quantities(self) -> dict[int, int]:
        """Return how many of each variant are wanted."""
        return {key: self.cleaned_data[f"quantity-{key}"] for key in self._variants}


class WhereForm(AddressForm):
    """Where a basket that comes again goes; e-mail and note belong to a single order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the address alone."""
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["note"]
