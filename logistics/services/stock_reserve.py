"""Promise units to basket lines or order lines: all of them or none."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog.models.product import Variant
from logistics.models.stock import Reservation, Stock
from logistics.selectors.locked import stocks_to_reserve_locked
from logistics.services.stock_move import Change, stocks_change, summed
from marketplace.kernel.errors import Conflict, InvalidInput, OutOfStock

# More than any basket holds, less than the counters' column.
MOST_UNITS: Final = 1_000_000

KeyQuantities = Mapping[str, tuple[int, int]]


class NotEnoughLeft(OutOfStock):
    """There is less left than was asked for: `left` units under the key `field`."""

    def __init__(self, message: str, *, field: str, left: int) -> None:
        super().__init__(message, field=field)
        self.left = left


@transaction.atomic
def stock_reserve(
    *,
    key_quantities: KeyQuantities,
    expires_at: datetime | None,
    now: datetime,
    warehouse_id: uuid.UUID | None = None,
) -> None:
    """
    Reserve units for keys, each key -> (variant id, quantity), all or none.

    A key that holds units already keeps what it needs of them: its quantity, its variant and its expiry are
    replaced. Rows are locked in the order of their ids; the update itself refuses to promise what is not there.

    :param expires_at: when the units go back by themselves; None makes the reservation firm
    :param warehouse_id: from where; None means the warehouse that serves the web shop
    :raises InvalidInput: if a quantity is not between 1 and a million
    :raises NotEnoughLeft: naming the first key that cannot be served, and what is left for it
    :raises Conflict: if a key is firm already and would be made to expire, or was moved at the same moment
    """
    _demand_sensible(key_quantities)
    if not key_quantities:
        return
    variant_ids = {variant_id for variant_id, _quantity in key_quantities.values()}
    locked = stocks_to_reserve_locked(
        keys=list(key_quantities), variant_ids=variant_ids, warehouse_id=warehouse_id
    )
    held = list(Reservation.objects.filter(key__in=list(key_quantities)))
    _demand_movable(held, locked, expires_at)
    shelf = _shelf(locked, variant_ids, warehouse_id)
    wanted = [
        (shelf[variant_id].pk, Change(bound=quantity))
        for variant_id, quantity in key_quantities.values()
        if variant_id in shelf
    ]
    changes = summed([*wanted, *((row.stock_id, Change(bound=-row.quantity)) for row in held)])
    if len(wanted) < len(key_quantities) or stocks_change(changes):
        raise _not_enough(key_quantities, shelf, held)
    _write(key_quantities, shelf, held, expires_at=expires_at, now=now)


def _demand_sensible(key_quantities: KeyQuantities) -> None:
    for key, (_variant_id, quantity) in key_quantities.items():
        if not _is_count(quantity):
            raise InvalidInput(
                _("The quantity must be between 1 and %(most)s.") % {"most": MOST_UNITS}, field=key
            )


def _is_count(value: object) -> bool:
    """Faces pass on what people typed: a text or a true is no quantity."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_UNITS


def _demand_movable(
    held: Iterable[Reservation], locked: Mapping[int, Stock], expires_at: datetime | None
) -> None:
    for row in held:
        if row.expires_at is None and expires_at is not None:
            raise Conflict(_("These units are promised to an order already."), field=row.key)
        if row.stock_id not in locked:
            raise Conflict(_("The basket was changed at the same moment. Please try again."), field=row.key)


def _shelf(
    locked: Mapping[int, Stock], variant_ids: set[int], warehouse_id: uuid.UUID | None
) -> dict[int, Stock]:
    """The stock that serves each variant; rows locked only because a key leaves them are passed over."""
    return {
        stock.variant_id: stock
        for stock in locked.values()
        if stock.variant_id in variant_ids
        and (stock.warehouse.is_online if warehouse_id is None else stock.warehouse_id == warehouse_id)
    }


def _not_enough(
    key_quantities: KeyQuantities, shelf: Mapping[int, Stock], held: Iterable[Reservation]
) -> NotEnoughLeft:
    left = {variant_id: stock.quantity - stock.reserved for variant_id, stock in shelf.items()}
    variant_of = {stock.pk: variant_id for variant_id, stock in shelf.items()}
    for row in held:
        if row.stock_id in variant_of:
            left[variant_of[row.stock_id]] += row.quantity
    for key, (variant_id, quantity) in key_quantities.items():
        if quantity > left.get(variant_id, 0):
            return _refusal(key, variant_id, max(left.get(variant_id, 0), 0))
        left[variant_id] -= quantity
    raise Conflict(_("The stock was changed at the same moment. Please try again."))


def _refusal(key: str, variant_id: int, left: int) -> NotEnoughLeft:
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    language = get_language() or "fr"
    name = (
        f"{variant.product.name(language)} {variant.name(language)}".strip() if variant else f"#{variant_id}"
    )
    message = _("Only %(left)d left: %(name)s") if left else _("Sold out: %(name)s")
    return NotEnoughLeft(message % {"left": left, "name": name}, field=key, left=left)


def _write(
    key_quantities: KeyQuantities,
    shelf: Mapping[int, Stock],
    held: Iterable[Reservation],
    *,
    expires_at: datetime | None,
    now: datetime,
) -> None:
    kept = {(shelf[variant_id].pk, key) for key, (variant_id, _quantity) in key_quantities.items()}
    gone = [row.pk for row in held if (row.stock_id, row.key) not in kept]
    if gone:
        Reservation.objects.filter(pk__in=gone).delete()
    Reservation.objects.bulk_create(
        (
            Reservation(
                stock=shelf[variant_id], key=key, quantity=quantity, expires_at=expires_at, created_at=now
            )
            for key, (variant_id, quantity) in key_quantities.items()
        ),
        update_conflicts=True,
        unique_fields=["stock", "key"],
        update_fields=["quantity", "expires_at"],
    )
