"""Change a value of an attribute."""

from typing import Any

import graphene

from catalog.services.attribute_values_write import attribute_value_update
from marketplace.graphql.assortment.attribute_inputs import AttributeValueUpdateInput
from marketplace.graphql.assortment.frame import ERROR_FIELDS, AttributeError_, attribute_row, value_named
from marketplace.graphql.catalog.attributes import Attribute, AttributeValue
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AttributeValueUpdate(ServiceMutation):
    """Change a value of an attribute. Requires the permission for attributes of its kind."""

    class Arguments:
        id = graphene.ID(description="ID of a value.")
        external_reference = graphene.String(description="External ID of a value.")
        input = graphene.Argument(AttributeValueUpdateInput, required=True, description="What to change.")

    class Meta:
        error_type = AttributeError_
        errors_alias = "attribute_errors"
        error_fields = ERROR_FIELDS

    attribute = graphene.Field(Attribute, description="The attribute after the change.")
    attribute_value = graphene.Field(AttributeValue, description="The value.")

    @classmethod
    def perform(
        cls,
        info: Info,
        *,
        input: dict[str, Any],
        id: str | None = None,
        external_reference: str | None = None,
    ) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        value = attribute_value_update(
            actor=info.context.actor, value_id=value_named(id, external_reference), changes=input
        )
        return cls(attribute=attribute_row(info, value.attribute_id), attribute_value=value)
