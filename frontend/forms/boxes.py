"""What a customer puts into a gift box, and how a hub writes one down."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.buying import QuantityField
from frontend.forms.fields import CodeField, MoneyField
from frontend.forms.inbound import COUNT
from logistics.models.kit import Kit
from logistics.services.kit_write import MOST_COMPONENTS, MOST_PERCENT, MOST_PIECES, KitWish
from logistics.states import KitKind


class BoxForm(forms.Form):
    """How many of each article go into a box (one with fixed contents asks nothing), and how many boxes."""

    quantity = QuantityField(label=gettext_lazy("How many boxes"), initial=1)

    def __init__(self, data: Mapping[str, Any] | None, *, articles: Sequence[tuple[int, str]]) -> None:
        """Ask about each article, given as variant and name."""
        super().__init__(data)
        self.articles = articles
        for variant, name in articles:
            self.fields[f"variant-{variant}"] = forms.IntegerField(
                label=name, min_value=0, max_value=MOST_PIECES, required=False, widget=COUNT
            )

    def asked(self) -> dict[int, forms.BoundField]:
        """Return the field of each article."""
        return {variant: self[f"variant-{variant}"] for variant, _name in self.articles}

    def chosen(self) -> dict[int, int]:
        """Return what was chosen, variant to pieces (as far as it could be read)."""
        data = getattr(self, "cleaned_data", {})
        found = {variant: data.get(f"variant-{variant}") or 0 for variant, _name in self.articles}
        return {variant: pieces for variant, pieces in found.items() if pieces}


class KitForm(forms.Form):
    """A gift box of the hub."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Contents"), choices=KitKind.choices)
    name_ar = forms.CharField(label=gettext_lazy("Name in Arabic"), max_length=80)
    name_fr = forms.CharField(label=gettext_lazy("Name in French"), max_length=80)
    contents = forms.CharField(
        label=gettext_lazy("Articles"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("One a line: article number, then how many."),
        max_length=4000,
    )
    price = MoneyField(
        label=gettext_lazy("Price of the box"),
        required=False,
        help_text=gettext_lazy("With fixed contents. Empty: what its contents cost."),
    )
    percent_off = forms.IntegerField(
        label=gettext_lazy("Cheaper by, in per cent"),
        min_value=0,
        max_value=MOST_PERCENT,
        required=False,
        widget=COUNT,
        help_text=gettext_lazy("Filled by the customer."),
    )
    least_pieces = forms.IntegerField(
        label=gettext_lazy("Pieces at least"),
        min_value=1,
        max_value=MOST_PIECES,
        required=False,
        widget=COUNT,
    )
    most_pieces = forms.IntegerField(
        label=gettext_lazy("Pieces at most"), min_value=1, max_value=MOST_PIECES, required=False, widget=COUNT
    )
    most_g = forms.IntegerField(
        label=gettext_lazy("Carries, in grams"), min_value=0, max_value=30_000, required=False, widget=COUNT
    )
    packaging = CodeField(label=gettext_lazy("Packaging (code)"), max_length=40, required=False)
    is_active = forms.BooleanField(label=gettext_lazy("On offer in the shop"), required=False, initial=True)

    def clean_contents(self) -> dict[str, int]:
        """Read the articles: a number of pieces that is left out is one."""
        found: dict[str, int] = {}
        for line in str(self.cleaned_data["contents"]).splitlines():
            words = line.split()
            if not words:
                continue
            pieces = words[1] if len(words) > 1 else "1"
            if len(words) > 2 or not pieces.isdecimal() or len(pieces) > 3 or words[0] in found:
                raise ValidationError(
                    _("This line cannot be read: %(line)s") % {"line": line[:80]}, code="INVALID"
                )
            found[words[0]] = int(pieces)
        if len(found) > MOST_COMPONENTS:
            raise ValidationError(
                _("Write 1 to %(most)d articles, each with its number of pieces.")
                % {"most": MOST_COMPONENTS},
                code="INVALID",
            )
        return found

    def wanted(self) -> KitWish:
        """Return the box."""
        data = self.cleaned_data
        least = data["least_pieces"] or 1
        return KitWish(
            code=data["code"],
            kind=KitKind(data["kind"]),
            names={"ar": data["name_ar"], "fr": data["name_fr"]},
            contents=data["contents"],
            price=data["price"],
            percent_off=data["percent_off"] or 0,
            most_g=data["most_g"] or 0,
            least_pieces=least,
            most_pieces=data["most_pieces"] or least,
            packaging=data["packaging"],
            is_active=data["is_active"],
        )


def kit_written(kit: Kit) -> dict[str, object]:
    """Return a box as the form shows it."""
    lines = [f"{row.variant.sku} {row.quantity}" for row in kit.components.all()]
    return {
        "code": kit.code,
        "kind": kit.kind,
        "name_ar": kit.names.get("ar", ""),
        "name_fr": kit.names.get("fr", ""),
        "contents": "\n".join(lines),
        "price": kit.price,
        "percent_off": kit.percent_off,
        "least_pieces": kit.least_pieces,
        "most_pieces": kit.most_pieces,
        "most_g": kit.most_g,
        "packaging": kit.packaging.code if kit.packaging else "",
        "is_active": kit.is_active,
    }
