"""The criteria of the checklists by name; what has no name here is called as its source calls it, in French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CRITERIA: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "acidity": _("Free acidity"),
        "adulteration": _("Foreign sterols (adulteration)"),
        "aflatoxin_b1": _("Aflatoxin B1"),
        "ash": _("Ash"),
        "bitter": _("Bitter almonds"),
        "broken": _("Broken pieces"),
        "chemotype": _("Chemotype"),
        "color": _("Colouring strength"),
        "conductivity": _("Conductivity"),
        "count_500g": _("Dates in 500 g"),
        "defects": _("Faulty fruit"),
        "density": _("Density"),
        "diameter": _("Diameter"),
        "diastase": _("Diastase activity"),
        "e270": _("Extinction E270"),
        "eo_content": _("Essential oil content"),
        "fibre": _("Fibre content"),
        "floral_waste": _("Floral waste"),
        "foreign": _("Foreign matter"),
        "free_acid": _("Free acid"),
        "fruct_gluc": _("Fructose and glucose"),
        "granularity": _("Grain size"),
        "hmf": _("HMF"),
        "hours": _("Hours of work"),
        "igp_sefrou": _("Acidity and peroxide of the Sefrou IGP"),
        "infestation": _("Live insects"),
        "insects": _("Live insects"),
        "insolubles": _("Insoluble matter"),
        "k232": _("Extinction K232"),
        "k270": _("Extinction K270"),
        "knots_m2": _("Knots per square metre"),
        "length_cm": _("Length"),
        "micro": _("Microbiology"),
        "moisture": _("Moisture"),
        "origin": _("Wild or grown"),
        "peroxide": _("Peroxide value"),
        "ph": _("pH"),
        "picrocrocin": _("Bitterness (picrocrocin)"),
        "rot": _("Rot"),
        "safranal": _("Aroma (safranal)"),
        "salt": _("Salt"),
        "sensory": _("Tasting panel"),
        "size": _("Size"),
        "soil": _("Soil"),
        "sucrose": _("Sucrose"),
        "temp": _("Temperature on arrival"),
        "unique": _("One of a kind"),
        "weight_kg": _("Weight"),
        "width_cm": _("Width"),
        "yield": _("Yield"),
    }
)


def criterion_name(key: str, *, fallback: str = "") -> str:
    """Name a criterion in the active language."""
    return str(CRITERIA[key]) if key in CRITERIA else fallback or key
