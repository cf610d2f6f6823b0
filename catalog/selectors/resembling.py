"""Products of a seller that are probably the same under another spelling."""

from collections.abc import Mapping
from decimal import Decimal
from difflib import SequenceMatcher

from catalog.models.product import Product, Variant
from catalog.states import ProductState
from catalog.units import Unit
from marketplace.kernel.search_text import search_words

# How alike two names must be, of 1: "miel de thym" and "miel du thym" are about 0.95, other kinds of honey about 0.6
LIKE = 0.87
_BASE = {Unit.KILOGRAM: (1000, "g"), Unit.LITRE: (1000, "ml")}


def content_of(net_quantity: Decimal, unit: str) -> tuple[Decimal, str]:
    """Return a net quantity in the smaller unit, so that 1 kg and 1000 g are the same."""
    times, base = _BASE.get(Unit(unit), (1, unit))
    return net_quantity * times, base


def are_alike(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Say whether two products are called almost the same in a language that both have."""
    for language in one.keys() & other.keys():
        first, second = (" ".join(sorted(search_words(names[language]))) for names in (one, other))
        if first and SequenceMatcher(None, first, second, autojunk=False).ratio() >= LIKE:
            return True
    return False


def resembling(
    *, organisation_id: int, names: Mapping[str, str], net_quantity: Decimal, unit: str
) -> Product | None:
    """Return the first product of a seller with almost this name and this net quantity, in one statement."""
    wanted = content_of(net_quantity, unit)
    rows = Variant.objects.filter(product__organisation=organisation_id, is_active=True).exclude(
        product__state=ProductState.ARCHIVED
    )
    for row in rows.select_related("product").defer("product__search_document").order_by("product_id", "id"):
        if content_of(row.net_quantity, row.unit) == wanted and are_alike(names, row.product.names):
            return row.product
    return None
