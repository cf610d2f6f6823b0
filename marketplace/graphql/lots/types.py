"""Lots: whose goods they are, where they stand, and how they came there."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.db.models import TextChoices

from logistics.models.lot import Lot as LotModel
from logistics.models.lot import LotStock, Movement
from logistics.models.warehouse import Warehouse as WarehouseModel
from logistics.selectors.lot_rows import (
    movements_of_lots,
    stocks_of_lots,
)
from logistics.selectors.warehouses import warehouses_by_id
from logistics.states import LotState, MovementReason
from marketplace.cooperatives.selectors import OrganisationCard, organisations_named
from marketplace.graphql.catalog.rows import VariantRow
from marketplace.graphql.catalog.types import Cooperative, ProductVariant
from marketplace.graphql.catalog.variants import variants_anywhere
from marketplace.graphql.kit.batching import batched
from marketplace.graphql.kit.connection import connection_of
from marketplace.graphql.kit.ids import Node, id_field
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.scalars import Date, DateTime
from marketplace.graphql.warehouses.types import Warehouse


def _enum(name: str, choices: type[TextChoices], description: str) -> type[graphene.Enum]:
    made: type[graphene.Enum] = graphene.Enum(
        name,
        [(value.upper(), value.upper()) for value in choices.values],
        description=lambda value: description if value is None else None,
    )
    return made


LotStateEnum = _enum("LotStateEnum", LotState, "Whether the goods of a lot may be sold.")
MovementReasonEnum = _enum("MovementReasonEnum", MovementReason, "Why goods came into a place or left it.")

LotConnection = connection_of("Lot", lambda: Lot)


def upper_of(name: str) -> Any:
    """Return a resolver that writes one of our words as a value of an enum."""

    def resolve(root: Any, _info: Info) -> str:
        found: str = getattr(root, name)
        return found.upper()

    return resolve


@batched
def _warehouses(parents: Sequence[Any], info: Info) -> list[WarehouseModel | None]:
    return info.context.load(warehouses_by_id, [each.warehouse_id for each in parents])


class LotPlace(graphene.ObjectType):
    """How much of a lot stands in a warehouse."""

    warehouse = graphene.Field(Warehouse, required=True, resolver=_warehouses, description="Where it stands.")
    bin = graphene.String(description="The shelf on which it stands.")
    quantity = graphene.Int(required=True, description="How many items stand there.")
    allocated = graphene.Int(required=True, description="How many of them are bound to orders.")

    @staticmethod
    def resolve_bin(root: LotStock, _info: Info) -> str | None:
        """Return the code of the shelf."""
        return root.bin.code if root.bin is not None else None


class LotMovement(graphene.ObjectType):
    """Items of a lot came into a place, or left it."""

    quantity = graphene.Int(required=True, description="Positive: came in; negative: left.")
    reason = graphene.Field(
        MovementReasonEnum, required=True, resolver=upper_of("reason"), description="Why."
    )
    reference = graphene.String(required=True, description="What caused it.")
    note = graphene.String(required=True, description="What was noted.")
    happened_at = DateTime(required=True, description="When.")
    warehouse = graphene.Field(Warehouse, required=True, resolver=_warehouses, description="Where.")


class Lot(graphene.ObjectType):
    """Items of one variant that one owner made under the same conditions."""

    class Meta:
        interfaces = (Node,)

    id = id_field("Lot", description="The ID of the lot.")
    code = graphene.String(required=True, description="The code on its label.")
    variant = graphene.Field(ProductVariant, required=True, description="What it holds.")
    cooperative = graphene.Field(Cooperative, required=True, description="Whose goods they are.")
    warehouse = graphene.Field(
        Warehouse, required=True, resolver=_warehouses, description="Where it was taken in."
    )
    state = graphene.Field(
        LotStateEnum, required=True, resolver=upper_of("state"), description="Whether it may be sold."
    )
    reason = graphene.String(required=True, description="Why it is held, or the remark of its release.")
    quantity_received = graphene.Int(required=True, description="How many items were taken in.")
    places = graphene.List(graphene.NonNull(LotPlace), required=True, description="Where it stands now.")
    movements = graphene.List(
        graphene.NonNull(LotMovement), required=True, description="Every movement, oldest first."
    )
    harvest_date = Date(description="When it was harvested.")
    produced_date = Date(description="When it was made.")
    best_before_date = Date(description="Its date of minimum durability.")
    last_sale_date = Date(description="The last day on which it may be sold.")
    province = graphene.String(required=True, description="ISO 3166-2 code of where it was made.")
    received_at = DateTime(required=True, description="When it was taken in.")
    decided_at = DateTime(description="When it was released or refused.")

    @staticmethod
    @batched
    def resolve_variant(parents: Sequence[LotModel], info: Info) -> list[VariantRow | None]:
        """Return the variants."""
        return variants_anywhere(info, [each.variant_id for each in parents])

    @staticmethod
    @batched
    def resolve_cooperative(parents: Sequence[LotModel], info: Info) -> list[OrganisationCard | None]:
        """Return the owners."""
        return info.context.load(organisations_named, [each.organisation_id for each in parents])

    @staticmethod
    @batched
    def resolve_places(parents: Sequence[LotModel], info: Info) -> list[list[LotStock]]:
        """Return where each stands."""
        found = info.context.load(stocks_of_lots, [each.pk for each in parents])
        return [rows or [] for rows in found]

    @staticmethod
    @batched
    def resolve_movements(parents: Sequence[LotModel], info: Info) -> list[list[Movement]]:
        """Return the movements of each."""
        found = info.context.load(movements_of_lots, [each.pk for each in parents])
        return [rows or [] for rows in found]
