"""What a cooperative wants changed of one of its products."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.allergens import ALLERGEN_NAMES
from catalog.models.product import Product
from catalog.selectors.offers import Offer
from catalog.services.product_changes import MAX_DESCRIPTION, MAX_INGREDIENTS, MAX_NAME, ProductChanges
from frontend.forms.fields import MoneyField
from marketplace.kernel.money import Money

# The languages in which labels must be written; the others are translated by others
WRITTEN = ("ar", "fr")
_PARTS = ("names", "descriptions", "ingredients")


class ChangeForm(forms.Form):
    """Names, texts, ingredients and allergens as they are, to be changed; and a price for each size."""

    names_ar = forms.CharField(label=_("Name in Arabic"), max_length=MAX_NAME, required=False)
    names_fr = forms.CharField(label=_("Name in French"), max_length=MAX_NAME, required=False)
    descriptions_ar = forms.CharField(
        label=_("Description in Arabic"), max_length=MAX_DESCRIPTION, required=False, widget=forms.Textarea
    )
    descriptions_fr = forms.CharField(
        label=_("Description in French"), max_length=MAX_DESCRIPTION, required=False, widget=forms.Textarea
    )
    ingredients_ar = forms.CharField(
        label=_("Ingredients in Arabic"), max_length=MAX_INGREDIENTS, required=False, widget=forms.Textarea
    )
    ingredients_fr = forms.CharField(
        label=_("Ingredients in French"), max_length=MAX_INGREDIENTS, required=False, widget=forms.Textarea
    )
    allergens = forms.MultipleChoiceField(
        label=_("Allergens"),
        choices=list(ALLERGEN_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any, *, product: Product, offers: Sequence[Offer], sizes: Mapping[int, str]
    ) -> None:
        self.product = product
        texts = {
            f"{part}_{each}": getattr(product, part).get(each, "") for part in _PARTS for each in WRITTEN
        }
        super().__init__(data, initial={**texts, "allergens": product.allergens})
        for offer in offers:
            if offer.full_price is not None:
                self.fields[f"price_{offer.variant_id}"] = MoneyField(
                    label=_("Price of %(size)s") % {"size": sizes[offer.variant_id]},
                    currency=offer.full_price.currency,
                    initial=offer.full_price,
                )
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3

    def changes(self) -> ProductChanges:
        """Return the texts as they are now wanted; those of other languages are kept."""

        def texts(part: str) -> dict[str, str]:
            typed = {each: self.cleaned_data[f"{part}_{each}"] for each in WRITTEN}
            return {**getattr(self.product, part), **typed}

        return ProductChanges(
            names=texts("names"),
            descriptions=texts("descriptions"),
            ingredients=texts("ingredients"),
            allergens=self.cleaned_data["allergens"],
        )

    def prices(self) -> dict[int, Money]:
        """Return the price wanted for each size, by variant id."""
        return {
            int(name.removeprefix("price_")): amount
            for name, amount in self.cleaned_data.items()
            if name.startswith("price_") and isinstance(amount, Money)
        }


class DecisionForm(forms.Form):
    """Why a change is refused."""

    reason = forms.CharField(label=_("Why not?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
