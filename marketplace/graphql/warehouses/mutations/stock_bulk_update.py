"""State the stocks of several variants in warehouses that stock them already."""

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import graphene

from catalog.selectors.product_rows import variant_id_of_reference
from logistics.models.stock import Stock as StockModel
from logistics.services.stock_state import stocks_state
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.bulk import Policy, WrittenRow, errors_told, rows_written
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.graphql.warehouses.frame import variant_key, warehouse_named
from marketplace.graphql.warehouses.types import Stock
from marketplace.kernel.errors import InvalidInput, Missing, NotFound

_WHY = "Why one of several stocks was not stated."
StockBulkUpdateError = error_type(
    "StockBulkUpdateError", saleor_enum("StockBulkUpdateErrorCode", _WHY), description=_WHY
)
ErrorPolicyEnum = saleor_enum("ErrorPolicyEnum", "What happens to the others when one of several is refused.")


class StockBulkUpdateInput(graphene.InputObjectType):
    """How much of a variant stands in a warehouse; both are named in the same way in all items."""

    variant_id = graphene.ID(description="ID of the variant.")
    variant_external_reference = graphene.String(description="What another system calls the variant.")
    warehouse_id = graphene.ID(description="ID of the warehouse.")
    warehouse_external_reference = graphene.String(description="What another system calls the warehouse.")
    quantity = graphene.Int(required=True, description="Items that may be sold from there.")


class StockBulkResult(graphene.ObjectType):
    """One of several stocks, or why it was not stated."""

    stock = graphene.Field(Stock, description="The stock.")
    errors = graphene.List(graphene.NonNull(StockBulkUpdateError), description="Why it was not stated.")


class StockBulkUpdate(ServiceMutation):
    """State stocks of variants where they are stocked already. Requires MANAGE_PRODUCTS, or to run the hub."""

    class Arguments:
        error_policy = graphene.Argument(
            ErrorPolicyEnum,
            description="What happens to the others when one is refused; REJECT_EVERYTHING if none is named.",
        )
        stocks = graphene.List(
            graphene.NonNull(StockBulkUpdateInput), required=True, description="How much stands where."
        )

    class Meta:
        error_type = StockBulkUpdateError
        permissions = ("MANAGE_PRODUCTS", "MANAGE_HUB")

    count = graphene.Int(required=True, default_value=0, description="How many were stated.")
    results = graphene.List(
        graphene.NonNull(StockBulkResult), required=True, default_value=(), description="One for each."
    )

    @classmethod
    def perform(cls, info: Info, *, stocks: list[dict[str, Any]], error_policy: Any = None) -> Any:
        """
        State them.

        :raises InvalidInput: if variants or warehouses are named in one way here and in another there
        """
        _demand_one_way(stocks, "variant")
        _demand_one_way(stocks, "warehouse")
        rows = rows_written(stocks, Policy.said(error_policy), partial(_write, info))
        found = StockModel.objects.in_bulk([row.key for row in rows if row.key is not None])
        codes = cls._meta.error_type.codes
        results = [
            {
                "stock": found.get(row.key) if row.key is not None else None,
                "errors": errors_told(row, codes, {}),
            }
            for row in rows
        ]
        return cls(count=len([each for each in results if each["stock"] is not None]), results=results)


def _demand_one_way(stocks: Sequence[Mapping[str, Any]], thing: str) -> None:
    names = (f"{thing}_id", f"{thing}_external_reference")
    ways = {name for each in stocks for name in names if each.get(name) is not None}
    if len(ways) > 1:
        raise InvalidInput("All inputs name it by ID, or all by external reference.", field=names[0])


def _write(info: Info, row: WrittenRow, given: Mapping[str, Any]) -> None:
    row.key = row.part("", partial(_stated, info, given))


def _stated(info: Info, given: Mapping[str, Any]) -> int:
    variant_id, warehouse_id = _variant(given), _warehouse(given)
    stock = StockModel.objects.filter(variant=variant_id, warehouse=warehouse_id).first()
    if stock is None:
        raise NotFound("This variant is not stocked in this warehouse.", field=None)
    quantities = {warehouse_id: given["quantity"]}
    actor, now = info.context.actor, info.context.now
    stocks_state(actor=actor, variant_id=variant_id, quantities=quantities, now=now)
    return stock.pk


def _variant(given: Mapping[str, Any]) -> int:
    reference = given.get("variant_external_reference")
    if reference is None and given.get("variant_id") is None:
        raise Missing("Name the variant.", field="variant_id")
    key = variant_id_of_reference(reference) if reference else variant_key(given["variant_id"], None)
    if key is None:
        raise NotFound(f"Couldn't resolve to a node: {reference}", field="variant_external_reference")
    return key


def _warehouse(given: Mapping[str, Any]) -> uuid.UUID:
    reference, id_ = given.get("warehouse_external_reference"), given.get("warehouse_id")
    if reference is None and id_ is None:
        raise Missing("Name the warehouse.", field="warehouse_id")
    return warehouse_named(None if reference else id_, reference)
