"""What people write of a processing run, and of the packaging."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms.fields import CodeField, MoneyField
from frontend.forms.inbound import COUNT
from frontend.forms.portal import QuantityField
from logistics.selectors.processing import UsableLot
from logistics.services.processing_run import Run
from marketplace.kernel.money import BASE_CURRENCY, Money


class RunForm(forms.Form):
    """Units of each lot that went in, what came out, what was lost, what it cost."""

    output_units = forms.IntegerField(
        label=_("Units that came out"), min_value=1, max_value=1_000_000, widget=COUNT
    )
    code = CodeField(label=_("Lot number"), max_length=40, required=False)
    loss = QuantityField(label=_("Loss in kilograms"), least=Decimal(0), required=False)
    by_product = QuantityField(label=_("Other by-products in kilograms"), least=Decimal(0), required=False)
    bin_code = CodeField(label=_("Place on the shelf"), required=False, max_length=20)
    labour_minutes = forms.IntegerField(
        label=_("Minutes of work"), min_value=0, max_value=100_000, required=False, widget=COUNT
    )
    labour = MoneyField(label=_("Cost of the work"), required=False)
    energy = MoneyField(label=_("Cost of energy"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        lots: Sequence[UsableLot],
        by_products: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        """Ask about each lot that could be used, and each by-product (variant, name) that could be kept."""
        super().__init__(*args, **kwargs)
        self.lots, self.by_products = lots, by_products
        for variant_id, name in by_products:
            self.fields[f"beside-{variant_id}"] = forms.IntegerField(
                label=name, min_value=0, max_value=1_000_000, required=False, widget=COUNT
            )
        for lot in lots:
            self.fields[f"lot-{lot.lot_id}"] = forms.IntegerField(
                label=lot.code, min_value=0, max_value=lot.free, required=False, widget=COUNT
            )

    def asked(self) -> list[tuple[UsableLot, forms.BoundField]]:
        """Return each lot with its field."""
        return [(lot, self[f"lot-{lot.lot_id}"]) for lot in self.lots]

    def asked_beside(self) -> list[forms.BoundField]:
        """Return the field of each by-product that could be kept."""
        return [self[f"beside-{variant_id}"] for variant_id, _name in self.by_products]

    def run(self) -> Run:
        """Return what was done."""
        data, nothing = self.cleaned_data, Money.zero(BASE_CURRENCY)
        taken = {lot.lot_id: data[f"lot-{lot.lot_id}"] for lot in self.lots}
        kept = {variant_id: data[f"beside-{variant_id}"] for variant_id, _name in self.by_products}
        return Run(
            by_products={variant_id: units for variant_id, units in kept.items() if units},
            uses={lot_id: units for lot_id, units in taken.items() if units},
            output_units=data["output_units"],
            by_product_g=int((data["by_product"] or 0) * 1000),
            loss_g=int((data["loss"] or 0) * 1000),
            labour_minutes=data["labour_minutes"] or 0,
            labour=data["labour"] or nothing,
            energy=data["energy"] or nothing,
            code=data["code"],
            bin_code=data["bin_code"],
            note=data["note"],
        )


class PiecesForm(forms.Form):
    """Packaging that came in (positive) or is not there any more (negative)."""

    pieces = forms.IntegerField(
        label=_("Pieces, more or less"), min_value=-1_000_000, max_value=1_000_000, widget=COUNT
    )
    paid = MoneyField(label=_("Paid in all, if bought"), required=False)
    note = forms.CharField(label=_("Why"), max_length=300)
