"""Where a new product stands when nobody said so."""

from django.utils.translation import gettext as _

from catalog.models.taxonomy import Category, ProductType
from catalog.units import Unit
from marketplace.kernel.errors import Conflict, NotFound

# How the facts of the families write our units
_UNITS = {"kg": Unit.KILOGRAM, "g": Unit.GRAM, "L": Unit.LITRE, "mL": Unit.MILLILITRE, "pièce": Unit.PIECE}


def family_named(key: str) -> ProductType:
    """
    Return a family of products by its key.

    :raises NotFound: if there is none
    """
    found = ProductType.objects.filter(key=key).first()
    if found is None:
        raise NotFound(_("There is no such family of products."), field="product_type")
    return found


def units_of(family: ProductType) -> list[str]:
    """Return the units in which a family is sold, the smaller first; all, where its facts name none of ours."""
    named = {_UNITS[unit].value for unit in family.facts.get("units", ()) if unit in _UNITS}
    return [unit for unit in Unit.values if unit in named] or list(Unit.values)


def shelf_of(family: ProductType) -> Category:
    """
    Return the shelf of a family: the one with its pictogram, the deepest in the tree, or else the last of all.

    :raises Conflict: if the shop has no shelf yet
    """
    shelves = Category.objects.order_by("position", "id")
    found = (
        shelves.filter(pictogram=family.pictogram, parent__isnull=False).first() if family.pictogram else None
    )
    found = found or shelves.filter(pictogram=family.pictogram).first() or shelves.last()
    if found is None:
        raise Conflict(_("The shop has no shelves yet."), field="category")
    return found
