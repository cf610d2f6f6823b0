"""One screen for a lot: back to the field and the gate, forward to shelves and parcels, and whether it adds up."""

from dataclasses import dataclass

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from logistics.models.fulfilment import LotAllocation
from logistics.models.inbound import ReceiptLine
from logistics.models.lot import Lot, LotStock, Movement
from logistics.policies import may_run_hub
from logistics.selectors.genealogy import Relative, ancestors_of, descendants_of
from logistics.selectors.trace import Recipient
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require

_M = MovementReason
# What leaves for good without going to a customer
_OUT = (_M.DESTROY, _M.SAMPLE, _M.CONSUME, _M.DAMAGE, _M.LOSS, _M.OWNER)


@dataclass(frozen=True, slots=True)
class Balance:
    """
    Where the units of a lot are.

    `packed` comes from the parcels' contents, all else from movements and shelves: records that know nothing of
    each other.
    """

    received: int
    standing: int
    packed: int
    returned: int
    written_off: int
    # Found or missed by counting (positive: found)
    counted: int

    @property
    def accounted(self) -> int:
        """Units of which we know where they are or went."""
        return self.standing + self.packed - self.returned + self.written_off - self.counted

    @property
    def percent(self) -> int:
        """Of a hundred received units, how many are accounted for; rounded down."""
        return self.accounted * 100 // self.received if self.received else 100

    @property
    def is_whole(self) -> bool:
        """Whether every unit is accounted for, none twice."""
        return self.accounted == self.received


@dataclass(frozen=True, slots=True)
class LotTrace:
    """A lot with where it came from and where it went."""

    lot: Lot
    # How it came in; None for lots from before the gate kept receipts
    receipt_line: ReceiptLine | None
    stocks: tuple[LotStock, ...]
    recipients: tuple[Recipient, ...]
    recipient_count: int
    balance: Balance
    # The lots that it was made of and that were made of it, the nearest first
    ancestors: tuple[Relative, ...]
    descendants: tuple[Relative, ...]


def lot_trace(*, actor: Actor, lot_id: int, most: int = 200) -> LotTrace:
    """
    Trace a lot back and forward; nine queries, the first `most` parcels listed (all are counted).

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    """
    rows = Lot.objects.select_related("variant__product__product_type", "organisation", "warehouse")
    lot = rows.filter(pk=lot_id).first()
    if lot is None:
        raise NotFound(_("There is no such lot."), field="lot")
    require(may_run_hub(actor, lot.warehouse.organisation_id), _("This is for the people of this hub."))
    gate = ReceiptLine.objects.select_related("receipt__notice", "receipt__warehouse").filter(lot=lot)
    packed = LotAllocation.objects.filter(lot_stock__lot=lot, packed_at__isnull=False)
    listed = (
        packed.filter(line__fulfilment__parcels__unpacked_at=None)
        .order_by("id")
        .values_list(
            "line__fulfilment__reference",
            "line__fulfilment__order_number",
            "line__fulfilment__parcels__number",
            "quantity",
            "line__fulfilment__state",
        )
    )
    return LotTrace(
        lot=lot,
        receipt_line=gate.first(),
        stocks=tuple(LotStock.objects.filter(lot=lot).select_related("warehouse", "bin").order_by("id")),
        recipients=tuple(Recipient(*row) for row in listed[:most]),
        recipient_count=packed.count(),
        balance=balance_of(lot),
        ancestors=tuple(ancestors_of([lot.pk])),
        descendants=tuple(descendants_of([lot.pk])),
    )


def balance_of(lot: Lot) -> Balance:
    """Add up where a lot's units are; three queries."""
    packed = LotAllocation.objects.filter(lot_stock__lot=lot, packed_at__isnull=False)
    sums = Movement.objects.filter(lot=lot).aggregate(
        returned=Sum("quantity", filter=Q(reason=_M.RETURN)),
        written_off=Sum("quantity", filter=Q(reason__in=_OUT)),
        counted=Sum("quantity", filter=Q(reason=_M.COUNT)),
    )
    return Balance(
        received=lot.quantity_received,
        standing=LotStock.objects.filter(lot=lot).aggregate(units=Sum("quantity"))["units"] or 0,
        packed=packed.aggregate(units=Sum("quantity"))["units"] or 0,
        returned=sums["returned"] or 0,
        written_off=-(sums["written_off"] or 0),
        counted=sums["counted"] or 0,
    )
