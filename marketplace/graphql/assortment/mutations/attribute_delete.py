"""Delete an attribute with its values."""

from typing import Any

import graphene

from catalog.services.attribute_write import attribute_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, AttributeError_, attribute_named, attribute_row
from marketplace.graphql.catalog.attributes import Attribute
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AttributeDelete(ServiceMutation):
    """Delete an attribute with its values. Requires MANAGE_PRODUCT_TYPES_AND_ATTRIBUTES (or that of pages)."""

    class Arguments:
        external_reference = graphene.String(description="External ID of an attribute.")
        id = graphene.ID(description="ID of an attribute.")

    class Meta:
        error_type = AttributeError_
        error_fields = ERROR_FIELDS

    attribute = graphene.Field(Attribute, description="The attribute.")

    @classmethod
    def perform(cls, info: Info, *, id: str | None = None, external_reference: str | None = None) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        key = attribute_named(id, external_reference)
        row = attribute_row(info, key)
        attribute_delete(actor=info.context.actor, attribute_id=key)
        return cls(attribute=row)
