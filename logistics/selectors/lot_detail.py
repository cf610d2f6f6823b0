"""One lot with where it stands and every movement it made."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from logistics.models.lot import Lot, LotStock, Movement
from logistics.policies import may_recall, may_run_hub
from logistics.states import LOT_FLOW, LotState
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class LotDetail:
    """A lot (with its variant, product, owner and warehouse), places, a page of movements, and what may follow."""

    lot: Lot
    stocks: tuple[LotStock, ...]
    movements: Page[Movement]
    moves: frozenset[LotState]

    @property
    def quantity(self) -> int:
        """Units that still stand anywhere."""
        return sum(stock.quantity for stock in self.stocks)


def lot_detail(*, actor: Actor, lot_id: int, moved_after: str = "", movements: int = 50) -> LotDetail:
    """
    Return a lot as its hub sees it, its movements newest first; three queries.

    :param moved_after: where the page of movements goes on

    :raises NotFound: if there is no such lot
    :raises NotAllowed: if the actor does not run the hub that took it in
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    rows = Lot.objects.select_related("variant__product__product_type", "organisation", "warehouse")
    lot = rows.filter(pk=lot_id).first()
    if lot is None:
        raise NotFound(_("There is no such lot."), field="lot")
    hub_id = lot.warehouse.organisation_id
    require(may_run_hub(actor, hub_id), _("This is for the people of this hub."))
    size, moved = page_size(movements), Movement.objects.filter(lot=lot)
    if moved_after:
        (last,) = keys_of(moved_after, [int])
        moved = moved.filter(pk__lt=last)
    moves = LOT_FLOW.moves[LotState(lot.state)]
    return LotDetail(
        lot=lot,
        stocks=tuple(LotStock.objects.filter(lot=lot).select_related("warehouse", "bin").order_by("id")),
        movements=page_of(list(moved.order_by("-id")[: size + 1]), first=size, keys=lambda row: (row.pk,)),
        moves=moves if may_recall(actor, hub_id) else moves - {LotState.RECALLED},
    )
