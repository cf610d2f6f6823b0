"""Names of the allergens that must be declared (decree 2-12-389; keys of the Codex and EU list of fourteen)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ALLERGEN_NAMES: dict[str, Promise] = {
    "gluten": _("Cereals containing gluten"),
    "crustaceans": _("Crustaceans"),
    "eggs": _("Eggs"),
    "fish": _("Fish"),
    "peanuts": _("Peanuts"),
    "soy": _("Soya"),
    "milk": _("Milk"),
    "nuts": _("Nuts"),
    "celery": _("Celery"),
    "mustard": _("Mustard"),
    "sesame": _("Sesame"),
    "sulphites": _("Sulphites"),
    "lupin": _("Lupin"),
    "molluscs": _("Molluscs"),
}


def allergen_name(key: str) -> str:
    """Name an allergen; what stands on no list is shown as its maker wrote it."""
    return str(ALLERGEN_NAMES.get(key, key.replace("_", " ")))
