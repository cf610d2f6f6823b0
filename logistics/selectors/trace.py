"""Where a lot went."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
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

    What was sent instead of a line's goods ("order-line:<id>:<shortage>") is among its line's.

    The caller has asked who may see the orders.
    """
    rows = (
        LotAllocation.objects.filter(sent_for(references), packed_at__isnull=False)
        .order_by("id")
        .values_list("line__reference", "lot_stock__lot__code")
    )
    found: dict[str, tuple[str, ...]] = {}
    for reference, code in rows:
        line = line_of(reference, references)
        found[line] = (*found.get(line, ()), code)
    return found


def lots_of_lines(references: Sequence[str]) -> list[Lot]:
    """Return the lots that were packed for order lines, with their owners, as they came in; one statement."""
    packed = LotAllocation.objects.filter(sent_for(references), packed_at__isnull=False)
    rows = Lot.objects.filter(pk__in=packed.values("lot_stock__lot")).select_related("organisation")
    return list(rows.order_by("received_at", "pk"))


def sent_for(references: Collection[str]) -> Q:
    """Return the condition on allocations that they went out for these lines, or instead of their goods."""
    wanted = Q(line__reference__in=list(references))
    for reference in references:
        wanted |= Q(line__reference__startswith=f"{reference}:")
    return wanted


def line_of(reference: str, references: Collection[str]) -> str:
    """Return which of these lines a reference belongs to: its own, or the one whose goods it replaces."""
    return reference if reference in references else reference.rpartition(":")[0]
