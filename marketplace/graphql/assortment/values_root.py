"""What can be done to values of attributes."""

import graphene

from marketplace.graphql.assortment.mutations.attribute_bulk_delete import AttributeBulkDelete
from marketplace.graphql.assortment.mutations.attribute_reorder_values import AttributeReorderValues
from marketplace.graphql.assortment.mutations.attribute_value_bulk_delete import AttributeValueBulkDelete
from marketplace.graphql.assortment.mutations.attribute_value_create import AttributeValueCreate
from marketplace.graphql.assortment.mutations.attribute_value_delete import AttributeValueDelete
from marketplace.graphql.assortment.mutations.attribute_value_update import AttributeValueUpdate


class AttributeValueMutations(graphene.ObjectType):
    """What can be done to values of attributes."""

    attribute_bulk_delete = AttributeBulkDelete.Field(
        description="Delete several attributes with their values."
    )
    attribute_reorder_values = AttributeReorderValues.Field(description="Move values of an attribute.")
    attribute_value_bulk_delete = AttributeValueBulkDelete.Field(description="Delete several values.")
    attribute_value_create = AttributeValueCreate.Field(description="Add a value to an attribute.")
    attribute_value_delete = AttributeValueDelete.Field(description="Delete a value.")
    attribute_value_update = AttributeValueUpdate.Field(description="Change a value.")
