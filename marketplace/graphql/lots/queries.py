"""
What can be asked of lots.

Hub management sees all of them, a hub's people those of their hub, a cooperative's people their own; for others there
is nothing to see.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import graphene
from django.db.models import QuerySet

from logistics.models.lot import Lot as LotModel
from logistics.selectors.lot_scope import lots_seen_by, sees_lots
from marketplace.graphql.guards import one_of
from marketplace.graphql.kit.connection import Page, connect, connection_field
from marketplace.graphql.kit.errors import PermissionDenied
from marketplace.graphql.kit.ids import key_of, keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column
from marketplace.graphql.kit.pages import QuerySetPages
from marketplace.graphql.lots.types import (
    Lot,
    LotConnection,
    LotStateEnum,
)

Given = Mapping[str, Any] | None


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def _newest(column: str) -> tuple[Column, Column]:
    return Column(column, True, read=_moment), Column("id", True, read=int)


class LotFilterInput(graphene.InputObjectType):
    """Which lots to keep."""

    states = graphene.List(graphene.NonNull(LotStateEnum), description="Lots in one of these states.")
    variants = graphene.List(graphene.NonNull(graphene.ID), description="Lots of these variants.")
    products = graphene.List(graphene.NonNull(graphene.ID), description="Lots of these products.")
    cooperatives = graphene.List(graphene.NonNull(graphene.ID), description="Lots of these owners.")
    warehouses = graphene.List(
        graphene.NonNull(graphene.ID), description="Lots of which something stands in these warehouses."
    )
    search = graphene.String(description="A part of the code.")


class LotQueries(graphene.ObjectType):
    """What can be asked of lots."""

    lot = graphene.Field(
        Lot,
        id=graphene.ID(description="ID of a lot."),
        code=graphene.String(description="Code of a lot."),
        description="Look up a lot that one may see.",
    )
    lots = connection_field(
        LotConnection,
        filter=graphene.Argument(LotFilterInput, description="Filtering options for lots."),
        description="List of the lots that one may see, newest first.",
    )

    @staticmethod
    def resolve_lot(
        _root: object, info: Info, id: str | None = None, code: str | None = None
    ) -> LotModel | None:
        """Return one lot."""
        one_of(id=id, code=code)
        rows = lots_seen_by(info.context.actor)
        if id is None:
            return rows.filter(code=code).first()
        key = key_of(id, "Lot")
        return rows.filter(pk=key).first() if key is not None else None

    @staticmethod
    def resolve_lots(_root: object, info: Info, *, filter: Given = None, **_page: object) -> Page:
        """Return a page of lots."""
        _demand_lots(info)
        rows = _lots(lots_seen_by(info.context.actor), filter or {})
        return connect(QuerySetPages(rows, _newest("received_at")), info)


def _demand_lots(info: Info) -> None:
    if not sees_lots(info.context.actor):
        raise PermissionDenied.needing(("MANAGE_HUB", "OWNER"))


def _words(values: Any) -> list[str]:
    return [str(getattr(value, "value", value)).lower() for value in values]


def _lots(rows: QuerySet[LotModel], given: Mapping[str, Any]) -> QuerySet[LotModel]:
    if given.get("states") is not None:
        rows = rows.filter(state__in=_words(given["states"]))
    for name, column, kind in (
        ("variants", "variant__in", "ProductVariant"),
        ("products", "variant__product__in", "Product"),
        ("cooperatives", "organisation__in", "Cooperative"),
    ):
        if given.get(name) is not None:
            rows = rows.filter(**{column: keys_of(given[name], kind)})
    if given.get("warehouses") is not None:
        keys = keys_of(given["warehouses"], "Warehouse", uuid.UUID)
        rows = rows.filter(stocks__warehouse__in=keys, stocks__quantity__gt=0).distinct()
    return rows.filter(code__icontains=given["search"].strip()) if given.get("search") else rows
