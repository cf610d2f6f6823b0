"""Write attributes, each by itself."""

from functools import partial
from typing import Any

import graphene

from catalog.services.attribute_write import attribute_create
from marketplace.graphql.assortment.attribute_inputs import (
    AttributeCreateInput,
    attribute_changes,
    new_attribute,
)
from marketplace.graphql.assortment.bulk_inputs import ERROR_POLICY, ErrorPolicyEnum
from marketplace.graphql.assortment.frame import attribute_row
from marketplace.graphql.catalog.attributes import Attribute
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.bulk import Policy, WrittenRow, errors_told, rows_written
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type

_WHY = "Why an attribute was not written."
AttributeBulkCreateError = error_type(
    "AttributeBulkCreateError",
    saleor_enum("AttributeBulkCreateErrorCode", _WHY),
    description=_WHY,
    path=graphene.String(description="Path to the part that caused the error."),
)


class AttributeBulkCreateResult(graphene.ObjectType):
    """One of several new attributes, or why it was not written."""

    attribute = graphene.Field(Attribute, description="The attribute.")
    errors = graphene.List(graphene.NonNull(AttributeBulkCreateError), description="Why it was not written.")


class AttributeBulkCreate(ServiceMutation):
    """Write attributes. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES or MANAGE_PAGE_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        attributes = graphene.List(
            graphene.NonNull(AttributeCreateInput), required=True, description="What is known of them."
        )
        error_policy = graphene.Argument(ErrorPolicyEnum, description=ERROR_POLICY)

    class Meta:
        error_type = AttributeBulkCreateError

    count = graphene.Int(required=True, default_value=0, description="How many were written.")
    results = graphene.List(
        graphene.NonNull(AttributeBulkCreateResult),
        required=True,
        default_value=(),
        description="One for each.",
    )

    @classmethod
    def perform(cls, info: Info, *, attributes: list[dict[str, Any]], error_policy: Any = None) -> Any:
        """
        Write them.

        :raises NotAllowed: if the actor may not write one of them
        """
        rows = rows_written(attributes, Policy.said(error_policy), partial(_write, info))
        results = [
            {
                "attribute": None if row.key is None else attribute_row(info, row.key),
                "errors": errors_told(row, cls._meta.error_type.codes, {}),
            }
            for row in rows
        ]
        return cls(count=sum(row.key is not None for row in rows), results=results)


def _write(info: Info, row: WrittenRow, given: Any) -> None:
    row.key = row.part("", partial(_written, info, given))


def _written(info: Info, given: dict[str, Any]) -> int:
    new, changes = new_attribute(given), attribute_changes(given)
    return attribute_create(actor=info.context.actor, new=new, changes=changes).pk
