"""The columns of a catalogue's table, the same when it leaves and when it comes back."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Name of the column as it stands in the first row, and what it holds
COLUMNS: dict[str, Promise] = {
    "sku": _("The number of the size; empty for a new one"),
    "product": _("The address of the product; empty for a new one"),
    "family": _("The kind of product, by its key"),
    "name_ar": _("Name in Arabic"),
    "name_fr": _("Name in French"),
    "name_en": _("Name in English"),
    "name_es": _("Name in Spanish"),
    "name_zgh": _("Name in Tamazight"),
    "description_ar": _("Description in Arabic"),
    "description_fr": _("Description in French"),
    "ingredients_ar": _("Ingredients in Arabic"),
    "ingredients_fr": _("Ingredients in French"),
    "allergens": _("Keys of allergens, with spaces between"),
    "province": _("Code of the province (ISO 3166-2)"),
    "season": _("Numbers of months, with spaces between; empty for all year"),
    "net_quantity": _("Net quantity of one piece"),
    "unit": _("g, kg, ml, l or piece"),
    "weight_g": _("Weight with its packing, in grams"),
    "gtin": _("GS1 number, if it has one"),
    "price": _("Price with tax"),
}
