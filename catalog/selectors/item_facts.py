"""What the back office and other systems know of products and variants beside their texts and prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.models.product import Product, Variant


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What one item weighs if no variant says so (grams; None: unknown), and what another system calls it."""

    weight_g: int | None
    external_reference: str | None


@dataclass(frozen=True, slots=True)
class VariantFacts:
    """When a variant was made and last written, and what another system calls it."""

    created_at: datetime
    updated_at: datetime
    external_reference: str | None


def product_facts(product_ids: Sequence[int]) -> dict[int, ProductFacts]:
    """Return the facts of products, in one query."""
    rows = Product.objects.filter(pk__in=list(product_ids))
    return {
        key: ProductFacts(weight_g, reference)
        for key, weight_g, reference in rows.values_list("pk", "weight_g", "external_reference")
    }


def variant_facts(variant_ids: Sequence[int]) -> dict[int, VariantFacts]:
    """Return the facts of variants, in one query."""
    rows = Variant.objects.filter(pk__in=list(variant_ids))
    columns = rows.values_list("pk", "created_at", "updated_at", "external_reference")
    return {key: VariantFacts(created, updated, reference) for key, created, updated, reference in columns}
