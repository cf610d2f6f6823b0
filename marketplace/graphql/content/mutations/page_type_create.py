"""Make a type of pages."""

from typing import Any

import graphene

from catalog.services.page_type_write import page_type_create
from marketplace.graphql.content.frame import PageError, changes_of, needed_keys, page_type_row
from marketplace.graphql.content.pages import PageType
from marketplace.graphql.content.write_inputs import PageTypeCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageTypeCreate(ServiceMutation):
    """Make a type of pages. Requires MANAGE_PAGE_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        input = graphene.Argument(PageTypeCreateInput, required=True, description="What is said of it.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,)

    page_type = graphene.Field(PageType, description="The type of pages.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Make it.

        :raises NotFound: if one of the attributes does not exist
        """
        row = page_type_create(
            actor=info.context.actor,
            changes=changes_of(input),
            attribute_ids=needed_keys(input.get("add_attributes") or (), "Attribute", "add_attributes"),
        )
        return cls(page_type=page_type_row(row.pk))
