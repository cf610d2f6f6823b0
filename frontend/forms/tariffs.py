"""What an operator says of a table of delivery prices."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.forms.buying import places_grouped
from frontend.forms.fields import DayField, MoneyField
from logistics.delivery_bands import Band
from logistics.models.delivery import DeliveryMethod, DeliveryRate, DeliveryZone
from logistics.services.delivery_tariff_write import TariffPlace
from marketplace.kernel.geography import regions
from marketplace.kernel.money import Money

ROWS = 8
_ZONE = "zone:"


class TariffForm(forms.Form):
    """For which way and place, from when on."""

    method = forms.ChoiceField(label=gettext_lazy("Way of delivery"))
    place = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    from_date = DayField(label=gettext_lazy("Counts from"))
    divisor = forms.IntegerField(
        label=gettext_lazy("Cubic centimetres that count as a kilogram (0: only the weight)"),
        min_value=0,
        max_value=20_000,
        required=False,
    )
    source = forms.CharField(
        label=gettext_lazy("Where the figures come from"), max_length=200, required=False
    )

    def __init__(
        self,
        *args: Any,
        methods: list[DeliveryMethod],
        zones: list[DeliveryZone],
        language: str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._zones = {f"{_ZONE}{zone.pk}": zone for zone in zones}
        self._methods = {str(method.pk): method for method in methods}
        ways, places = self.fields["method"], self.fields["place"]
        if isinstance(ways, forms.ChoiceField):
            ways.choices = [(key, method.name(language)) for key, method in self._methods.items()]
        if isinstance(places, forms.ChoiceField):
            places.choices = [
                ("", _("Everywhere else")),
                (_("Zones"), [(key, zone.name(language)) for key, zone in self._zones.items()]),
                (_("Regions"), [(code, region.name(language)) for code, region in regions().items()]),
                *places_grouped(language),
            ]

    def method_chosen(self) -> DeliveryMethod:
        """Return the way of delivery (valid forms only)."""
        return self._methods[self.cleaned_data["method"]]

    def place_chosen(self) -> TariffPlace:
        """Return where the table counts (valid forms only)."""
        chosen = self.cleaned_data["place"]
        zone = self._zones.get(chosen)
        return TariffPlace(zone=zone) if zone is not None else TariffPlace(region=chosen)


class BandForm(forms.Form):
    """One row of the table; a row without a weight is none."""

    weight = forms.DecimalField(
        label=gettext_lazy("Up to (kg)"),
        min_value=Decimal("0.001"),
        max_value=1000,
        decimal_places=3,
        required=False,
    )
    price = MoneyField(label=gettext_lazy("The customer pays"), required=False)
    cost = MoneyField(label=gettext_lazy("The carrier charges"), required=False)
    remote = MoneyField(label=gettext_lazy("Remote surcharge"), required=False)
    free_from = MoneyField(label=gettext_lazy("Free from (goods)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Demand a price where there is a weight, and a weight where there is a price."""
        data = super().clean() or {}
        if data.get("weight") is not None and data.get("price") is None and "price" not in self.errors:
            self.add_error("price", _("Please write an amount such as 1234,50."))
        if data.get("weight") is None and data.get("price") is not None and "weight" not in self.errors:
            self.add_error("weight", _("Please write the weight."))
        return data

    def band(self) -> Band | None:
        """Return the row (valid forms only); None: it is empty."""
        data = self.cleaned_data
        # A row that was never touched has no data at all.
        if data.get("weight") is None:
            return None
        return Band(
            up_to_weight_g=int(data["weight"] * 1000),
            price_minor=data["price"].minor,
            cost_minor=_minor(data["cost"]),
            remote_minor=_minor(data["remote"]),
            free_from_minor=data["free_from"].minor if data["free_from"] else None,
        )


def _minor(amount: Money | None) -> int:
    return amount.minor if amount is not None else 0


Bands = forms.BaseFormSet[BandForm]
_BANDS = forms.formset_factory(BandForm, extra=ROWS, max_num=ROWS, absolute_max=ROWS)


def bands_form(
    data: Mapping[str, Any] | None = None, initial: Sequence[Mapping[str, Any]] | None = None
) -> Bands:
    """Return the rows of a table as they were sent, or as they stand."""
    return _BANDS(data, initial=initial, prefix="bands")


def bands_of(bands: Bands) -> list[Band]:
    """Return the rows that are filled in (valid forms only)."""
    return [band for row in bands if (band := row.band()) is not None]


def initial_bands(rates: tuple[DeliveryRate, ...]) -> list[dict[str, object]]:
    """Return the rows of a table as people write them."""
    return [
        {
            "weight": f"{(Decimal(rate.up_to_weight_g) / 1000).normalize():f}",
            "price": rate.price,
            "cost": rate.cost,
            "remote": rate.remote if rate.remote else None,
            "free_from": Money(rate.free_from_minor, rate.currency) if rate.free_from_minor else None,
        }
        for rate in rates
    ]
