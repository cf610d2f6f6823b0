"""Delete types of pages with all their pages."""

from typing import Any

import graphene

from catalog.services.page_type_write import page_types_delete
from marketplace.graphql.content.frame import PageError, needed_keys
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageTypeBulkDelete(ServiceMutation):
    """Delete types of pages with all their pages. Requires MANAGE_PAGE_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="IDs of types of pages."
        )

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,)

    count = graphene.Int(required=True, default_value=0, description="How many there were.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str]) -> Any:
        """
        Delete them.

        :raises NotFound: if there is none
        """
        keys = needed_keys(ids, "PageType", "ids")
        return cls(count=page_types_delete(actor=info.context.actor, page_type_ids=keys))
