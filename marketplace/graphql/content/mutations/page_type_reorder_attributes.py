"""Move attributes of a type of pages."""

from typing import Any

import graphene

from catalog.services.type_attributes_move import page_type_attributes_move
from marketplace.graphql.content.frame import PageError, needed_key, page_type_row
from marketplace.graphql.content.pages import PageType
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.graphql.shop.filters import ReorderInput
from marketplace.kernel.actor import Permission


class PageTypeReorderAttributes(ServiceMutation):
    """Move attributes of a type of pages. Requires MANAGE_PAGE_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        page_type_id = graphene.ID(required=True, description="ID of a type of pages.")
        moves = graphene.List(
            graphene.NonNull(ReorderInput), required=True, description="What to move, one after the other."
        )

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,)

    page_type = graphene.Field(PageType, description="The type of pages after the change.")

    @classmethod
    def perform(cls, info: Info, *, page_type_id: str, moves: list[dict[str, Any]]) -> Any:
        """
        Do it.

        :raises NotFound: if there is none
        """
        row = page_type_attributes_move(
            actor=info.context.actor,
            page_type_id=needed_key(page_type_id, "PageType", "page_type_id"),
            moves=[(needed_key(each["id"], "Attribute", "moves"), each.get("sort_order")) for each in moves],
        )
        return cls(page_type=page_type_row(row.pk))
