"""
Rows under lock, always taken in the same order so that nobody waits in a circle.

The order of kinds: Warehouse, ShippingZone, ZoneMethod, Notice, CollectionRound, Wave, Fulfilment, Recipe, Lot,
Stock, LotStock, Bin, StorageZone, and only then what hangs on them (reservations, shortages, allocations, parcels).
Within a kind: by primary key. The locks are FOR NO KEY UPDATE: a row that merely points at a locked one (a movement
at its lot) need not wait.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from logistics.models.collection import CollectionRound
from logistics.models.fulfilment import Fulfilment
from logistics.models.inbound import Notice
from logistics.models.lot import Lot, LotStock
from logistics.models.parcel import Parcel
from logistics.models.processing import Recipe
from logistics.models.stock import Reservation, Shortage, Stock
from logistics.models.warehouse import Warehouse
from logistics.models.zone import ShippingZone, ZoneMethod
from marketplace.kernel.errors import NotFound


def _locked_stocks(chosen: QuerySet[Stock], *, skip_locked: bool = False) -> dict[int, Stock]:
    rows = chosen.select_for_update(no_key=True, of=("self",), skip_locked=skip_locked)
    return {stock.pk: stock for stock in rows.order_by("id")}


def stocks_locked(ids: Collection[int], *, skip_locked: bool = False) -> dict[int, Stock]:
    """Lock stocks by id; with `skip_locked` those that others hold are left out."""
    return _locked_stocks(Stock.objects.filter(pk__in=ids), skip_locked=skip_locked)


def stocks_of_keys_locked(keys: Collection[str]) -> dict[int, Stock]:
    """Lock the stocks in which these keys hold a reservation or wait for one."""
    held = Reservation.objects.filter(key__in=keys).values("stock")
    # One list of both: for two beside each other PostgreSQL reads every stock there is.
    awaited = Shortage.objects.filter(key__in=keys).values("stock")
    return _locked_stocks(Stock.objects.filter(pk__in=held.union(awaited)))


def stocks_to_reserve_locked(
    *, keys: Collection[str], variant_ids: Collection[int], warehouse_id: uuid.UUID | None
) -> dict[int, Stock]:
    """Lock the stocks of variants in a warehouse (None: the online one), and those where the keys hold already."""
    place = Q(warehouse__is_online=True) if warehouse_id is None else Q(warehouse_id=warehouse_id)
    wanted = Stock.objects.filter(place, variant_id__in=variant_ids).values("pk")
    held = Reservation.objects.filter(key__in=keys).values("stock")
    chosen = Stock.objects.filter(pk__in=wanted.union(held))
    return _locked_stocks(chosen.select_related("warehouse"))


def warehouse_locked(warehouse_id: uuid.UUID) -> Warehouse:
    """
    Lock a warehouse.

    :raises NotFound: if there is none
    """
    warehouse = Warehouse.objects.select_for_update(no_key=True).filter(pk=warehouse_id).first()
    if warehouse is None:
        raise NotFound(_("There is no such warehouse."), field="warehouse")
    return warehouse


def zone_locked(zone_id: int) -> ShippingZone:
    """
    Lock a shipping zone.

    :raises NotFound: if there is none
    """
    zone = ShippingZone.objects.select_for_update(no_key=True).filter(pk=zone_id).first()
    if zone is None:
        raise NotFound(_("There is no such shipping zone."), field="shipping_zone")
    return zone


def zone_method_locked(method_id: uuid.UUID) -> ZoneMethod:
    """
    Lock a method of a shipping zone.

    :raises NotFound: if there is none
    """
    rows = ZoneMethod.objects.select_for_update(no_key=True, of=("self",)).select_related("method", "zone")
    method = rows.filter(pk=method_id).first()
    if method is None:
        raise NotFound(_("There is no such shipping method."), field="id")
    return method


def recipe_locked(recipe_id: int) -> Recipe:
    """
    Lock a recipe, so that none is run while it retires.

    :raises NotFound: if there is none
    """
    rows = Recipe.objects.select_for_update(no_key=True, of=("self",)).select_related("output__product")
    recipe = rows.filter(pk=recipe_id).first()
    if recipe is None:
        raise NotFound(_("There is no such recipe."), field="recipe")
    return recipe


def lot_locked(lot_id: int) -> Lot:
    """
    Lock a lot.

    :raises NotFound: if there is none
    """
    lot = (
        Lot.objects.select_for_update(no_key=True, of=("self",))
        .select_related("warehouse")
        .filter(pk=lot_id)
        .first()
    )
    if lot is None:
        raise NotFound(_("There is no such lot."), field="lot")
    return lot


def lot_stocks_locked(chosen: QuerySet[LotStock]) -> dict[int, LotStock]:
    """
    Lock what stands of lots; read the lots' states only now.

    The lots come with a second statement: after waiting for a lock, PostgreSQL re-reads the locked row but not
    the rows joined to it, so a recall that committed meanwhile would be missed.
    """
    rows = chosen.select_for_update(no_key=True, of=("self",)).order_by("id").prefetch_related("lot")
    return {lot_stock.pk: lot_stock for lot_stock in rows}


def rows_held(chosen: QuerySet[Any]) -> int:
    """
    Lock rows in the order of their keys and count them, without fetching one: of a recall there may be very many.

    The caller locks kind by kind.
    """
    locking = chosen.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk")
    text, values = locking.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({text}) held", values)
        return int(cursor.fetchone()[0])


def standing_locked(lot: Lot, warehouse_id: uuid.UUID) -> tuple[Stock, LotStock]:
    """Lock a lot's stock and all that stands of its variant (falling promises free other lots too); return both."""
    ids = Stock.objects.filter(variant=lot.variant_id, warehouse=warehouse_id).values_list("pk", flat=True)
    stock = next(iter(stocks_locked(ids).values()))
    standing = Q(quantity__gt=0) | Q(allocated__gt=0) | Q(lot=lot)
    rows = lot_stocks_locked(
        LotStock.objects.filter(standing, lot__variant=lot.variant_id, warehouse=warehouse_id)
    )
    return stock, next(row for row in rows.values() if row.lot_id == lot.pk)


