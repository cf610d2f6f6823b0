"""Write an attribute."""

from typing import Any

import graphene

from catalog.services.attribute_write import attribute_create
from marketplace.graphql.assortment.attribute_inputs import (
    AttributeCreateInput,
    attribute_changes,
    new_attribute,
)
from marketplace.graphql.assortment.frame import ERROR_FIELDS, AttributeError_, attribute_row
from marketplace.graphql.catalog.attributes import Attribute
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AttributeCreate(ServiceMutation):
    """Write an attribute. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES (or that of pages)."""

    class Arguments:
        input = graphene.Argument(AttributeCreateInput, required=True, description="What is known of it.")

    class Meta:
        error_type = AttributeError_
        error_fields = ERROR_FIELDS

    attribute = graphene.Field(Attribute, description="The attribute.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        attribute = attribute_create(
            actor=info.context.actor, new=new_attribute(input), changes=attribute_changes(input)
        )
        return cls(attribute=attribute_row(info, attribute.pk))
