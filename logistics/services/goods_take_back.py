"""Take goods back from a customer into the lots that they came from, or destroy them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from logistics.models.fulfilment import LotAllocation
from logistics.models.lot import LotStock, Movement
from logistics.models.stock import Stock
from logistics.policies import may_run_hub
from logistics.selectors.locked import lot_stocks_locked, stocks_locked
from logistics.selectors.trace import line_of, sent_for
from logistics.services.shortage_fill import shortages_fill
from logistics.services.stock_move import Change, Move, lots_move, stocks_change, summed
from logistics.states import MovementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import InvalidInput
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Of one line ("order-line:<id>"): so many units back on the shelf, so many destroyed."""

    reference: str
    restocked: int
    destroyed: int


@dataclass(frozen=True, slots=True)
class _Unit:
    share: LotAllocation
    came: int
    kept: int


@transaction.atomic
def goods_take_back(
    *, actor: Actor, number: str, taken: Sequence[TakenBack], now: datetime, note: str = ""
) -> None:
    """
    Put units that a customer sent back into the lots from which they were packed.

    What was sent instead of a line's goods comes back under that line, after what was sent of the goods themselves.

    Units of a lot that is not sellable any more go back to their lot, but not on sale.

    :param number: of the return, as the movements name it
    :raises NotAllowed: if the actor does not run the hub that packed them
    :raises InvalidInput: if more come back than went out
    """
    wanted = {row.reference: row for row in taken if row.restocked or row.destroyed}
    shares = (
        LotAllocation.objects.select_for_update(of=("self",))
        .select_related("line__fulfilment__warehouse")
        .filter(sent_for(wanted), packed_at__isnull=False)
        .order_by("id")
    )
    by_line: dict[str, list[LotAllocation]] = {reference: [] for reference in wanted}
    for share in shares:
        require(
            may_run_hub(actor, share.line.fulfilment.warehouse.organisation_id),
            _("Only the people of this hub may take goods back."),
        )
        by_line[line_of(share.line.reference, wanted)].append(share)
    units = [unit for reference, some in by_line.items() for unit in _spread(wanted[reference], some)]
    _move(units, number, actor, now, note)


def _reference(share: LotAllocation) -> str:
    return f"allocation:{share.pk}"


def _spread(row: TakenBack, shares: Sequence[LotAllocation]) -> list[_Unit]:
    """Say to which lots the units belong: those packed first come back first."""
    came, kept = row.restocked + row.destroyed, row.restocked
    units = []
    for share in shares:
        before = Movement.objects.filter(reference=_reference(share), reason=MovementReason.RETURN).aggregate(
            total=Sum("quantity")
        )["total"]
        here = min(came, share.quantity - (before or 0))
        if here > 0:
            kept_here = min(kept, here)
            units.append(_Unit(share, here, kept_here))
            came, kept = came - here, kept - kept_here
    if came:
        raise InvalidInput(_("More would come back than was sent."), field="lines")
    return units


def _move(units: Sequence[_Unit], number: str, actor: Actor, now: datetime, note: str) -> None:
    if not units:
        return
    pairs = {(unit.share.line.variant_id, unit.share.line.fulfilment.warehouse_id) for unit in units}
    found = Stock.objects.filter(
        variant__in=[variant for variant, _place in pairs], warehouse__in=[place for _variant, place in pairs]
    )
    locked = stocks_locked(found.values_list("pk", flat=True)).values()
    stocks = {(stock.variant_id, stock.warehouse_id): stock.pk for stock in locked}
    rows = lot_stocks_locked(LotStock.objects.filter(pk__in=[unit.share.lot_stock_id for unit in units]))
    moves = []
    for unit in units:
        row = rows[unit.share.lot_stock_id]
        reference, words = _reference(unit.share), f"{number} {note}".strip()
        moves.append(Move(row, unit.came, MovementReason.RETURN, reference, note=words))
        if unit.came > unit.kept:
            moves.append(Move(row, unit.kept - unit.came, MovementReason.DESTROY, reference, note=words))
    lots_move(moves, actor=actor, happened_at=now)
    stocks_change(
        summed(
            (
                stocks[unit.share.line.variant_id, unit.share.line.fulfilment.warehouse_id],
                Change(quantity=unit.kept),
            )
            for unit in units
            if rows[unit.share.lot_stock_id].lot.is_sellable
        )
    )
    shortages_fill(sorted(set(stocks.values())), now=now)
