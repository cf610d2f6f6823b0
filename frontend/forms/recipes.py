"""How a recipe is written down at the hub."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.fields import CodeField
from frontend.forms.inbound import COUNT
from logistics.models.processing import Recipe
from logistics.services.recipe_write import MOST_DAYS, MOST_TOLERANCE, MOST_YIELD, RecipeWish

MOST_TEXT = 4000


def _rows() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"})


class RecipeForm(forms.Form):
    """What one article is made of, what it is packed in, and what is left of it."""

    output = CodeField(label=gettext_lazy("Article that is made"), max_length=80)
    inputs = forms.CharField(
        label=gettext_lazy("What goes in"),
        widget=_rows(),
        help_text=gettext_lazy("One a line: article number, units, for how many that come out."),
        max_length=MOST_TEXT,
    )
    packaging = forms.CharField(
        label=gettext_lazy("Packaging for each unit"),
        widget=_rows(),
        help_text=gettext_lazy("One a line: code, then how many."),
        max_length=MOST_TEXT,
        required=False,
    )
    by_products = forms.CharField(
        label=gettext_lazy("By-products that are kept"),
        widget=_rows(),
        help_text=gettext_lazy(
            "One a line: article number, then the days it keeps if fewer than what goes in."
        ),
        max_length=MOST_TEXT,
        required=False,
    )
    yield_percent = forms.IntegerField(
        label=gettext_lazy("Grams that come out of 100"),
        min_value=1,
        max_value=MOST_YIELD,
        initial=100,
        widget=COUNT,
    )
    by_product_percent = forms.IntegerField(
        label=gettext_lazy("Grams of by-products of 100"),
        min_value=0,
        max_value=100,
        required=False,
        widget=COUNT,
    )
    tolerance_percent = forms.IntegerField(
        label=gettext_lazy("May differ by, in per cent"),
        min_value=0,
        max_value=MOST_TOLERANCE,
        initial=2,
        widget=COUNT,
    )
    shelf_life_days = forms.IntegerField(
        label=gettext_lazy("Keeps, in days"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        widget=COUNT,
        help_text=gettext_lazy("Never longer than what goes in. Empty: as long as that."),
    )
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, output: str = "", **kwargs: Any) -> None:
        """Ask for the article, unless it is known which one is made."""
        super().__init__(*args, **kwargs)
        self.known_output = output
        if output:
            del self.fields["output"]

    def clean_inputs(self) -> dict[str, tuple[int, int]]:
        """Read the articles: units and for how many; a number that is left out is one."""
        found = _read(self.cleaned_data["inputs"], numbers=2)
        return {code: (units, per) for code, (units, per) in found.items()}

    def clean_packaging(self) -> dict[str, int]:
        """Read the packaging: a number of pieces that is left out is one."""
        found = _read(self.cleaned_data["packaging"], numbers=1)
        return {code: pieces for code, (pieces,) in found.items()}

    def clean_by_products(self) -> dict[str, int | None]:
        """Read the by-products: days that are left out are those of what goes in."""
        found = _read(self.cleaned_data["by_products"], numbers=1, unsaid=0)
        return {code: days or None for code, (days,) in found.items()}

    def wanted(self) -> RecipeWish:
        """Return the recipe."""
        data = self.cleaned_data
        return RecipeWish(
            output=self.known_output or data["output"],
            inputs=data["inputs"],
            packaging=data["packaging"],
            yield_percent=data["yield_percent"],
            tolerance_percent=data["tolerance_percent"],
            by_products=data["by_products"],
            by_product_percent=data["by_product_percent"] or 0,
            shelf_life_days=data["shelf_life_days"],
            replaces=data["replaces"],
        )


def _read(text: str, *, numbers: int, unsaid: int = 1) -> dict[str, list[int]]:
    """Read a code and at most so many counts from each line; a count that is left out is the one unsaid."""
    found: dict[str, list[int]] = {}
    for line in text.splitlines():
        code, *counts = line.split() or [""]
        if not code:
            continue
        is_read = len(counts) <= numbers and all(each.isdecimal() and len(each) < 6 for each in counts)
        if not is_read or code in found:
            message = _("This line cannot be read: %(line)s") % {"line": line[:80]}
            raise ValidationError(message, code="INVALID")
        found[code] = [int(each) for each in counts] + [unsaid] * (numbers - len(counts))
    return found


def recipe_written(recipe: Recipe) -> dict[str, object]:
    """Return a recipe as the form shows it."""
    inputs = [f"{row.variant.sku} {row.units} {row.per_output_units}" for row in recipe.inputs.all()]
    packaging = [f"{row.consumable.code} {row.pieces}" for row in recipe.materials.all()]
    beside = [f"{row.variant.sku} {row.shelf_life_days or ''}".strip() for row in recipe.by_products.all()]
    return {
        "by_products": "\n".join(beside),
        "inputs": "\n".join(inputs),
        "packaging": "\n".join(packaging),
        "yield_percent": recipe.yield_percent,
        "by_product_percent": recipe.by_product_percent,
        "tolerance_percent": recipe.tolerance_percent,
        "shelf_life_days": recipe.shelf_life_days,
        "replaces": None if recipe.retired_at else recipe.pk,
    }