def fulfilment_locked(fulfilment_id: uuid.UUID) -> Fulfilment:
    """
    Lock a fulfilment.

    :raises NotFound: if there is none
    """
    rows = Fulfilment.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "warehouse", "method"
    )
    fulfilment = rows.filter(pk=fulfilment_id).first()
    if fulfilment is None:
        raise NotFound(_("There is no such fulfilment."), field="fulfilment")
    return fulfilment


def parcel_locked(parcel_id: int) -> Parcel:
    """
    Lock a parcel through its fulfilment, which carries the state of both.

    :raises NotFound: if there is none, or it was opened again
    """
    parcel = Parcel.objects.filter(pk=parcel_id).first()
    if parcel is None:
        raise NotFound(_("There is no such parcel."), field="parcel")
    fulfilment = fulfilment_locked(parcel.fulfilment_id)
    parcel.refresh_from_db()
    if parcel.unpacked_at is not None:
        raise NotFound(_("There is no such parcel."), field="parcel")
    parcel.fulfilment = fulfilment
    return parcel


def notice_locked(notice_id: int) -> Notice:
    """
    Lock an advance shipping notice.

    :raises NotFound: if there is none
    """
    rows = Notice.objects.select_for_update(no_key=True, of=("self",)).select_related("warehouse")
    notice = rows.filter(pk=notice_id).first()
    if notice is None:
        raise NotFound(_("There is no such notice."), field="notice")
    return notice


def notices_locked(ids: Collection[int]) -> dict[int, Notice]:
    """Lock notices by id, with their cooperatives."""
    rows = Notice.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation")
    return {row.pk: row for row in rows.filter(pk__in=ids).order_by("id")}


def round_locked(round_id: int) -> CollectionRound:
    """
    Lock a collection round; its stops and loads change under its lock alone.

    :raises NotFound: if there is none
    """
    rows = CollectionRound.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("warehouse", "vehicle__carrier").filter(pk=round_id).first()
    if found is None:
        raise NotFound(_("There is no such round."), field="round")
    return found
