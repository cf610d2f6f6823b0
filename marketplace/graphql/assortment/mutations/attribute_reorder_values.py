"""Move values of an attribute."""

from typing import Any

import graphene

from catalog.services.attribute_values_write import attribute_values_move
from marketplace.graphql.assortment.frame import ERROR_FIELDS, AttributeError_, attribute_row, known_key
from marketplace.graphql.catalog.attributes import Attribute
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.filters import ReorderInput


class AttributeReorderValues(ServiceMutation):
    """Move values of an attribute. Requires the permission for attributes of its kind."""

    class Arguments:
        attribute_id = graphene.ID(required=True, description="ID of an attribute.")
        moves = graphene.List(
            graphene.NonNull(ReorderInput), required=True, description="What to move, one after the other."
        )

    class Meta:
        error_type = AttributeError_
        errors_alias = "attribute_errors"
        error_fields = ERROR_FIELDS

    attribute = graphene.Field(Attribute, description="The attribute after the change.")

    @classmethod
    def perform(cls, info: Info, *, attribute_id: str, moves: list[dict[str, Any]]) -> Any:
        """
        Do it.

        :raises NotFound: if something that is named does not exist
        """
        attribute = attribute_values_move(
            actor=info.context.actor,
            attribute_id=known_key(attribute_id, "Attribute", field="attribute_id"),
            moves=[
                (known_key(each["id"], "AttributeValue", field="moves"), each.get("sort_order"))
                for each in moves
            ],
        )
        return cls(attribute=attribute_row(info, attribute.pk))
