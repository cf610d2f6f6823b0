"""Publish pages, or take them back."""

from typing import Any

import graphene

from catalog.services.page_write import pages_publish
from marketplace.graphql.content.frame import PageError, needed_keys
from marketplace.graphql.kit.info import Info
from marketplace.graphql.kit.mutation import ServiceMutation
from marketplace.kernel.actor import Permission


class PageBulkPublish(ServiceMutation):
    """Publish pages, or take them back. Requires MANAGE_PAGES."""

    class Arguments:
        ids = graphene.List(graphene.NonNull(graphene.ID), required=True, description="IDs of pages.")
        is_published = graphene.Boolean(required=True, description="Whether they are shown.")

    class Meta:
        error_type = PageError
        errors_alias = "page_errors"
        permissions = (Permission.MANAGE_PAGES,)

    count = graphene.Int(required=True, default_value=0, description="How many there were.")

    @classmethod
    def perform(cls, info: Info, *, ids: list[str], is_published: bool) -> Any:
        """
        Publish them.

        :raises NotFound: if there is none
        """
        count = pages_publish(
            actor=info.context.actor,
            page_ids=needed_keys(ids, "Page", "ids"),
            is_published=is_published,
            now=info.context.now,
        )
        return cls(count=count)
