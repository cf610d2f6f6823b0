"""What changes of one of several variants: its stocks and its prices, each a part of its row."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from catalog.models.offer import Price
from catalog.services.price_remove import price_remove
from logistics.models.stock import Stock
from logistics.services.stock_state import stocks_drop, stocks_state
from marketplace.graphql.assortment.bulk_parts import price_given, prices_added, stocks_added
from marketplace.graphql.assortment.frame import InvalidPrice, known_key
from marketplace.graphql.kit.bulk import WrittenRow
from marketplace.graphql.kit.info import Info
from marketplace.kernel.errors import InvalidInput, NotFound
from marketplace.kernel.money import Money

Given = Mapping[str, Any]


def stocks_changed(row: WrittenRow, info: Info, variant_id: int, given: Given) -> None:
    """Create, change and forget stocks of a variant, each as a part."""
    stocks_added(row, info, variant_id, given.get("create") or (), "stocks.create")
    for place, each in enumerate(given.get("update") or ()):
        changed = partial(_stock_changed, info, variant_id, each["stock"], each["quantity"])
        row.part(f"stocks.update.{place}", changed, stocks=[each["stock"]])
    for place, id_ in enumerate(given.get("remove") or ()):
        row.part(f"stocks.remove.{place}", partial(_stock_forgotten, info, variant_id, id_), stocks=[id_])


def prices_changed(row: WrittenRow, info: Info, variant_id: int, given: Given) -> None:
    """Set, change and take away prices of a variant, each as a part."""
    path = "channelListings"
    prices_added(row, info, variant_id, given.get("create") or (), f"{path}.create")
    for place, each in enumerate(given.get("update") or ()):
        id_ = each["channel_listing"]
        changed = partial(_price_changed, info, variant_id, id_, each.get("price"))
        row.part(f"{path}.update.{place}", changed, channel_listings=[id_])
    for place, id_ in enumerate(given.get("remove") or ()):
        removed = partial(_price_removed, info, variant_id, id_)
        row.part(f"{path}.remove.{place}", removed, channel_listings=[id_])


def _stock_changed(info: Info, variant_id: int, id_: str, quantity: int) -> None:
    stock = _stock(variant_id, id_)
    quantities = {stock.warehouse_id: quantity}
    actor, now = info.context.actor, info.context.now
    stocks_state(actor=actor, variant_id=variant_id, quantities=quantities, now=now)


def _stock_forgotten(info: Info, variant_id: int, id_: str) -> None:
    warehouses = [_stock(variant_id, id_).warehouse_id]
    actor, now = info.context.actor, info.context.now
    stocks_drop(actor=actor, variant_id=variant_id, warehouse_ids=warehouses, now=now)


def _stock(variant_id: int, id_: str) -> Stock:
    key = known_key(id_, "Stock", field="stock")
    stock = Stock.objects.filter(pk=key, variant=variant_id).first()
    if stock is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="stock")
    return stock


def _price_changed(info: Info, variant_id: int, id_: str, amount: Decimal | None) -> None:
    price = Price.objects.filter(pk=_listing_key(id_), variant=variant_id).first()
    if price is None:
        raise NotFound(f"Couldn't resolve to a node: {id_}", field="channel_listing")
    if amount is None:
        return
    try:
        exact = Money.from_decimal(amount, price.currency)
    except InvalidInput as refusal:
        raise InvalidPrice(refusal.message, field="price") from refusal
    price_given(info, variant_id, price.channel_id, exact)


def _price_removed(info: Info, variant_id: int, id_: str) -> None:
    actor, now = info.context.actor, info.context.now
    price_remove(actor=actor, variant_id=variant_id, price_id=_listing_key(id_), now=now)


def _listing_key(id_: str) -> int:
    return known_key(id_, "ProductVariantChannelListing", field="channel_listing")
