"""Say how a difference at the gate was settled."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.inbound import Discrepancy
from logistics.policies import may_run_hub
from logistics.states import DiscrepancyOutcome
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def discrepancy_settle(
    *, actor: Actor, discrepancy_id: int, outcome: DiscrepancyOutcome, note: str, now: datetime
) -> Discrepancy:
    """
    Close a case with its outcome; the receipt itself stays as it was counted.

    :raises NotFound: if there is no such case
    :raises NotAllowed: if the actor does not run the hub
    :raises IllegalMove: if it is closed already
    :raises InvalidInput: if the outcome is unknown or nothing explains it
    """
    rows = Discrepancy.objects.select_for_update(no_key=True, of=("self",)).select_related("warehouse")
    case = rows.filter(pk=discrepancy_id).first()
    if case is None:
        raise NotFound(_("There is no such case."), field="discrepancy")
    require(may_run_hub(actor, case.warehouse.organisation_id), _("This is for the people of this hub."))
    if case.closed_at is not None:
        raise IllegalMove(_("This case is closed already."), field="outcome")
    if outcome not in DiscrepancyOutcome.values:
        raise InvalidInput(_("Please choose how it was settled."), field="outcome")
    if not note.strip():
        raise InvalidInput(_("Please say why."), field="note")
    case.outcome, case.note = outcome, note.strip()[:300]
    case.closed_at, case.closed_by = now, actor.name
    case.save(update_fields=["outcome", "note", "closed_at", "closed_by"])
    return case
