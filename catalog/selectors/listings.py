"""Where products are listed, what variants cost there, and how products are taxed: the back office's view."""

from collections.abc import Sequence
from datetime import date

from catalog.models.attribute import ProductTypeAttribute
from catalog.models.offer import Listing, Price
from catalog.models.tax import TaxAssignment, TaxClass
from catalog.models.taxonomy import ProductType


def listings_of_products(product_ids: Sequence[int]) -> dict[int, list[Listing]]:
    """Return the listings of each product, by channel, in one statement."""
    rows = Listing.objects.filter(product__in=product_ids).select_related("channel")
    found: dict[int, list[Listing]] = {}
    for row in rows.order_by("product_id", "channel_id"):
        found.setdefault(row.product_id, []).append(row)
    return found


def prices_of_variants(variant_ids: Sequence[int]) -> dict[int, list[Price]]:
    """Return the prices of each variant, by channel, in one statement."""
    rows = Price.objects.filter(variant__in=variant_ids).select_related("channel")
    found: dict[int, list[Price]] = {}
    for row in rows.order_by("variant_id", "channel_id"):
        found.setdefault(row.variant_id, []).append(row)
    return found


def tax_classes_of_families(product_type_ids: Sequence[int]) -> dict[int, TaxClass]:
    """Return the class of each family, in two statements."""
    codes = dict(ProductType.objects.filter(pk__in=product_type_ids).values_list("pk", "default_tax_code"))
    classes = {row.code: row for row in TaxClass.objects.filter(code__in=codes.values())}
    return {key: classes[code] for key, code in codes.items() if code in classes}


def tax_classes_of_products(product_ids: Sequence[int], *, on: date) -> dict[int, TaxClass]:
    """Return the class of each product that has one of its own on a day, in two statements."""
    rows = TaxAssignment.objects.filter(
        product__in=product_ids, organisation__isnull=True, product_type__isnull=True, from_date__lte=on
    )
    codes = {row.product_id: row.code for row in rows.order_by("product_id", "from_date")}
    classes = {row.code: row for row in TaxClass.objects.filter(code__in=codes.values())}
    return {key: classes[code] for key, code in codes.items() if key is not None and code in classes}


def attribute_places_of(product_type_ids: Sequence[int]) -> dict[int, list[ProductTypeAttribute]]:
    """Return the attributes of each family in their order, in one statement."""
    rows = ProductTypeAttribute.objects.filter(product_type__in=product_type_ids)
    found: dict[int, list[ProductTypeAttribute]] = {}
    for row in rows.order_by("product_type_id", "is_of_variant", "position", "id"):
        found.setdefault(row.product_type_id, []).append(row)
    return found
