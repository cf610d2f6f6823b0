"""Say whose goods are to serve a line of a pooled listing."""

from collections.abc import Mapping

from logistics.models.fulfilment import FulfilmentLine
from logistics.models.pooled import LineOwner


def line_owners_set(*, reference: str, owners: Mapping[int, int]) -> None:
    """Write the units of each owner (by organisation id) for a requested line, in place of what was said before."""
    line = FulfilmentLine.objects.filter(reference=reference).first()
    if line is None:
        return
    LineOwner.objects.filter(line=line).delete()
    LineOwner.objects.bulk_create(
        LineOwner(line=line, organisation_id=organisation_id, quantity=quantity)
        for organisation_id, quantity in owners.items()
    )
