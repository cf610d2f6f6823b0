"""Where a lot went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import Lot
from logistics.policies import may_run_hub
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class Recipient:
    """Units of a lot that went out in a parcel."""

    reference: str
    order_number: str
    parcel_number: str
    quantity: int
    state: str


def parcels_with_lot(*, actor: Actor, lot_id: int) -> Iterator[Recipient]:
    """
    Stream all parcels that carry units of a lot; two queries, rows are read as they are needed.

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    """
    lot = Lot.objects.select_related("warehouse").filter(pk=lot_id).first()
    if lot is None:
        raise NotFound(_("There is no such lot."), field="lot")
    require(may_run_hub(actor, lot.warehouse.organisation_id), _("This is for the people of this hub."))
    rows = (
        LotAllocation.objects.filter(
            lot_stock__lot=lot, packed_at__isnull=False, line__fulfilment__parcels__unpacked_at=None
        )
        .order_by("id")
        .values_list(
            "line__fulfilment__reference",
            "line__fulfilment__order_number",
            "line__fulfilment__parcels__number",
            "quantity",
            "line__fulfilment__state",
        )
    )
    return (Recipient(*row) for row in rows.iterator(chunk_size=2_000))


def lots_packed(references: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """
    Return the codes of the lots that were packed for order lines ("order-line:<id>"), in one statement.

    The caller has asked who may see the orders.
    """
    rows = (
        LotAllocation.objects.filter(line__reference__in=references, packed_at__isnull=False)
        .order_by("id")
        .values_list("line__reference", "lot_stock__lot__code")
    )
    found: dict[str, tuple[str, ...]] = {}
    for reference, code in rows:
        found[reference] = (*found.get(reference, ()), code)
    return found
