"""Recalls: what is taken back, who has it, who was reached, and whether every unit is accounted for."""

from collections.abc import Mapping, Sequence
from typing import Any

import graphene

from logistics.models.lot import Lot as LotModel
from logistics.models.parcel import Parcel
from logistics.models.recall import Recall as RecallModel
from logistics.models.recall import RecallParcel as RecallParcelModel
from logistics.selectors.recalls import Totals, totals_of_recalls
from logistics.states import GoodsPlace, RecallReach, RecallTrigger
from marketplace.graphql.contract import own_enum
from marketplace.graphql.hub.types import HubParcel
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import Page, connect_each, connection_field, connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.keyset import Column, Key
from marketplace.graphql.kit.pages import NestedQuerySet
from marketplace.graphql.kit.scalars import DateTime
from marketplace.graphql.lots.types import Lot, LotConnection
from marketplace.graphql.warehouses.types import Warehouse

RecallTriggerEnum = own_enum("RecallTriggerEnum", RecallTrigger, "Why lots are taken back.")
RecallReachEnum = own_enum("RecallReachEnum", RecallReach, "Whether a buyer was reached.")
RecallPlaceEnum = own_enum("RecallPlaceEnum", GoodsPlace, "Where recalled units were.")
_IN_ORDER = (Column("id"),)


class RecallBalance(graphene.ObjectType):
    """All lots of a recall added up, in units."""

    lots_count = graphene.Int(required=True, source="lots", description="How many lots.")
    received = graphene.Int(required=True, description="How many units came in.")
    standing = graphene.Int(required=True, description="How many stand on shelves.")
    accounted = graphene.Int(
        required=True, description="Of how many it is known where they are; all of them, if books are right."
    )


class RecallReport(graphene.ObjectType):
    """What a recall came to on the day it was closed."""

    parcels_count = graphene.Int(required=True, description="How many parcels held recalled units.")
    sold_units = graphene.Int(required=True, description="How many units were sold.")
    told_percent = graphene.Int(required=True, description="Of a hundred buyers, to how many was written.")
    reached_percent = graphene.Int(required=True, description="Of a hundred buyers, how many were reached.")
    returned_percent = graphene.Int(required=True, description="Of a hundred units, how many came back.")
    destroyed_percent = graphene.Int(required=True, description="Of a hundred units, how many are destroyed.")
    balance_percent = graphene.Int(
        required=True, description="Of a hundred units, how many are accounted for."
    )
    seconds = graphene.Int(required=True, description="How long it took.")

    @staticmethod
    def resolve_parcels_count(root: dict[str, int], _info: Info) -> int:
        """Return how many parcels."""
        return root["parcels"]


class RecallParcel(graphene.ObjectType):
    """Units of a recalled lot that had gone into a parcel, and what became of them."""

    class Meta:
        interfaces = (Node,)

    id = id_field("RecallParcel", attribute="pk", description="The ID of what is followed up.")
    parcel = graphene.Field(HubParcel, required=True, description="The parcel.")
    lot = graphene.Field(Lot, required=True, description="The lot.")
    units = graphene.Int(required=True, description="How many units of it.")
    place = graphene.Field(RecallPlaceEnum, required=True, description="Where they were on that day.")
    told_at = graphene.Field(DateTime, description="When the buyer was written to; null in a drill.")
    reach = graphene.Field(
        RecallReachEnum, description="Whether the buyer was reached; null: to be followed up."
    )
    returned_units = graphene.Int(required=True, description="How many came back.")
    destroyed_units = graphene.Int(required=True, description="How many the buyer destroyed.")
    note = graphene.String(required=True, description="What was noted.")

    @staticmethod
    def resolve_place(root: RecallParcelModel, _info: Info) -> str:
        """Return where they were."""
        return GoodsPlace(root.place).name

    @staticmethod
    def resolve_reach(root: RecallParcelModel, _info: Info) -> str | None:
        """Return whether the buyer was reached."""
        return RecallReach(root.reach).name if root.reach else None

    @staticmethod
    @batched
    def resolve_parcel(parents: Sequence[RecallParcelModel], _info: Info) -> list[Parcel]:
        """Return the parcels."""
        rows = Parcel.objects.select_related("fulfilment").in_bulk([each.parcel_id for each in parents])
        return [rows[each.parcel_id] for each in parents]

    @staticmethod
    @batched
    def resolve_lot(parents: Sequence[RecallParcelModel], _info: Info) -> list[LotModel]:
        """Return the lots."""
        rows = LotModel.objects.in_bulk([each.lot_id for each in parents])
        return [rows[each.lot_id] for each in parents]


