"""The living style page: every component with its states, in the language and theme one is in."""

from datetime import UTC, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from frontend.cards import (
    Chip,
    Column,
    CooperativeCard,
    Link,
    ProductCard,
    Step,
    SumRow,
    Table,
    TimelineEntry,
)
from frontend.drawings import SCENES
from frontend.families import family_names
from frontend.icons import ICONS
from marketplace.kernel.geography import regions
from marketplace.kernel.money import Money

SAMPLE_MOMENT = datetime(2026, 8, 16, 9, 30, tzinfo=UTC)
COLOURS = (
    "paper",
    "surface",
    "sunken",
    "ink",
    "brand",
    "saffron",
    "majorelle",
    "terracotta",
    "success",
    "danger",
)


class SampleForm(forms.Form):
    """One field of each kind, two of them refused."""

    name = forms.CharField(label=gettext_lazy("Your name"))
    phone = forms.CharField(
        label=gettext_lazy("Phone"), help_text=gettext_lazy("The carrier calls this number.")
    )
    region = forms.ChoiceField(label=gettext_lazy("Region"), choices=[])
    note = forms.CharField(
        label=gettext_lazy("Landmark"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_phone(self) -> str:
        """Refuse what is no number of ten digits."""
        phone = str(self.cleaned_data["phone"])
        if len(phone) != 10:
            raise forms.ValidationError(
                _("A Moroccan number has ten digits and starts with 05, 06, 07 or 08.")
            )
        return phone


def _form(language: str) -> SampleForm:
    form = SampleForm({"name": "", "phone": "0612", "region": "MA-08", "note": ""})
    choices = [(code, place.name(language)) for code, place in regions().items()]
    field = form.fields["region"]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
    return form


def _products(language: str) -> list[ProductCard]:
    places = [place.name(language) for place in regions().values()]
    seller = _("Demo Cooperative Argoub")
    chips = [
        Chip(_("Protected origin"), "brand", "certificate"),
        None,
        Chip(_("Few left"), "warning", "clock"),
        None,
    ]
    names = family_names()
    return [
        ProductCard(
            url="#",
            title=str(name),
            seller=seller,
            family=key,
            price=None if index == 11 else Money(4500 + index * 1735),
            was=Money(9900) if index == 1 else None,
            unit_price=Money(9000 + index * 3470) if index % 3 else None,
            unit=_("kg"),
            place=places[index % 12],
            chip=chips[index % 4],
        )
        for index, (key, name) in enumerate(names[:12])
    ]


def _cooperatives(language: str) -> list[CooperativeCard]:
    places = [place.name(language) for place in regions().values()]
    return [
        CooperativeCard(
            url="#",
            name=_("Demo Cooperative Argoub"),
            place=places[(seed * 5) % 12],
            seed=seed,
            members=(1, 2, 7, 24, 112, 36)[seed % 6],
            products=(12, 1, 2, 5, 31, 8)[seed % 6],
            chips=[Chip(_("Verified"), "success", "shield")] if seed % 2 else [],
        )
        for seed in (1, 6, 11, 44, 75, 232)
    ]


def _timeline() -> list[TimelineEntry]:
    return [
        TimelineEntry(_("Packed at the hub"), "parcel", "done"),
        TimelineEntry(_("On its way"), "truck", "current", note=_("The carrier calls before it comes.")),
        TimelineEntry(_("Delivered"), "home", "ahead"),
    ]


def _sums() -> list[SumRow]:
    return [
        SumRow(_("Sold"), Money(30000)),
        SumRow(_("Commission"), Money(-3000), note=_("10 % of what was sold")),
        SumRow(_("Packing at the hub"), Money(-600)),
        SumRow(_("You receive"), Money(26400), is_total=True),
    ]


def _table() -> Table:
    columns = [Column(_("Order")), Column(_("State")), Column(_("Quantity"), is_number=True)]
    columns.append(Column(_("Amount"), is_number=True))
    rows = [
        ["MA-2026-000124", _("Delivered"), "12", Money(128450)],
        ["MA-2026-000125", _("On its way"), "3", Money(9900)],
    ]
    return Table(caption=_("Orders"), columns=columns, rows=rows)


@require_GET
def style_page(request: HttpRequest) -> HttpResponse:
    """Show every component with its states."""
    language = getattr(request, "LANGUAGE_CODE", "fr")
    return render(
        request,
        "frontend/design.html",
        {
            "colours": COLOURS,
            "icons": list(ICONS),
            "families": family_names(),
            "scenes": list(SCENES),
            "seals": range(1, 17),
            "moment": SAMPLE_MOMENT,
            "amounts": [Money(123450), Money(1234567800), Money(-9000), Money(50, "EUR"), Money(1500, "JPY")],
            "form": _form(language),
            "products": _products(language),
            "cooperatives": _cooperatives(language),
            "steps": [Step(_("Basket"), "done", "#"), Step(_("Address"), "current"), Step(_("Payment"))],
            "timeline": _timeline(),
            "sums": _sums(),
            "table": _table(),
            "tabs": [
                Link(_("Orders"), "#", "parcel", is_here=True, count=3),
                Link(_("Earnings"), "#", "cash"),
                Link(_("Stock"), "#", "crate"),
            ],
            "crumbs": [Link(_("Home"), "/"), Link(_("Dates"), "#"), Link(_("Style"), "#")],
            "map_links": {code: f"#{code}" for code in regions()},
        },
    )
