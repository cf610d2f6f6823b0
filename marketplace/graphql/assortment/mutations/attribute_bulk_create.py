"""Write attributes, each by itself."""

from typing import Any

import graphene
from django.db import transaction

from catalog.services.attribute_write import attribute_create
from marketplace.graphql.assortment.attribute_inputs import (
    AttributeCreateInput,
    attribute_changes,
    new_attribute,
    word,
)
from marketplace.graphql.assortment.frame import attribute_row
from marketplace.graphql.assortment.mutations.product_variant_bulk_create import ErrorPolicyEnum
from marketplace.graphql.catalog.attributes import Attribute
from marketplace.graphql.contract import saleor_enum
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation, error_type
from marketplace.kernel.errors import DomainError, NotAllowed

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
        error_policy = graphene.Argument(
            ErrorPolicyEnum, description="What happens to the others when one is refused; REJECT_EVERYTHING."
        )

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
        rejects_all = error_policy is None or word(error_policy) == "REJECT_EVERYTHING"
        with transaction.atomic():
            results = [cls._one(info, given) for given in attributes]
            refused = any(each["errors"] for each in results)
            if refused and rejects_all:
                transaction.set_rollback(True)
        if refused and rejects_all:
            results = [{"attribute": None, "errors": each["errors"]} for each in results]
        rows = [
            {**each, "attribute": attribute_row(info, each["attribute"]) if each["attribute"] else None}
            for each in results
        ]
        return cls(count=sum(each["attribute"] is not None for each in rows), results=rows)

    @classmethod
    def _one(cls, info: Info, given: dict[str, Any]) -> dict[str, Any]:
        try:
            attribute = attribute_create(
                actor=info.context.actor, new=new_attribute(given), changes=attribute_changes(given)
            )
        except NotAllowed:
            raise
        except DomainError as refusal:
            told = cls._told(refusal)
            return {"attribute": None, "errors": [{**told, "path": told["field"]}]}
        return {"attribute": attribute.pk, "errors": []}
