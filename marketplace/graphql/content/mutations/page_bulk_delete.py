"""Delete pages, and what leads to them in menus."""

from typing import Any

import graphene

from catalog.services.page_write import pages_delete
from marketplace.graphql.content.frame import PageError, needed_keys
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageBulkDelete(ServiceMutation):
    """Delete pages, and what leads to them in menus. Requires MANAGE_PAGES."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of pages.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGES,)

    count = graphene.Int(required=True, default_value=0, description="How many there were.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Delete them.

        :raises NotFound: if there is none
        """
        keys = needed_keys(ids, "Page", "ids")
        return cls(count=pages_delete(actor=info.context.actor, page_ids=keys))
