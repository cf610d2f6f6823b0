"""One lot with where it stands and every movement it made."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from logistics.models.lot import Lot, LotStock, Movement
from logistics.policies import may_recall, may_run_hub
from logistics.states import LOT_FLOW, LotState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class LotDetail:
    """A lot (with its variant, product, owner and warehouse), its places, its newest movements, and what may follow."""

    lot: Lot
    stocks: tuple[LotStock, ...]
    movements: tuple[Movement, ...]
    moves: frozenset[LotState]

    @property
    def quantity(self) -> int:
        """Units that still stand anywhere."""
        return sum(stock.quantity for stock in self.stocks)


def lot_detail(*, actor: Actor, lot_id: int, movements: int = 50) -> LotDetail:
    """
    Return a lot as its hub sees it; three queries.

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    """
    rows = Lot.objects.select_related("variant__product__product_type", "organisation", "warehouse")
    lot = rows.filter(pk=lot_id).first()
    if lot is None:
        raise NotFound(_("There is no such lot."), field="lot")
    hub_id = lot.warehouse.organisation_id
    require(may_run_hub(actor, hub_id), _("This is for the people of this hub."))
    moves = LOT_FLOW.moves[LotState(lot.state)]
    return LotDetail(
        lot=lot,
        stocks=tuple(LotStock.objects.filter(lot=lot).select_related("warehouse", "bin").order_by("id")),
        movements=tuple(Movement.objects.filter(lot=lot).order_by("-id")[:movements]),
        moves=moves if may_recall(actor, hub_id) else moves - {LotState.RECALLED},
    )
