"""Write a page."""

from typing import Any

import graphene

from catalog.services.page_write import Publishing, page_create
from marketplace.graphql.assortment.values import values_given
from marketplace.graphql.content.frame import PageError, changes_of, moment_of, needed_key, page_row
from marketplace.graphql.content.pages import Page
from marketplace.graphql.content.write_inputs import PageCreateInput
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageCreate(ServiceMutation):
    """Write a page. Requires MANAGE_PAGES."""

    class Arguments:
        input = graphene.Argument(PageCreateInput, required=True, description="What it says.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGES,)

    page = graphene.Field(Page, description="The page.")

    @classmethod
    def perform(cls, info: Info, *, input: dict[str, Any]) -> Any:
        """
        Write it.

        :raises NotFound: if there is no such type of pages
        """
        row = page_create(
            actor=info.context.actor,
            page_type_id=needed_key(input["page_type"], "PageType", "page_type"),
            changes=changes_of(input, name="title", text="content"),
            publishing=Publishing(
                input.get("is_published"), moment_of(input.get("published_at"), input.get("publication_date"))
            ),
            attributes=values_given(input.get("attributes")),
            now=info.context.now,
        )
        return cls(page=page_row(row.pk))
