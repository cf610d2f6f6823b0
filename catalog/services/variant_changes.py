"""What may be said of a variant, checked and cleaned before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalog.units import BY_WEIGHT, Unit
from marketplace.kernel.checkdigits import gtin_check
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.input_texts import clean_line, clean_texts

LEAST_NET_QUANTITY = Decimal("0.001")
MOST_NET_QUANTITY = Decimal("999999.999")
# One tonne: heavier goods do not travel as parcels
MOST_WEIGHT_G = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantChanges:
    """What to write; None leaves a part as it is. `net_quantity` is in `unit`, `weight_g` includes the packing."""

    sku: str | None = None
    names: Mapping[str, str] | None = None
    net_quantity: Decimal | None = None
    unit: str | None = None
    is_weighed: bool | None = None
    weight_g: int | None = None
    gtin: str | None = None
    position: int | None = None
    is_active: bool | None = None

    def columns(self) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :raises InvalidInput: naming the part that cannot be used
        """
        columns: dict[str, Any] = {}
        if self.sku is not None:
            columns["sku"] = clean_line(self.sku, field="sku", most=40)
        if self.names is not None:
            columns["names"] = clean_texts(self.names, field="names", most=80)
        if self.gtin is not None:
            columns["gtin"] = gtin_check(self.gtin) if self.gtin.strip() else ""
        if self.is_weighed is not None:
            columns["is_weighed"] = self.is_weighed
        if self.is_active is not None:
            columns["is_active"] = self.is_active
        if self.position is not None:
            if not 0 <= self.position <= 1000:
                raise InvalidInput(_("A position lies between 0 and 1000."), field="position")
            columns["position"] = self.position
        return columns | self._measures()

    def _measures(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        if self.net_quantity is not None:
            quantity = self.net_quantity
            if not quantity.is_finite() or not LEAST_NET_QUANTITY <= quantity <= MOST_NET_QUANTITY:
                raise InvalidInput(
                    _("The net quantity must lie between %(least)s and %(most)s.")
                    % {"least": LEAST_NET_QUANTITY, "most": MOST_NET_QUANTITY},
                    field="net_quantity",
                )
            if quantity != round(quantity, 3):
                raise InvalidInput(_("The net quantity has at most three decimals."), field="net_quantity")
            columns["net_quantity"] = quantity
        if self.unit is not None:
            if self.unit not in Unit.values:
                raise InvalidInput(_("This unit is not one of ours."), field="unit")
            columns["unit"] = self.unit
        if self.weight_g is not None:
            if not 1 <= self.weight_g <= MOST_WEIGHT_G:
                raise InvalidInput(
                    _("The weight must lie between 1 and %(most)s grams.") % {"most": MOST_WEIGHT_G},
                    field="weight_g",
                )
            columns["weight_g"] = self.weight_g
        return columns


def weighing_check(*, is_weighed: bool, unit: str) -> None:
    """
    Say no to goods that are sold by their weight and counted in something else.

    :raises InvalidInput: if they are
    """
    if is_weighed and unit not in BY_WEIGHT:
        raise InvalidInput(_("Only what is sold in grams or kilograms can be weighed."), field="unit")
