"""What may be said of a product, checked and cleaned before it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from catalog.models.taxonomy import Category, ProductType
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.geography import province, region_of
from marketplace.kernel.input_texts import clean_line, clean_texts

MAX_NAME = 150
MAX_DESCRIPTION = 5000
MAX_INGREDIENTS = 2000
MAX_ALLERGENS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanges:
    """What to write; None leaves a part as it is. Texts are language code -> text."""

    product_type_id: int | None = None
    category_id: int | None = None
    names: Mapping[str, str] | None = None
    descriptions: Mapping[str, str] | None = None
    ingredients: Mapping[str, str] | None = None
    storage: Mapping[str, str] | None = None
    allergens: Sequence[str] | None = None
    # ISO 3166-2 code; the region follows from it
    province: str | None = None
    commune: str | None = None
    season_months: Sequence[int] | None = None

    def columns(self) -> dict[str, Any]:
        """
        Return the columns to write, cleaned.

        :raises InvalidInput: naming the part that cannot be used
        """
        return {**self._texts(), **self._origin(), **self._sorting()}

    def _texts(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        if self.names is not None:
            columns["names"] = clean_texts(self.names, field="names", most=MAX_NAME, required=True)
        for field, most in (
            ("descriptions", MAX_DESCRIPTION),
            ("ingredients", MAX_INGREDIENTS),
            ("storage", 500),
        ):
            texts = getattr(self, field)
            if texts is not None:
                columns[field] = clean_texts(texts, field=field, most=most, lines=True)
        if self.allergens is not None:
            cleaned = [clean_line(each, field="allergens", most=40) for each in self.allergens]
            if len(cleaned) > MAX_ALLERGENS:
                raise InvalidInput(_("There are too many allergens."), field="allergens")
            columns["allergens"] = sorted(set(cleaned))
        return columns

    def _origin(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        if self.province is not None:
            columns["province"] = province(self.province).code
            columns["region"] = region_of(self.province).code
        if self.commune is not None:
            columns["commune"] = clean_line(self.commune, field="commune", most=100, required=False)
        if self.season_months is not None:
            if any(not 1 <= month <= 12 for month in self.season_months):
                raise InvalidInput(_("A month lies between 1 and 12."), field="season_months")
            columns["season_months"] = sorted(set(self.season_months))
        return columns

    def _sorting(self) -> dict[str, Any]:
        columns: dict[str, Any] = {}
        if self.product_type_id is not None:
            if not ProductType.objects.filter(pk=self.product_type_id).exists():
                raise InvalidInput(_("There is no such family of products."), field="product_type")
            columns["product_type_id"] = self.product_type_id
        if self.category_id is not None:
            if not Category.objects.filter(pk=self.category_id).exists():
                raise InvalidInput(_("There is no such category."), field="category")
            columns["category_id"] = self.category_id
        return columns
