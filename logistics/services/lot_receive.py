"""Take goods in: a new lot that waits for its quality check."""

import secrets
import uuid
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.fefo import last_sale_date
from logistics.models.lot import Lot, LotStock
from logistics.models.stock import Stock
from logistics.models.warehouse import Bin, Warehouse
from logistics.policies import may_run_hub
from logistics.services.contribution_fill import contribution_fill
from logistics.services.lot_place import demand_room, placed
from logistics.services.stock_move import Move, lots_move
from logistics.states import MovementReason, PlacementReason
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Conflict, InvalidInput, NotFound
from marketplace.kernel.policy import require

MOST_UNITS: Final = 1_000_000
# Without the letters and digits that are mistaken for one another
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic
def lot_receive(
    *,
    actor: Actor,
    variant_id: int,
    warehouse_id: uuid.UUID,
    quantity: int,
    now: datetime,
    code: str = "",
    organisation_id: int | None = None,
    harvest_date: date | None = None,
    produced_date: date | None = None,
    best_before_date: date | None = None,
    bin_code: str = "",
    received_at: datetime | None = None,
    run: str = "",
) -> Lot:
    """
    Create a lot in quarantine with its first movement.

    :param code: as the producer marked it; empty: made up from the day and six letters
    :param organisation_id: the owner; the maker of the product if not given
    :param received_at: when the goods came in, if that was before `now`
    :param run: number of the processing run that made them here; empty: they came in at the gate
    :raises NotFound: if the variant or the warehouse does not exist
    :raises NotAllowed: if the actor does not run this hub
    :raises InvalidInput: if the quantity is not between 1 and a million, or the dates are not in order
    :raises Conflict: if there is a lot of that code
    """
    warehouse, variant = _known(warehouse_id, variant_id)
    require(
        may_run_hub(actor, warehouse.organisation_id), _("Only the people of this hub may take goods in.")
    )
    _demand_countable(quantity)
    moment = received_at or now
    _demand_dates_in_order(moment, harvest_date, produced_date, best_before_date)
    lot = Lot.objects.create(
        code=_free_code(code, moment),
        variant=variant,
        organisation_id=organisation_id or variant.product.organisation_id,
        warehouse=warehouse,
        harvest_date=harvest_date,
        produced_date=produced_date,
        best_before_date=best_before_date,
        last_sale_date=last_sale_date(
            best_before=best_before_date,
            produced=produced_date or harvest_date,
            minimum_days=minimum_remaining_days(variant.product.product_type.facts),
        ),
        province=variant.product.province,
        commune=variant.product.commune,
        quantity_received=quantity,
        received_at=moment,
    )
    _put_away(lot, warehouse, bin_code, quantity, run=run, actor=actor, moment=moment)
    contribution_fill(lot, now=now)
    return lot


def _demand_countable(quantity: int) -> None:
    if not 1 <= quantity <= MOST_UNITS:
        raise InvalidInput(
            _("The quantity must be between 1 and %(most)s.") % {"most": MOST_UNITS}, field="quantity"
        )


def _free_code(code: str, moment: datetime) -> str:
    """Return the producer's code, or one that is made up, if no lot bears it."""
    free = code.strip() or lot_code_made_up(moment)
    if Lot.objects.filter(code=free).exists():
        raise Conflict(_("There is a lot %(code)s already.") % {"code": free}, field="code")
    return free


def _known(warehouse_id: uuid.UUID, variant_id: int) -> tuple[Warehouse, Variant]:
    warehouse = Warehouse.objects.filter(pk=warehouse_id).first()
    made = Variant.objects.select_related("product__product_type", "product__pooled")
    variant = made.filter(pk=variant_id).first()
    if warehouse is None or variant is None:
        raise NotFound(
            _("There is no such product or warehouse."), field="variant" if warehouse else "warehouse"
        )
    return warehouse, variant


def minimum_remaining_days(facts: dict[str, Any]) -> int | None:
    """Read the days of life that a family's buyers must be left with, if the family says a number of its own."""
    days = facts.get("minimum_remaining_days")
    return days if isinstance(days, int) and not isinstance(days, bool) and days >= 0 else None


def _demand_dates_in_order(
    moment: datetime, harvest_date: date | None, produced_date: date | None, best_before_date: date | None
) -> None:
    today = timezone.localdate(moment)
    for field, day in (("harvest_date", harvest_date), ("produced_date", produced_date)):
        if day is not None and day > today:
            raise InvalidInput(_("This day has not come yet."), field=field)
    if best_before_date is not None and best_before_date < (produced_date or harvest_date or today):
        raise InvalidInput(
            _("The goods would be over their date before they were made."), field="best_before_date"
        )


def lot_code_made_up(moment: datetime) -> str:
    """Make up a code for a lot whose producer gave it none: the day and six letters that are not mistaken."""
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"L{timezone.localdate(moment):%y%m%d}-{tail}"


def _bin_with_room(warehouse: Warehouse, bin_code: str, load_g: int) -> Bin | None:
    """
    Return the bin of a typed code under its lock, one that nobody has named yet included; no code: no bin.

    :raises Conflict: if it does not carry so many grams more
    """
    code = bin_code.strip().upper()
    if not code:
        return None
    Bin.objects.get_or_create(warehouse=warehouse, code=code)
    place = Bin.objects.select_for_update(no_key=True).get(warehouse=warehouse, code=code)
    demand_room(place, load_g)
    return place


def _put_away(
    lot: Lot,
    warehouse: Warehouse,
    bin_code: str,
    quantity: int,
    *,
    run: str,
    actor: Actor,
    moment: datetime,
) -> None:
    place = _bin_with_room(warehouse, bin_code, quantity * lot.variant.weight_g)
    Stock.objects.get_or_create(variant_id=lot.variant_id, warehouse=warehouse)
    lot_stock = LotStock.objects.create(lot=lot, warehouse=warehouse)
    reason = MovementReason.PRODUCE if run else MovementReason.RECEIPT
    move = Move(lot_stock, quantity, reason, f"run:{run}" if run else f"lot:{lot.pk}")
    lots_move([move], actor=actor, happened_at=moment)
    if place is not None:
        lot_stock.quantity = quantity
        placed(lot_stock, place, reason=PlacementReason.PUT_AWAY, note="", actor=actor, now=moment)
