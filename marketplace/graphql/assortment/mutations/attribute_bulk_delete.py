"""Delete several attributes with their values, all or none."""

from typing import Any

import graphene

from catalog.services.attribute_values_write import attributes_delete
from marketplace.graphql.assortment.frame import ERROR_FIELDS, AttributeError_, known_key
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation


class AttributeBulkDelete(ServiceMutation):
    """Delete several attributes with their values, all or none. Requires the permission for attributes of its kind."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of attributes.")

    class Meta:
        error_type = AttributeError_
        errors_alias = "attribute_errors"
        error_fields = ERROR_FIELDS

    count = graphene.Int(required=True, default_value=0, description="How many were deleted.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        keys = [known_key(each, "Attribute", field="ids") for each in ids]
        return cls(count=attributes_delete(actor=info.context.actor, attribute_ids=keys))
