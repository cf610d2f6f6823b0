"""Recalls as the hub works through them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from logistics.models.lot import Lot
from logistics.models.recall import Recall, RecallParcel
from logistics.policies import may_run_hub
from logistics.selectors.lot_trace import Balance, balances_of
from logistics.selectors.warehouses import warehouse_run_by
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class RecallDetail:
    """A recall with its lots (the first of them), the balances of all, and the parcels to follow up (the first)."""

    recall: Recall
    lots: tuple[tuple[Lot, Balance], ...]
    balances: tuple[Balance, ...]
    parcels: tuple[RecallParcel, ...]
    parcel_count: int
    open_count: int


def recalls_listed(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 20
) -> Page[tuple[Recall, int]]:
    """
    List a warehouse's recalls with the parcels still to be followed up, the newest first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse, size = warehouse_run_by(actor, warehouse_id), page_size(first)
    rows = Recall.objects.filter(warehouse=warehouse)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=pk))
    counted = rows.annotate(open_count=Count("parcels", filter=Q(parcels__reach="")))
    found = [(row, row.open_count) for row in counted.order_by("-opened_at", "-id")[: size + 1]]
    return page_of(found, first=size, keys=lambda pair: (pair[0].opened_at, pair[0].pk))


def recall_detail(*, actor: Actor, recall_id: int, most: int = 200) -> RecallDetail:
    """
    Return a recall with what is to be done, `most` lots and parcels of it; nine statements, however many lots.

    :raises NotFound: if there is no such recall
    :raises NotAllowed: if the actor does not run its hub
    """
    recall = Recall.objects.select_related("warehouse").filter(pk=recall_id).first()
    if recall is None:
        raise NotFound(_("There is no such recall."), field="recall")
    require(may_run_hub(actor, recall.warehouse.organisation_id), _("This is for the people of this hub."))
    lots = recall.lots.select_related("variant__product", "organisation").order_by("id")[:most]
    balances = balances_of(recall.lots.all())
    rows = RecallParcel.objects.filter(recall=recall)
    return RecallDetail(
        recall=recall,
        lots=tuple((lot, balances[lot.pk]) for lot in lots),
        balances=tuple(balances.values()),
        parcels=tuple(
            rows.select_related("parcel__fulfilment", "parcel__carrier", "lot").order_by("reach", "id")[:most]
        ),
        parcel_count=rows.count(),
        open_count=rows.filter(reach="").count(),
    )
