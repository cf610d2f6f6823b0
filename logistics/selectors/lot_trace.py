"""One screen for a lot: back to the field and the gate, forward to shelves and parcels, and whether it adds up."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from logistics.models.fulfilment import LotAllocation
from logistics.models.inbound import ReceiptLine
from logistics.models.lot import Lot, LotStock, Movement
from logistics.policies import may_run_hub
from logistics.selectors.genealogy import Family, ancestors_page, descendants_page
from logistics.selectors.trace import Recipient
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require

_M = MovementReason
# What leaves for good without going to a customer
LEFT_FOR_GOOD = (_M.DESTROY, _M.SAMPLE, _M.CONSUME, _M.DAMAGE, _M.LOSS, _M.OWNER)


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
    ancestors: Family
    descendants: Family


def lot_trace(
    *, actor: Actor, lot_id: int, most: int = 200, made_after: str = "", from_after: str = ""
) -> LotTrace:
    """
    Trace a lot back and forward; eleven queries, the first `most` parcels listed (all are counted).

    :param made_after: where the page of lots made of it goes on; `from_after`: of those that it was made of

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    :raises InvalidInput: if a cursor is not one of ours
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
        ancestors=ancestors_page(lot.pk, after=from_after),
        descendants=descendants_page(lot.pk, after=made_after),
    )


def balance_of(lot: Lot) -> Balance:
    """Add up where a lot's units are; four queries."""
    return balances_of(Lot.objects.filter(pk=lot.pk))[lot.pk]


def balances_of(lots: QuerySet[Lot]) -> dict[int, Balance]:
    """Add up where the units of many lots are, by lot in the order of their keys; four queries, however many."""
    chosen = lots.order_by().values("pk")
    standing = LotStock.objects.filter(lot__in=chosen).values_list("lot").annotate(units=Sum("quantity"))
    packed = LotAllocation.objects.filter(lot_stock__lot__in=chosen, packed_at__isnull=False)
    packed_units = dict(packed.values_list("lot_stock__lot").annotate(units=Sum("quantity")))
    moved = Movement.objects.filter(lot__in=chosen).values_list("lot")
    sums = {
        lot_id: (returned or 0, written_off or 0, counted or 0)
        for lot_id, returned, written_off, counted in moved.annotate(
            returned=Sum("quantity", filter=Q(reason=_M.RETURN)),
            written_off=Sum("quantity", filter=Q(reason__in=LEFT_FOR_GOOD)),
            counted=Sum("quantity", filter=Q(reason=_M.COUNT)),
        )
    }
    standing_units = dict(standing)
    found = {}
    for lot_id, received in lots.order_by("pk").values_list("pk", "quantity_received"):
        returned, written_off, counted = sums.get(lot_id, (0, 0, 0))
        found[lot_id] = Balance(
            received=received,
            standing=standing_units.get(lot_id, 0),
            packed=packed_units.get(lot_id, 0),
            returned=returned,
            written_off=-written_off,
            counted=counted,
        )
    return found
