"""The parts in which one of several variants or products is written."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import graphene
from django.core.files.storage import default_storage

from catalog.services.media_add import media_add
from catalog.services.price_set import price_set
from logistics.services.stock_state import stocks_state
from logistics.services.variant_write import variant_write_new
from marketplace.graphql.assortment.changes import prices_given, variant_texts
from marketplace.graphql.assortment.frame import ERROR_FIELDS, InvalidPrice
from marketplace.graphql.catalog.types import ProductVariant
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.bulk import NamedTwice, WrittenRow
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import error_type
from marketplace.graphql.shop.languages import DEFAULT_LANGUAGE
from marketplace.graphql.warehouses.frame import quantities_given
from marketplace.kernel.errors import Conflict, InvalidInput, Missing
from marketplace.kernel.money import Money

Given = Mapping[str, Any]
_WHY = "Why one of several variants was not written."
# Parts of ours as errors of several things at once call them
BULK_ERROR_FIELDS = {**ERROR_FIELDS, "channel": "channelId", "channel_id": "channelId"}


def _ids(description: str) -> Any:
    return graphene.List(graphene.NonNull(graphene.ID), description=description)


ProductVariantBulkError = error_type(
    "ProductVariantBulkError",
    saleor_enum("ProductVariantBulkErrorCode", _WHY),
    description=_WHY,
    path=graphene.String(description="Path to the part that caused the error."),
    attributes=_ids("Attributes that caused the error."),
    values=_ids("Values that caused the error."),
    warehouses=_ids("Warehouses that caused the error."),
    stocks=_ids("Stocks that caused the error."),
    channels=_ids("Channels that caused the error."),
    channel_listings=_ids("Channel listings that caused the error."),
)


class ProductVariantBulkResult(graphene.ObjectType):
    """One of several variants, or why it was not written."""

    product_variant = graphene.Field(ProductVariant, description="The variant.")
    errors = graphene.List(graphene.NonNull(ProductVariantBulkError), description="What was not written.")


class StockExists(Conflict):
    """A variant is stocked in a warehouse already."""

    code = "STOCK_ALREADY_EXISTS"


def variant_written(row: WrittenRow, info: Info, product_id: int, given: Given, path: str = "") -> int | None:
    """
    Add a variant as a part of a row, with its stocks and prices as parts of their own.

    :param path: where the client gave it, followed by a dot unless it is the row itself
    :raises NotAllowed: if the actor may not write it, or not state a stock
    """
    actor, now = info.context.actor, info.context.now
    texts = {name: value for name, value in given.items() if name not in ("stocks", "channel_listings")}
    key = row.part(
        path.removesuffix("."),
        lambda: variant_write_new(actor=actor, product_id=product_id, texts=variant_texts(texts), now=now).pk,
    )
    if key is None:
        return None
    stocks_added(row, info, key, given.get("stocks") or (), f"{path}stocks")
    prices_added(row, info, key, given.get("channel_listings") or (), f"{path}channelListings")
    return key


def stocks_added(row: WrittenRow, info: Info, variant_id: int, given: Sequence[Given], path: str) -> None:
    """State stocks where there was none, each as a part."""
    known: set[str] = set()
    for place, each in enumerate(given):
        named = each["warehouse"]
        added = partial(_stock_added, info, variant_id, each, named in known)
        row.part(f"{path}.{place}", added, warehouses=[named])
        known.add(named)


def _stock_added(info: Info, variant_id: int, given: Given, twice: bool) -> None:
    if twice:
        raise NamedTwice("Duplicated warehouse ID.", field="warehouse")
    quantities = quantities_given([given])
    actor, now = info.context.actor, info.context.now
    try:
        stocks_state(actor=actor, variant_id=variant_id, quantities=quantities, now=now, only_new=True)
    except Conflict as refusal:
        raise StockExists(refusal.message, field=refusal.field) from refusal


def prices_added(row: WrittenRow, info: Info, variant_id: int, given: Sequence[Given], path: str) -> None:
    """Set prices in channels, each as a part."""
    known: set[str] = set()
    for place, each in enumerate(given):
        named = each["channel_id"]
        added = partial(_price_added, info, variant_id, each, named in known)
        row.part(f"{path}.{place}", added, channels=[named])
        known.add(named)


def _price_added(info: Info, variant_id: int, given: Given, twice: bool) -> None:
    if twice:
        raise NamedTwice("Duplicated channel ID.", field="channel_id")
    for channel_id, amount in prices_given([given]).items():
        price_given(info, variant_id, channel_id, amount)


def price_given(info: Info, variant_id: int, channel_id: int, amount: Money) -> None:
    """
    Set a price.

    :raises InvalidPrice: if it can be no price there
    """
    actor, now = info.context.actor, info.context.now
    try:
        price_set(actor=actor, variant_id=variant_id, channel_id=channel_id, amount=amount, now=now)
    except InvalidInput as refusal:
        raise InvalidPrice(refusal.message, field=refusal.field) from refusal


def pictures_added(row: WrittenRow, info: Info, product_id: int, given: Sequence[Given]) -> None:
    """Add pictures to a product, each as a part; their files go again if the row is given up."""
    for place, each in enumerate(given):
        row.part(f"media.{place}", partial(_picture_added, row, info, product_id, each))


def _picture_added(row: WrittenRow, info: Info, product_id: int, given: Given) -> None:
    image = given.get("image")
    if image is None:
        raise Missing("Send the picture as a file of a multipart request.", field="image")
    media = media_add(
        actor=info.context.actor,
        product_id=product_id,
        content=image.read(),
        alts={DEFAULT_LANGUAGE: given["alt"]} if given.get("alt") else None,
        now=info.context.now,
    )
    row.on_undo(partial(default_storage.delete, str(media.image.name)))
