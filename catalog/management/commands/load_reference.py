"""`manage.py load_reference`: families, shelves, taxes and attributes from the data files."""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.services.reference_load import reference_load


class Command(BaseCommand):
    """Write what every shop starts with; running it again changes nothing."""

    help = "Write product families, categories, taxes and attributes from the data files (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how much there is."""
        loaded = reference_load()
        self.stdout.write(
            f"{loaded.product_types} families, {loaded.categories} categories, "
            f"{loaded.treatments} tax treatments, {loaded.assignments} assignments, {loaded.attributes} attributes"
        )
