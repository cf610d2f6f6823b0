"""Lots and what stands of them: for the hub, and for the cooperatives that own them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Upper
from django.utils.translation import gettext as _

from logistics.models.lot import Lot, LotStock
from logistics.models.stock import Shortage, Stock
from logistics.policies import may_see_goods_of
from logistics.selectors.warehouses import warehouse_run_by
from logistics.states import SELLABLE, LotState
from marketplace.kernel.actor import Actor
from marketplace.kernel.pages import Page, keys_of, page_of, page_size
from marketplace.kernel.policy import require


@dataclass(frozen=True, slots=True)
class LotRow:
    """One lot in a list: how much came in, and how much of it still stands anywhere."""

    id: int
    code: str
    state: LotState
    reason: str
    product_names: Mapping[str, str]
    variant_names: Mapping[str, str]
    sku: str
    organisation_id: int
    best_before_date: date | None
    last_sale_date: date | None
    quantity_received: int
    quantity: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """
    What an organisation owns of a variant, over all warehouses.

    `sellable` may be sold, `held` may not (quarantine, rework, rejected, recalled, too old), `allocated` of the
    sellable is bound to parcels; `free` is what the web shop can still sell.
    """

    variant_id: int
    sku: str
    product_names: Mapping[str, str]
    variant_names: Mapping[str, str]
    sellable: int
    held: int
    allocated: int
    free: int


@dataclass(frozen=True, slots=True)
class ShortageRow:
    """A promise that cannot be kept."""

    key: str
    variant_id: int
    sku: str
    product_names: Mapping[str, str]
    quantity: int
    promised_at: datetime
    created_at: datetime


def lots_of_organisation(
    *, actor: Actor, organisation_id: int, after: str = "", first: int = 50
) -> Page[LotRow]:
    """
    List an organisation's lots, the last received first; one query.

    :raises NotAllowed: if the actor belongs neither to it nor to the hubs' management
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_see_goods_of(actor, organisation_id), _("These are not your goods."))
    return _lots(Lot.objects.filter(organisation=organisation_id), after=after, first=first)


def lots_in_warehouse(
    *, actor: Actor, warehouse_id: uuid.UUID, state: LotState | None = None, after: str = "", first: int = 50
) -> Page[LotRow]:
    """
    List the lots that a warehouse took in, the last received first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    rows = Lot.objects.filter(warehouse=warehouse_run_by(actor, warehouse_id))
    if state is not None:
        rows = rows.filter(state=state)
    return _lots(rows, after=after, first=first)


def _lots(rows: QuerySet[Lot], *, after: str, first: int) -> Page[LotRow]:
    size = page_size(first)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=pk))
    standing = rows.select_related("variant__product").annotate(
        standing=Coalesce(Sum("stocks__quantity"), Value(0))
    )
    found = [(lot, lot.standing) for lot in standing.order_by("-received_at", "-id")[: size + 1]]
    page = page_of(found, first=size, keys=lambda row: (row[0].received_at, row[0].pk))
    return Page(tuple(_lot_row(lot, units) for lot, units in page.items), page.has_next, page.cursor)


def _lot_row(lot: Lot, units: int) -> LotRow:
    return LotRow(
        id=lot.pk,
        code=lot.code,
        state=LotState(lot.state),
        reason=lot.reason,
        product_names=lot.variant.product.names,
        variant_names=lot.variant.names,
        sku=lot.variant.sku,
        organisation_id=lot.organisation_id,
        best_before_date=lot.best_before_date,
        last_sale_date=lot.last_sale_date,
        quantity_received=lot.quantity_received,
        quantity=units,
        received_at=lot.received_at,
    )


def lots_by_code(*, actor: Actor, warehouse_id: uuid.UUID, codes: Collection[str]) -> dict[str, int]:
    """
    Return the lots of a warehouse by their code in capitals; two queries. What is not there is left out.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    """
    rows = Lot.objects.filter(warehouse=warehouse_run_by(actor, warehouse_id))
    found = rows.annotate(key=Upper("code")).filter(key__in=[code.upper() for code in codes])
    return dict(found.values_list("key", "pk"))


def stock_of_organisation(
    *, actor: Actor, organisation_id: int, after: str = "", first: int = 100
) -> Page[GoodsRow]:
    """
    List what an organisation owns at the hubs and shops, variant by variant; two queries.

    :raises NotAllowed: if the actor belongs neither to it nor to the hubs' management
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    require(may_see_goods_of(actor, organisation_id), _("These are not your goods."))
    size = page_size(first)
    rows = LotStock.objects.filter(lot__organisation=organisation_id)
    if after:
        (variant_id,) = keys_of(after, [int])
        rows = rows.filter(lot__variant__gt=variant_id)
    is_sellable = Q(lot__state__in=SELLABLE)
    found = list(
        rows.values_list(
            "lot__variant", "lot__variant__sku", "lot__variant__product__names", "lot__variant__names"
        )
        .annotate(
            sellable=Coalesce(Sum("quantity", filter=is_sellable), Value(0)),
            held=Coalesce(Sum("quantity", filter=~is_sellable), Value(0)),
            bound=Coalesce(Sum("allocated"), Value(0)),
        )
        .order_by("lot__variant")[: size + 1]
    )
    free = _free([row[0] for row in found])
    goods = [_goods_row(row, free) for row in found]
    return page_of(goods, first=size, keys=lambda row: (row.variant_id,))


def _goods_row(row: Sequence[Any], free: Mapping[int, int]) -> GoodsRow:
    variant_id, sku, product_names, variant_names, sellable, held, allocated = row
    return GoodsRow(
        variant_id=variant_id,
        sku=sku,
        product_names=product_names,
        variant_names=variant_names,
        sellable=sellable,
        held=held,
        allocated=allocated,
        free=free.get(variant_id, 0),
    )


def _free(variant_ids: list[int]) -> dict[int, int]:
    rows = Stock.objects.filter(variant__in=variant_ids, warehouse__is_online=True)
    return {
        pk: quantity - reserved
        for pk, quantity, reserved in rows.values_list("variant", "quantity", "reserved")
    }


def shortages_open(
    *, actor: Actor, warehouse_id: uuid.UUID, after: str = "", first: int = 50
) -> Page[ShortageRow]:
    """
    List the promises of a warehouse that cannot be kept, the oldest first; two queries.

    :raises NotFound: if there is no such warehouse
    :raises NotAllowed: if the actor does not run it
    :raises InvalidInput: if the cursor or the size of the page is not one of ours
    """
    warehouse = warehouse_run_by(actor, warehouse_id)
    size = page_size(first)
    rows = Shortage.objects.filter(stock__warehouse=warehouse, expected_date=None)
    if after:
        moment, pk = keys_of(after, [datetime, int])
        rows = rows.filter(Q(promised_at__gt=moment) | Q(promised_at=moment, pk__gt=pk))
    found = list(rows.select_related("stock__variant__product").order_by("promised_at", "id")[: size + 1])
    page = page_of(found, first=size, keys=lambda row: (row.promised_at, row.pk))
    return Page(tuple(_shortage_row(row) for row in page.items), page.has_next, page.cursor)


def _shortage_row(row: Shortage) -> ShortageRow:
    return ShortageRow(
        key=row.key,
        variant_id=row.stock.variant_id,
        sku=row.stock.variant.sku,
        product_names=row.stock.variant.product.names,
        quantity=row.quantity,
        promised_at=row.promised_at,
        created_at=row.created_at,
    )
