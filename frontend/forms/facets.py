"""By what a customer narrows down a list of products."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.selectors.facets import BANDS, FACETS, Choice
from catalog.selectors.filter_sql import MAX_SEARCH_LENGTH
from catalog.selectors.filters import ProductFilters, ProductOrder
from catalog.states import CertificateScheme
from frontend.families import FAMILY_NAMES
from frontend.forms.fields import MoneyField
from frontend.wording import money_text, month_text, number_text
from marketplace.kernel.geography import regions
from marketplace.kernel.money import BASE_CURRENCY, Money
from marketplace.kernel.search_text import without_controls

ORDERS = {
    "": gettext_lazy("Each cooperative in its turn"),
    ProductOrder.NEWEST.value: gettext_lazy("The newest first"),
    ProductOrder.RATING.value: gettext_lazy("The best rated first"),
    ProductOrder.PRICE_UP.value: gettext_lazy("The cheapest first"),
    ProductOrder.PRICE_DOWN.value: gettext_lazy("The dearest first"),
    ProductOrder.NAME.value: gettext_lazy("By name"),
}
FACET_NAMES: dict[str, Promise] = {
    "family": gettext_lazy("Kind of product"),
    "region": gettext_lazy("Region"),
    "price": gettext_lazy("Price"),
    "scheme": gettext_lazy("Sign of quality"),
    "month": gettext_lazy("In season in"),
    "seller": gettext_lazy("Cooperative"),
}
MAX_SELLERS = 20
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,100}")


class SellersField(forms.MultipleChoiceField):
    """Some cooperatives by the word of their address; one that does not exist finds nothing."""

    def validate(self, value: Sequence[str]) -> None:
        """Refuse what no address can be, and too many."""
        if len(value) > MAX_SELLERS or not all(_SLUG.fullmatch(each) for each in value):
            raise ValidationError(_("This filter is not usable."), code="INVALID")


def band_text(start: int, language: str) -> str:
    """Say a band of prices: "100 to 200 MAD", "500 MAD and more"."""
    later = [each for each in BANDS if each > start]
    if not later:
        return _("%(amount)s and more") % {"amount": money_text(Money(start, BASE_CURRENCY), language)}
    least = number_text(Money(start, BASE_CURRENCY).amount.normalize() + 0, language, digits=0)
    return _("%(least)s to %(most)s") % {
        "least": least,
        "most": money_text(Money(later[0], BASE_CURRENCY), language),
    }


def _month(value: str) -> int:
    return int(value)


class FacetForm(forms.Form):
    """The filters of a list; whatever is not usable is told beside its field and left out."""

    family = forms.MultipleChoiceField(required=False, choices=list(FAMILY_NAMES.items()))
    region = forms.MultipleChoiceField(required=False)
    price = forms.TypedMultipleChoiceField(required=False, coerce=int)
    least = MoneyField(label=gettext_lazy("Price from"), required=False)
    most = MoneyField(label=gettext_lazy("Price up to"), required=False)
    scheme = forms.MultipleChoiceField(required=False, choices=CertificateScheme.choices)
    month = forms.TypedMultipleChoiceField(required=False, coerce=_month)
    seller = SellersField(required=False)
    order = forms.ChoiceField(label=gettext_lazy("Sort by"), required=False, choices=list(ORDERS.items()))
    q = forms.CharField(required=False, max_length=MAX_SEARCH_LENGTH, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, language: str) -> None:
        if "q" in data:
            # Some signs that nobody sees turn the rest of a page around
            data = data.copy()
            data["q"] = without_controls(str(data["q"]))
        super().__init__(data, auto_id="facet_%s")
        self._choices("region", [(code, region.name(language)) for code, region in regions().items()])
        self._choices("month", [(str(number), month_text(number, language)) for number in range(1, 13)])
        self._choices("price", [(str(start), band_text(start, language)) for start in BANDS])
        for name, label in FACET_NAMES.items():
            self.fields[name].label = str(label)

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def usable(self) -> dict[str, Any]:
        """Return what was understood."""
        self.is_valid()
        return dict(self.cleaned_data)

    def choice(self) -> Choice:
        """Return what was ticked."""
        values = self.usable()
        return Choice(**{name: tuple(dict.fromkeys(values.get(name) or ())) for name in FACETS})

    def filters(self, **fixed: Any) -> ProductFilters:
        """Return what to keep besides what was ticked; `fixed` is what the page demands (a category, a family)."""
        values = self.usable()
        least, most = values.get("least"), values.get("most")
        return ProductFilters(
            price_min_minor=least.minor if isinstance(least, Money) else None,
            price_max_minor=most.minor if isinstance(most, Money) else None,
            search=values.get("q", ""),
            **fixed,
        )

    def order_chosen(self) -> ProductOrder:
        """Return the order: what fits best for a search, each in turn for a shelf, unless another was chosen."""
        values = self.usable()
        chosen = values.get("order")
        if chosen:
            return ProductOrder(chosen)
        return ProductOrder.RELEVANCE if values.get("q") else ProductOrder.FAIR

    def kept(self) -> dict[str, object]:
        """Return what must survive in addresses: what was ticked as lists, the rest as it was typed."""
        ticked = {name: [str(each) for each in getattr(self.choice(), name)] for name in FACETS}
        typed = {name: self.data.get(name, "") for name in self.usable() if name not in ticked}
        return {name: value for name, value in {**ticked, **typed}.items() if value}

    def label_of(self, facet: str, value: str, known: Callable[[str], str] = str) -> str:
        """Say a value of a facet in words; `known` names sellers."""
        field = self.fields[facet]
        choices = dict(field.choices) if isinstance(field, forms.ChoiceField) else {}  # type: ignore[arg-type]
        return str(choices.get(value) or known(value))