RecallParcelConnection = connection_of("RecallParcel", lambda: RecallParcel)
RecallConnection = connection_of("Recall", lambda: Recall)


class LotsOfRecalls:
    """The lots of each of several recalls, in the order of receipt."""

    order = _IN_ORDER

    def __init__(self) -> None:
        rows = RecallModel.lots.through.objects.select_related("lot")
        self.pages = NestedQuerySet(rows, "recall_id", (Column("lot_id"),))

    def rows_of(
        self, parents: Sequence[Any], *, limit: int, after: Key | None, backward: bool
    ) -> Mapping[Any, list[LotModel]]:
        """Return up to `limit` lots of each recall."""
        found = self.pages.rows_of(parents, limit=limit, after=after, backward=backward)
        return {key: [row.lot for row in own] for key, own in found.items()}

    def key(self, row: LotModel) -> Key:
        """Return a lot's place."""
        return (row.pk,)

    def counts_of(self, parents: Sequence[Any]) -> Mapping[Any, int]:
        """Count the lots of each recall."""
        return self.pages.counts_of(parents)


class Recall(graphene.ObjectType):
    """Lots that are taken back, with all that was made of them; a drill holds nothing and tells nobody."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Recall", attribute="pk", description="The ID of the recall.")
    number = graphene.String(required=True, description="Its number.")
    trigger = graphene.Field(RecallTriggerEnum, required=True, description="Why.")
    is_drill = graphene.Boolean(required=True, description="Whether it is an exercise.")
    reason = graphene.String(required=True, description="Why, in words.")
    warehouse = graphene.Field(Warehouse, required=True, description="Whose lots they are.")
    opened_by = graphene.String(required=True, description="Who opened it.")
    opened_at = graphene.Field(DateTime, required=True, description="When all lots were held.")
    listed_at = graphene.Field(
        DateTime, description="When the list of parcels was whole; null: it still grows."
    )
    closed_by = graphene.String(required=True, description="Who closed it; empty: it is open.")
    closed_at = graphene.Field(DateTime, description="When it was closed.")
    conclusion = graphene.String(required=True, description="What was learnt.")
    balance = graphene.Field(
        RecallBalance, required=True, description="All its lots added up, as they are now."
    )
    report = graphene.Field(RecallReport, description="What it came to; null while it is open.")
    lots = connection_field(LotConnection, description="What is taken back.")
    parcels = connection_field(
        RecallParcelConnection, description="Parcels with units of it, each to be followed up."
    )

    @staticmethod
    def resolve_trigger(root: RecallModel, _info: Info) -> str:
        """Return why."""
        return RecallTrigger(root.trigger).name

    @staticmethod
    @batched
    def resolve_balance(parents: Sequence[RecallModel], _info: Info) -> list[Totals]:
        """Add the lots of each up."""
        keys = [each.pk for each in parents]
        totals = totals_of_recalls(keys)
        return [totals[key] for key in keys]

    @staticmethod
    def resolve_report(root: RecallModel, _info: Info) -> dict[str, int] | None:
        """Return its figures."""
        return root.report or None

    @staticmethod
    @batched
    def resolve_lots(parents: Sequence[RecallModel], info: Info, **_page: object) -> list[Page]:
        """Return a page of the lots of each."""
        return connect_each(LotsOfRecalls(), info, [each.pk for each in parents])

    @staticmethod
    @batched
    def resolve_parcels(parents: Sequence[RecallModel], info: Info, **_page: object) -> list[Page]:
        """Return a page of the parcels of each."""
        source = NestedQuerySet(RecallParcelModel.objects.all(), "recall_id", _IN_ORDER)
        return connect_each(source, info, [each.pk for each in parents])
