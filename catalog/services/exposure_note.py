"""Write down whose products a visitor was shown, in their order, and nothing about the visitor."""

from collections.abc import Sequence
from datetime import date

from catalog.models.exposure import ExposureView, Surface


def exposure_note(*, organisation_ids: Sequence[int], surface: Surface, today: date) -> None:
    """Keep one list as it was shown, with one inserted row; an empty list is not kept."""
    if organisation_ids:
        ExposureView.objects.create(day=today, surface=surface, organisation_ids=list(organisation_ids))
