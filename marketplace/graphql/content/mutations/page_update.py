"""Change a page, publish it or take it back."""

from typing import Any

import graphene

from catalog.services.page_write import Publishing, page_update
from marketplace.graphql.assortment.values import values_given
from marketplace.graphql.content.frame import PageError, changes_of, moment_of, needed_key, page_row
from marketplace.graphql.content.pages import Page
from marketplace.graphql.content.write_inputs import PageInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageUpdate(ServiceMutation):
    """Change a page, publish it or take it back. Requires MANAGE_PAGES."""

    class Arguments:
        id = graphene.ID(required=True, description="ID of a page.")
        input = graphene.Argument(PageInput, required=True, description="What it says.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGES,)

    page = graphene.Field(Page, description="The page.")

    @classmethod
    def perform(cls, info: Info, *, id: str, input: dict[str, Any]) -> Any:
        """
        Change it.

        :raises NotFound: if there is none
        """
        row = page_update(
            actor=info.context.actor,
            page_id=needed_key(id, "Page"),
            changes=changes_of(input, name="title", text="content"),
            publishing=Publishing(
                input.get("is_published"), moment_of(input.get("published_at"), input.get("publication_date"))
            ),
            attributes=values_given(input.get("attributes")),
            now=info.context.now,
        )
        return cls(page=page_row(row.pk))
