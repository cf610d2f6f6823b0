"""Delete a page, and what leads to it in menus."""

from typing import Any

import graphene

from catalog.selectors.written_pages import pages_of
from catalog.services.page_write import pages_delete
from marketplace.graphql.content.frame import PageError, needed_key
from marketplace.graphql.content.pages import Page
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission
from marketplace.kernel.errors import NotFound


class PageDelete(ServiceMutation):
    """Delete a page, and what leads to it in menus. Requires MANAGE_PAGES."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a page.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGES,)

    page = graphene.Field(Page, description="The page.")

    @classmethod
    def perform(cls, info: Info, *, id: str) -> Any:
        """
        Delete it.

        :raises NotFound: if there is none
        """
        key = needed_key(id, "Page")
        row = pages_of(keys=[key]).get(key)
        if row is None:
            raise NotFound(f"Couldn't resolve to a node: {id}", field="id")
        pages_delete(actor=info.context.actor, page_ids=[key])
        return cls(page=row)
