"""Sheets that were asked for, with what is drawn of them."""

import uuid

from django.utils.translation import gettext as _

from logistics.models.sheet import SheetJob, SheetPart
from logistics.policies import may_run_hub
from logistics.selectors.warehouses import warehouse_run_by
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require

SHOWN = 20


def sheets_of(*, actor: Actor, warehouse_id: uuid.UUID) -> list[SheetJob]:
    """
    Return the newest sheets of a warehouse with their parts; three queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    rows = SheetJob.objects.filter(warehouse=warehouse_run_by(actor, warehouse_id))
    return list(rows.prefetch_related("parts").defer("subjects").order_by("-asked_at", "-id")[:SHOWN])


def sheet_part(*, actor: Actor, job_id: int, number: int) -> SheetPart:
    """
    Return one drawn part; one query.

    :raises NotFound: if it is not there
    :raises NotAllowed: if the actor does not run its hub
    """
    rows = SheetPart.objects.select_related("job__warehouse").filter(job=job_id, number=number)
    part = rows.first()
    if part is None:
        raise NotFound(_("There is no such sheet."), field="sheet")
    require(may_run_hub(actor, part.job.warehouse.organisation_id), _("This is for the people of this hub."))
    return part
