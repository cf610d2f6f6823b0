"""Files that are no pictures of products."""

from typing import Any

import graphene

from marketplace.graphql.kit.info import Info
from marketplace.graphql.shop.pictures import absolute


class File(graphene.ObjectType):
    """A file; rows have `file_url` and `content_type`."""

    url = graphene.String(required=True, description="The URL of the file.")
    content_type = graphene.String(description="Content type of the file.")

    @staticmethod
    def resolve_url(root: Any, _info: Info) -> str:
        """Return an address that works from another site too."""
        return absolute(root.file_url)

    @staticmethod
    def resolve_content_type(root: Any, _info: Info) -> str | None:
        """Return what kind of file it is, if anybody said so."""
        return root.content_type or None
