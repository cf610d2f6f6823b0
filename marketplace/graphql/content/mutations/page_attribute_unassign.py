"""Take attributes away from the pages of a type."""

from typing import Any

import graphene

from catalog.services.described_changes import DescribedChanges
from catalog.services.page_type_write import page_type_update
from marketplace.graphql.content.frame import PageError, needed_key, needed_keys, page_type_row
from marketplace.graphql.content.pages import PageType
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageAttributeUnassign(ServiceMutation):
    """Take attributes away from the pages of a type. Requires MANAGE_PAGE_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        attribute_ids = graphene.List(
            graphene.NonNull(graphene.ID), required=True, description="IDs of attributes."
        )
        page_type_id = graphene.ID(required=True, description="ID of a type of pages.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,)
        error_fields = {"add_attributes": "attributeIds"}

    page_type = graphene.Field(PageType, description="The type of pages.")

    @classmethod
    def perform(cls, info: Info, *, attribute_ids: list[str], page_type_id: str) -> Any:
        """
        Do it.

        :raises NotFound: if there is none
        """
        row = page_type_update(
            actor=info.context.actor,
            page_type_id=needed_key(page_type_id, "PageType", "page_type_id"),
            changes=DescribedChanges(),
            removed_attribute_ids=needed_keys(attribute_ids, "Attribute", "attribute_ids"),
        )
        return cls(page_type=page_type_row(row.pk))
