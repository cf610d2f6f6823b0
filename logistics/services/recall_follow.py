"""Follow a recall up: who was told, who was reached, and what came back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from logistics.models.recall import RecallParcel
from logistics.policies import may_run_hub
from logistics.states import RecallReach
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require


def recall_buyers_told(*, recall_id: int, references: Collection[str], now: datetime) -> int:
    """Note for whom a message was written; each counts once. Called by whoever knows the customers."""
    rows = RecallParcel.objects.filter(
        recall=recall_id, parcel__fulfilment__reference__in=references, told_at=None
    )
    return rows.update(told_at=now)


@transaction.atomic
def recall_follow(
    *,
    actor: Actor,
    recall_parcel_id: int,
    reach: RecallReach,
    returned_units: int,
    destroyed_units: int,
    note: str,
    now: datetime,
) -> RecallParcel:
    """
    Write what became of a buyer's goods; it may be written again until the recall is closed.

    :raises NotFound: if there is no such row
    :raises NotAllowed: if the actor does not run the hub
    :raises IllegalMove: if the recall is closed
    :raises InvalidInput: if more is said to have come back than was sold, or the answer is unknown
    """
    rows = RecallParcel.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("recall__warehouse").filter(pk=recall_parcel_id).first()
    if row is None:
        raise NotFound(_("There is no such recall."), field="recall")
    require(
        may_run_hub(actor, row.recall.warehouse.organisation_id), _("This is for the people of this hub.")
    )
    if row.recall.closed_at is not None:
        raise IllegalMove(_("This recall is closed."), field="reach")
    if reach not in RecallReach.values:
        raise InvalidInput(_("Please say whether the customer was reached."), field="reach")
    if returned_units < 0 or destroyed_units < 0 or returned_units + destroyed_units > row.units:
        raise InvalidInput(
            _("Between 0 and %(most)s units can have come back.") % {"most": row.units},
            field="returned_units",
        )
    row.reach, row.returned_units, row.destroyed_units = reach, returned_units, destroyed_units
    row.note, row.followed_at = note.strip()[:300], now
    row.save(update_fields=["reach", "returned_units", "destroyed_units", "note", "followed_at"])
    return row
