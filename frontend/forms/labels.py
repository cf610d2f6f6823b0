"""What the labeller types: how many labels, and the words that a product lacks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.allergens import ALLERGEN_NAMES
from frontend.forms.inbound import COUNT
from logistics.states import LabelFormat

TEXT: dict[str, Any] = {"required": False, "max_length": 600}


class PrintForm(forms.Form):
    """How many labels, for which printer, and why again."""

    copies = forms.IntegerField(label=_("How many labels"), min_value=1, max_value=5_000, widget=COUNT)
    form = forms.ChoiceField(label=_("For the printer"), choices=LabelFormat.choices)
    reason = forms.CharField(label=_("Why again"), max_length=200, required=False)


def _area(language: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2, "lang": language, "dir": "rtl" if language == "ar" else "ltr"})


class LabelWordsForm(forms.Form):
    """The words of a label in Arabic and French."""

    ingredients_ar = forms.CharField(label=_("Ingredients in Arabic"), widget=_area("ar"), **TEXT)
    ingredients_fr = forms.CharField(label=_("Ingredients in French"), widget=_area("fr"), **TEXT)
    storage_ar = forms.CharField(label=_("Storage in Arabic"), widget=_area("ar"), **TEXT)
    storage_fr = forms.CharField(label=_("Storage in French"), widget=_area("fr"), **TEXT)
    allergens = forms.MultipleChoiceField(
        label=_("Contains"),
        required=False,
        choices=list(ALLERGEN_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    protected_name = forms.ChoiceField(label=_("Protected name"), required=False, choices=[])

    def __init__(self, *args: Any, protected: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the family's protected names."""
        super().__init__(*args, **kwargs)
        field = self.fields["protected_name"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((name, f"{name} ({sign})") for name, sign in protected)]

    def texts(self, name: str) -> Mapping[str, str]:
        """Return a text by language, as far as it was written."""
        written = {language: self.cleaned_data[f"{name}_{language}"].strip() for language in ("ar", "fr")}
        return {language: text for language, text in written.items() if text}
