"""Add a value to an attribute."""

from typing import Any

import graphene

from catalog.services.attribute_write import attribute_value_create
from marketplace.graphql.assortment.attribute_inputs import AttributeValueCreateInput
from marketplace.graphql.assortment.frame import ERROR_FIELDS, AttributeError_, attribute_row, known_key
from marketplace.graphql.catalog.attributes import Attribute, AttributeValue
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AttributeValueCreate(ServiceMutation):
    """Add a value to an attribute. Requires the permission for attributes of its kind."""

    class Arguments:
        attribute = graphene.ID(required=True, description="Attribute to which the value is added.")
        input = graphene.Argument(AttributeValueCreateInput, required=True, description="The value.")

    class Meta:
        error_type = AttributeError_
        errors_alias = "attribute_errors"
        error_fields = ERROR_FIELDS

    attribute = graphene.Field(Attribute, description="The attribute after the change.")
    attribute_value = graphene.Field(AttributeValue, description="The value.")

    @classmethod
    def perform(cls, info: Info, *, attribute: str, input: dict[str, Any]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        value = attribute_value_create(
            actor=info.context.actor,
            attribute_id=known_key(attribute, "Attribute", field="attribute"),
            value=input,
        )
        return cls(attribute=attribute_row(info, value.attribute_id), attribute_value=value)
