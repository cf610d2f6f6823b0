"""Change a type of pages."""

from typing import Any

import graphene

from catalog.services.page_type_write import page_type_update
from marketplace.graphql.content.frame import PageError, changes_of, needed_key, needed_keys, page_type_row
from marketplace.graphql.content.pages import PageType
from marketplace.graphql.content.write_inputs import PageTypeUpdateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageTypeUpdate(ServiceMutation):
    """Change a type of pages. Requires MANAGE_PAGE_TYPES_AND_ATTRIBUTES."""

    class Arguments:
        id = graphene.ID(description="ID of a type of pages.")
        input = graphene.Argument(PageTypeUpdateInput, required=True, description="What is said of it.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGE_TYPES_AND_ATTRIBUTES,)

    page_type = graphene.Field(PageType, description="The type of pages.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Change it.

        :raises NotFound: if there is none
        """
        row = page_type_update(
            actor=info.context.actor,
            page_type_id=needed_key(id, "PageType"),
            changes=changes_of(input),
            added_attribute_ids=needed_keys(input.get("add_attributes") or (), "Attribute", "add_attributes"),
            removed_attribute_ids=needed_keys(
                input.get("remove_attributes") or (), "Attribute", "remove_attributes"
            ),
        )
        return cls(page_type=page_type_row(row.pk))
