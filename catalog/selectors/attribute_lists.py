"""Lists of attributes and families, narrowed and sorted as the back office asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from catalog.models.attribute import Attribute, PageTypeAttribute, ProductTypeAttribute
from catalog.models.product import Product
from marketplace.kernel.search_text import sort_key
from marketplace.kernel.texts import text_in


@dataclass(frozen=True, slots=True)
class AttributeOrder:
    """By which column, or by the name in a language, and in which direction."""

    column: str = "slug"
    language: str = ""
    is_descending: bool = False


def attribute_keys(condition: Q, order: AttributeOrder, *, only_shown: bool, search: str = "") -> list[int]:
    """
    Return the keys of attributes, in one statement: there are hundreds, never more.

    :param only_shown: leave out those that shop fronts do not show
    """
    rows = Attribute.objects.filter(condition)
    if only_shown:
        rows = rows.filter(visible_in_storefront=True)
    found = list(rows.distinct().order_by(order.column, "id").only("id", "slug", "names"))
    if search:
        wanted = sort_key(search)
        found = [row for row in found if wanted in " ".join([row.slug, *map(sort_key, row.names.values())])]
    if order.language:
        found.sort(key=lambda row: (sort_key(text_in(row.names, order.language)), row.pk))
    keys = [row.pk for row in found]
    return keys[::-1] if order.is_descending else keys


def of_products(products: "QuerySet[Product]") -> Q:
    """Return the condition that an attribute belongs to the family of one of these products."""
    kinds = products.order_by().values("product_type_id")
    return Q(pk__in=ProductTypeAttribute.objects.filter(product_type__in=kinds).values("attribute_id"))


@dataclass(frozen=True, slots=True)
class Places:
    """Keys of the families whose products, or whose variants, have an attribute."""

    of_products: Sequence[int]
    of_variants: Sequence[int]


def families_of_attributes(attribute_ids: Sequence[int]) -> dict[int, Places]:
    """Return in which families attributes stand, in one statement."""
    rows = ProductTypeAttribute.objects.filter(attribute__in=list(attribute_ids)).order_by(
        "product_type__position", "product_type_id"
    )
    found: dict[int, tuple[list[int], list[int]]] = {key: ([], []) for key in attribute_ids}
    for key, family, is_of_variant in rows.values_list("attribute_id", "product_type_id", "is_of_variant"):
        found[key][is_of_variant].append(family)
    return {key: Places(products, variants) for key, (products, variants) in found.items()}


def attributes_taken(kind: str, type_ids: Sequence[int]) -> dict[int, set[int]]:
    """Return which attributes families ("product_type") or types of pages have already, in one statement."""
    model = ProductTypeAttribute if kind == "product_type" else PageTypeAttribute
    owner = "product_type_id" if kind == "product_type" else "page_type_id"
    found: dict[int, set[int]] = {key: set() for key in type_ids}
    rows = model._default_manager.filter(**{f"{owner}__in": list(type_ids)})
    for key, attribute in rows.values_list(owner, "attribute_id"):
        found[key].add(attribute)
    return found
