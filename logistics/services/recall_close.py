"""Close a recall with its report: what was reached, what came back, and whether every unit is accounted for."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from logistics.models.recall import Recall, RecallParcel
from logistics.policies import may_recall
from logistics.selectors.recalls import Totals, recall_totals
from logistics.states import RecallReach
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import IllegalMove, InvalidInput, NotFound
from marketplace.kernel.policy import require


@transaction.atomic
def recall_close(*, actor: Actor, recall_id: int, conclusion: str, now: datetime) -> Recall:
    """
    Close a recall; its report is kept as it is now. A drill is closed as soon as it has listed.

    :raises NotFound: if there is no such recall
    :raises NotAllowed: if the actor may not recall
    :raises IllegalMove: if it is closed, its list is not whole, a buyer was not followed up, or recalled goods still
        stand on a shelf
    :raises InvalidInput: if there is no conclusion
    """
    rows = Recall.objects.select_for_update(no_key=True, of=("self",)).select_related("warehouse")
    recall = rows.filter(pk=recall_id).first()
    if recall is None:
        raise NotFound(_("There is no such recall."), field="recall")
    require(
        may_recall(actor, recall.warehouse.organisation_id), _("You may not recall the lots of this hub.")
    )
    if recall.closed_at is not None:
        raise IllegalMove(_("This recall is closed."), field="conclusion")
    if not conclusion.strip():
        raise InvalidInput(_("Please write what was learnt."), field="conclusion")
    if recall.listed_at is None:
        raise IllegalMove(_("The list of who has it is still being made."), field="conclusion")
    totals = recall_totals(recall.pk)
    if not recall.is_drill:
        _demand_done(recall, totals)
    recall.report = report_of(recall, totals, at=now)
    recall.conclusion = conclusion.strip()[:500]
    recall.closed_by, recall.closed_at = actor.name, now
    recall.save(update_fields=["report", "conclusion", "closed_by", "closed_at"])
    return recall


def _demand_done(recall: Recall, totals: Totals) -> None:
    open_rows = RecallParcel.objects.filter(recall=recall, reach="").count()
    if open_rows:
        raise IllegalMove(
            _("%(count)s parcels still wait for a word on their buyer.") % {"count": open_rows},
            field="conclusion",
        )
    if totals.standing:
        raise IllegalMove(
            _("%(count)s units still stand on the shelves: destroy them or give them back.")
            % {"count": totals.standing},
            field="conclusion",
        )


def report_of(recall: Recall, totals: Totals, *, at: datetime) -> dict[str, int]:
    """Return the figures of a recall: units, buyers, percentages rounded down, and seconds since it was opened."""
    sums = RecallParcel.objects.filter(recall=recall).aggregate(
        parcels=Count("parcel", distinct=True),
        told=Count("parcel", distinct=True, filter=Q(told_at__isnull=False)),
        reached=Count("parcel", distinct=True, filter=Q(reach=RecallReach.REACHED)),
        units=Sum("units"),
        returned=Sum("returned_units"),
        destroyed=Sum("destroyed_units"),
    )
    units = sums["units"] or 0
    return {
        "lots": totals.lots,
        "received_units": totals.received,
        "standing_units": totals.standing,
        "parcels": sums["parcels"],
        "sold_units": units,
        "told_percent": _percent(sums["told"], sums["parcels"]),
        "reached_percent": _percent(sums["reached"], sums["parcels"]),
        "returned_percent": _percent(sums["returned"] or 0, units),
        "destroyed_percent": _percent(sums["destroyed"] or 0, units),
        "balance_percent": _percent(totals.accounted, totals.received),
        "seconds": int((at - recall.opened_at).total_seconds()),
    }


def _percent(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 100
