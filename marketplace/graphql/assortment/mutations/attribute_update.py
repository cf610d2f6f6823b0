"""Change an attribute."""

from typing import Any

import graphene

from catalog.services.attribute_write import attribute_update
from marketplace.graphql.assortment.attribute_inputs import AttributeUpdateInput, attribute_changes
from marketplace.graphql.assortment.frame import ERROR_FIELDS, AttributeError_, attribute_named, attribute_row
from marketplace.graphql.catalog.attributes import Attribute
from marketplace.graphql.kit.ids import keys_of
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AttributeUpdate(ServiceMutation):
    """Change an attribute. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES (or that of pages)."""

    class Arguments:
        external_reference = graphene.String(description="External ID of an attribute.")
        id = graphene.ID(description="ID of an attribute.")
        input = graphene.Argument(AttributeUpdateInput, required=True, description="What is to change.")

    class Meta:
        error_type = AttributeError_
        error_fields = ERROR_FIELDS

    attribute = graphene.Field(Attribute, description="The attribute.")

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
        attribute = attribute_update(
            actor=info.context.actor,
            attribute_id=attribute_named(id, external_reference),
            changes=attribute_changes(input),
            add_values=input.get("add_values") or (),
            remove_values=keys_of(input.get("remove_values") or (), "AttributeValue"),
        )
        return cls(attribute=attribute_row(info, attribute.pk))
