"""By what a customer narrows down a list of products."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.selectors.filter_sql import MAX_SEARCH_LENGTH
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.states import CertificateScheme
from frontend.forms.fields import MoneyField
from frontend.wording import month_text
from marketplace.kernel.geography import regions
from marketplace.kernel.money import Money

ORDERS = {
    "": _("The newest first"),
    ProductOrder.RATING.value: _("The best rated first"),
    ProductOrder.PRICE_UP.value: _("The cheapest first"),
    ProductOrder.PRICE_DOWN.value: _("The dearest first"),
    ProductOrder.NAME.value: _("By name"),
}


class FacetForm(forms.Form):
    """The filters of a list; whatever is not usable is told beside its field and left out."""

    region = forms.ChoiceField(label=_("Region"), required=False)
    scheme = forms.ChoiceField(
        label=_("Sign of quality"),
        required=False,
        choices=[("", _("All")), *CertificateScheme.choices],
    )
    month = forms.TypedChoiceField(label=_("In season in"), required=False, coerce=int, empty_value=None)
    least = MoneyField(label=_("Price from"), required=False)
    most = MoneyField(label=_("Price up to"), required=False)
    order = forms.ChoiceField(label=_("Sort by"), required=False, choices=list(ORDERS.items()))
    q = forms.CharField(required=False, max_length=MAX_SEARCH_LENGTH, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], *, language: str) -> None:
        super().__init__(data, auto_id="facet_%s")
        places = [(code, region.name(language)) for code, region in regions().items()]
        self._choices("region", [("", _("All of Morocco")), *places])
        months = [(str(number), month_text(number, language)) for number in range(1, 13)]
        self._choices("month", [("", _("Any month")), *months])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def usable(self) -> dict[str, Any]:
        """Return what was understood."""
        self.is_valid()
        return dict(self.cleaned_data)

    def filters(self, **fixed: Any) -> ProductFilters:
        """Return what to keep; `fixed` is what the page itself demands (a category, a family)."""
        values = self.usable()
        least, most = values.get("least"), values.get("most")
        return ProductFilters(
            region=values.get("region", ""),
            scheme=values.get("scheme", ""),
            season_month=values.get("month"),
            price_min_minor=least.minor if isinstance(least, Money) else None,
            price_max_minor=most.minor if isinstance(most, Money) else None,
            search=values.get("q", ""),
            **fixed,
        )

    def order_chosen(self) -> ProductOrder:
        """Return the order: what fits best for a search, the newest for a shelf, unless another was chosen."""
        values = self.usable()
        chosen = values.get("order")
        if chosen:
            return ProductOrder(chosen)
        return ProductOrder.RELEVANCE if values.get("q") else ProductOrder.NEWEST

    def kept(self) -> dict[str, object]:
        """Return what must survive in addresses, as it was typed."""
        return {name: self.data.get(name, "") for name in self.usable() if self.data.get(name)}

    def chosen(self) -> list[tuple[str, str, str]]:
        """List the filters in force: field, its name, and the value in words."""
        values, found = self.usable(), []
        for name in ("region", "scheme", "month", "least", "most"):
            if values.get(name) in (None, ""):
                continue
            field = self.fields[name]
            raw = str(self.data.get(name, ""))
            word = (
                dict(field.choices).get(raw, raw)  # type: ignore[arg-type]
                if isinstance(field, forms.ChoiceField)
                else raw
            )
            found.append((name, str(field.label), str(word)))
        return found
