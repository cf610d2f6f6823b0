"""The long texts of products, read only where they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from catalog.models.product import Product
from marketplace.kernel.prepared import AnyOf, Slot, prepared


@dataclass(frozen=True, slots=True)
class ProductTexts:
    """What a product's page tells; texts are language code -> text."""

    descriptions: Mapping[str, str]
    ingredients: Mapping[str, str]
    storage: Mapping[str, str]
    allergens: tuple[str, ...]
    region: str
    province: str
    commune: str
    season_months: tuple[int, ...]
    documents: Mapping[str, Mapping[str, Any]]
    seo_titles: Mapping[str, str]
    seo_descriptions: Mapping[str, str]
    slugs: Mapping[str, str]


@prepared
def _texts(product_ids: Slot) -> QuerySet[Product, tuple[Any, ...]]:
    return Product.objects.filter(AnyOf("id", product_ids)).values_list(
        "pk",
        "descriptions",
        "ingredients",
        "storage",
        "allergens",
        "region",
        "province",
        "commune",
        "season_months",
        "documents",
        "seo_titles",
        "seo_descriptions",
        "slugs",
    )


def product_texts(product_ids: Sequence[int]) -> dict[int, ProductTexts]:
    """Return the texts and the origin of products in any state, in one query; the caller asks who may see them."""
    return {
        key: ProductTexts(
            texts,
            ingredients,
            storage,
            tuple(allergens),
            region,
            province,
            commune,
            tuple(season),
            *described,
        )
        for (
            key, texts, ingredients, storage, allergens, region, province, commune, season, *described,
        ) in _texts(product_ids=list(product_ids))
    }  # fmt: skip
