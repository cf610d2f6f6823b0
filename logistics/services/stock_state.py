"""The back office states how much of a variant stands in a warehouse."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.lot import LotStock
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.models.warehouse import Warehouse
from logistics.policies import may_state_stock
from logistics.selectors.locked import stocks_locked
from logistics.services.cycle_count_enter import lot_count_blind
from logistics.services.lot_count import lot_count
from logistics.services.lot_receive import lot_receive
from logistics.services.lot_release import lot_release
from logistics.states import SELLABLE
from marketplace.kernel.actor import Actor, Permission
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require

MOST_UNITS: Final = 1_000_000


@transaction.atomic
def stocks_state(
    *,
    actor: Actor,
    variant_id: int,
    quantities: Mapping[uuid.UUID, int],
    now: datetime,
    only_new: bool = False,
) -> Variant:
    """
    Make the sellable stock of a variant in each of these warehouses what was stated.

    Lots stay the only truth: what is missing is taken in as a lot of the product's organisation and released, what
    is too much is counted away, newest lots first. Promises beyond what is left fall as after any count. Where people
    of a hub state that less stands there, nothing moves: it is a count like any other, and a second person decides
    (decision 221); staff for products are that second person to whoever counted.

    :param only_new: whether a warehouse that stocks the variant already is refused
    :raises NotFound: if there is no such variant or warehouse
    :raises NotAllowed: if the actor may not state the stock of one of the warehouses
    :raises InvalidInput: if a quantity is not between 0 and a million
    :raises Conflict: if `only_new` and it is stocked there
    """
    variant, warehouses = _found(variant_id, quantities)
    for warehouse in warehouses.values():
        require(
            may_state_stock(actor, warehouse.organisation_id), _("Only staff may say how much stands there.")
        )
    if any(not 0 <= quantity <= MOST_UNITS for quantity in quantities.values()):
        raise InvalidInput(
            _("The quantity must be between 0 and %(most)s.") % {"most": MOST_UNITS}, field="quantity"
        )
    known = Stock.objects.filter(variant=variant, warehouse__in=warehouses)
    if only_new and known.exists():
        raise Conflict(_("This variant is stocked in this warehouse already."), field="warehouse")
    for warehouse_id in sorted(quantities):
        _state(actor, variant, warehouse_id, quantities[warehouse_id], now)
    return variant


@transaction.atomic
def stocks_drop(*, actor: Actor, variant_id: int, warehouse_ids: list[uuid.UUID], now: datetime) -> Variant:
    """
    Count a variant's stock in these warehouses to nothing and forget it, unless promises hang on it.

    :raises NotFound: if there is no such variant or warehouse
    :raises NotAllowed: if the actor may not state the stock of one of the warehouses
    """
    stocked = Stock.objects.filter(variant=variant_id, warehouse__in=warehouse_ids)
    places = list(stocked.values_list("warehouse_id", flat=True))
    variant = stocks_state(actor=actor, variant_id=variant_id, quantities=dict.fromkeys(places, 0), now=now)
    bound = {*Reservation.objects.filter(stock__in=stocked).values_list("stock_id", flat=True)}
    bound |= {*Shortage.objects.filter(stock__in=stocked).values_list("stock_id", flat=True)}
    stocked.filter(quantity=0).exclude(pk__in=bound).delete()
    return variant


def _found(
    variant_id: int, quantities: Mapping[uuid.UUID, int]
) -> tuple[Variant, dict[uuid.UUID, Warehouse]]:
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None:
        raise NotFound(_("There is no such product."), field="variant_id")
    warehouses = Warehouse.objects.in_bulk(list(quantities))
    if len(warehouses) != len(quantities):
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    return variant, warehouses


def _state(actor: Actor, variant: Variant, warehouse_id: uuid.UUID, quantity: int, now: datetime) -> None:
    stock, _is_new = Stock.objects.get_or_create(variant=variant, warehouse_id=warehouse_id)
    stock = stocks_locked([stock.pk])[stock.pk]
    is_counter = not actor.may(Permission.MANAGE_PRODUCTS)
    # Whoever may state a stock acts for the hub in this one thing; movements bear the person's name all the same.
    hub = replace(actor, permissions=actor.permissions | {Permission.MANAGE_HUB})
    if quantity > stock.quantity:
        lot = lot_receive(
            actor=hub,
            variant_id=variant.pk,
            warehouse_id=warehouse_id,
            quantity=quantity - stock.quantity,
            now=now,
        )
        lot_release(actor=hub, lot_id=lot.pk, now=now)
    elif quantity < stock.quantity:
        _count_away(hub, variant, warehouse_id, stock.quantity - quantity, now, waits=is_counter)


def _count_away(
    actor: Actor, variant: Variant, warehouse_id: uuid.UUID, units: int, now: datetime, *, waits: bool
) -> None:
    """Count units away, newest lots first; one that `waits` is entered and decided by somebody else."""
    rows = LotStock.objects.filter(
        lot__variant=variant, warehouse=warehouse_id, lot__state__in=SELLABLE, quantity__gt=0
    )
    for row in rows.order_by("-lot__received_at", "-lot_id"):
        taken = min(units, row.quantity)
        known: dict[str, Any] = {
            "actor": actor,
            "lot_id": row.lot_id,
            "warehouse_id": warehouse_id,
            "counted": row.quantity - taken,
            "now": now,
        }
        if waits:
            lot_count_blind(**known)
        else:
            lot_count(**known, reason=_("Stated by the back office."))
        units -= taken
        if not units:
            return
