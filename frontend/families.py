"""The fifteen product families in the words of the pages, in the order of the shop window."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAMILY_NAMES: dict[str, Promise] = {
    "honey": _("Honey and hive products"),
    "argan-food": _("Argan oil and amlou"),
    "olive-oil": _("Olive oil"),
    "dates": _("Dates"),
    "couscous-cereals": _("Couscous and cereals"),
    "saffron": _("Saffron"),
    "almonds": _("Almonds"),
    "map-herbs": _("Herbs and infusions"),
    "argan-cosmetic": _("Natural cosmetics"),
    "essential-oils": _("Essential oils and floral waters"),
    "table-olives": _("Table olives"),
    "dairy-livestock": _("Cheese, butter and wool"),
    "truffles": _("Desert truffles"),
    "crafts": _("Crafts and rugs"),
    "other-terroir": _("Other local products"),
}


def family_links() -> list[tuple[str, str, Promise]]:
    """List the families for links: the key of the tile, the key of the address, the name."""
    return [(key, key, name) for key, name in FAMILY_NAMES.items()]


def family_names() -> list[tuple[str, Promise]]:
    """List the families: key and name."""
    return list(FAMILY_NAMES.items())
