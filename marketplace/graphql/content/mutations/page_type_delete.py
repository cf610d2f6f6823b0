"""Delete a type of pages with all its pages."""

from typing import Any

import graphene

from catalog.selectors.written_pages import page_types_of
from catalog.services.page_type_write import page_types_delete
from marketplace.graphql.content.frame import PageError, needed_key
from marketplace.graphql.content.pages import PageType
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound


class PageTypeDelete(ServiceMutation):
    """Delete a type of pages with all its pages. Requires MANAGE_PAGE_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a type of pages.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,)

    page_type = graphene.Field(PageType, description="The type of pages.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Delete it.

        :raises NotFound: if there is none
        """
        key = needed_key(id, "PageType")
        row = page_types_of([key]).get(key)
        if row is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        page_types_delete(actor=info.context.actor, page_type_ids=[key])
        return cls(page_type=row)
