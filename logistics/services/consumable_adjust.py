"""Packaging comes in, or is counted."""

import uuid
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.processing import Consumable, ConsumableMove
from logistics.policies import may_run_hub
from logistics.services.consumables_take import consumable_leave
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money
from marketplace.kernel.policy import require

MOST_PIECES: Final = 1_000_000


@transaction.atomic
def consumable_adjust(
    *,
    actor: Actor,
    warehouse_id: uuid.UUID,
    consumable_id: int,
    pieces: int,
    note: str,
    paid: Money | None = None,
    now: datetime,
) -> Consumable:
    """
    Add pieces that came in, or (negative) take out what is not there any more; each with its reason.

    :param paid: what the pieces that came in cost in all; without it they count for the written cost of one each.
        What is not there any more leaves at the average

    :raises NotFound: if there is no such packaging in this warehouse
    :raises NotAllowed: if the actor does not run the hub
    :raises InvalidInput: if nothing changes, no reason is given, or less than nothing would be left,
        or a price is below zero or told of pieces that leave
    """
    rows = Consumable.objects.select_for_update(no_key=True, of=("self",)).select_related("warehouse")
    item = rows.filter(pk=consumable_id, warehouse=warehouse_id).first()
    if item is None:
        raise NotFound(_("There is no such packaging."), field="consumable")
    require(may_run_hub(actor, item.warehouse.organisation_id), _("Only the people of this hub may do this."))
    if not note.strip():
        raise InvalidInput(_("Please say why."), field="note")
    if pieces == 0 or not 0 <= item.quantity + pieces <= MOST_PIECES:
        raise InvalidInput(
            _("%(count)s pieces are there: this change cannot be.") % {"count": item.quantity}, field="pieces"
        )
    if paid is not None and (paid.minor < 0 or pieces < 0 or paid.currency != item.currency):
        raise InvalidInput(_("A price belongs to pieces that came in."), field="paid")
    if pieces < 0:
        cost = -consumable_leave(item, pieces=-pieces)
    else:
        cost = item.unit_cost * pieces if paid is None else paid
        item.quantity += pieces
        item.value += cost
        item.save(update_fields=["quantity", "value_minor"])
    ConsumableMove.objects.create(
        consumable=item,
        quantity=pieces,
        cost_minor=cost.minor,
        note=note.strip()[:300],
        actor=actor.name,
        happened_at=now,
    )
    return item
