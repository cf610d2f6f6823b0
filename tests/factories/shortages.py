"""Orders whose goods are missing."""

from datetime import datetime
from typing import Any

from catalog.models.product import Variant
from logistics.models.fulfilment import Fulfilment
from logistics.models.lot import Lot
from logistics.services.lot_count import lot_count
from marketplace.cooperatives.states import Role
from orders.models.order import Order
from orders.models.shortage import LineShortage
from orders.services.shortage_answer import shortage_answer
from orders.services.shortage_open import supply_refuse
from orders.shortage_states import Remedy, ShortageReason
from tests.factories.catalog import ProductFactory
from tests.factories.ground import NOON, member_actor
from tests.factories.logistics import MACHINE, released_lot
from tests.factories.orders import VISITOR, Market
from tests.factories.refunds import line_of
from tests.orders.journey import told


def other_product(shop: Market, seller: int = 0, *, price: int = 8_000, stock: int = 20) -> Variant:
    """Something else that a seller of the market has on its shelf, in the same family."""
    product = ProductFactory.create(
        organisation=shop.sellers[seller],
        product_type=shop.variants[seller].product.product_type,
        category=shop.variants[seller].product.category,
        listed=True,
        listed__price_minor=price,
    )
    variant = product.variants.get()
    released_lot(variant, stock)
    return variant


def counted_away(variant: Variant, units: int, *, now: datetime = NOON) -> None:
    """The hub counts so many units less of the only lot of a variant; the newest promises fall."""
    lot = Lot.objects.get(variant=variant)
    standing = lot.stocks.get()
    lot_count(
        actor=MACHINE,
        lot_id=lot.pk,
        warehouse_id=standing.warehouse_id,
        counted=standing.quantity - units,
        reason="not there",
        now=now,
    )
    told()


def short(shop: Market, order: Order, quantity: int, *, index: int = 0, **more: Any) -> LineShortage:
    """The cooperative of a line says that it cannot supply so many units of it."""
    told()
    line = line_of(order, index)
    actor = member_actor(line.sub_order.organisation, Role.SALES.value)
    wish: dict[str, Any] = {"reason": ShortageReason.SOLD_OUT, "now": NOON, **more}
    return supply_refuse(actor=actor, line_id=line.pk, quantity=quantity, **wish)


def answered(row: LineShortage, remedy: Remedy, *, now: datetime = NOON) -> LineShortage:
    """The customer answers by the order's secret link."""
    return shortage_answer(actor=VISITOR, shortage_id=row.pk, holds_secret=True, remedy=remedy, now=now)


def fulfilment_of(order: Order) -> Fulfilment:
    """What the hub prepares for an order."""
    return Fulfilment.objects.get(reference=f"order:{order.pk}")
